-- What the forge told of each repository, and how each service stands on each scorecard. All of it is derived.
-- A repository is keyed by its folded name (lower case). A value is JSON; NULL: it was never told, note says why.
CREATE TABLE repository_fact (
    repository_key TEXT NOT NULL,
    property TEXT NOT NULL,
    value TEXT,
    as_of INTEGER,
    note TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (repository_key, property)
) STRICT;

-- How the last look at a repository went: when it was told of last, and since when it is not.
CREATE TABLE repository_look (
    repository_key TEXT PRIMARY KEY,
    repository TEXT NOT NULL,
    read_at INTEGER,
    failing_since INTEGER,
    error TEXT NOT NULL
) STRICT;

-- The last evaluation of a service, whole: `rules` is JSON, every rule with its trace.
CREATE TABLE standing (
    scorecard TEXT NOT NULL,
    service TEXT NOT NULL,
    applicable INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    total INTEGER NOT NULL,
    levels TEXT NOT NULL,
    rules TEXT NOT NULL,
    evaluated_at INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (scorecard, service)
) STRICT;
CREATE INDEX standing_worst ON standing (scorecard, applicable, rank, passed);

-- The same rule by rule, so that a question across services is one query; since when each outcome stands.
CREATE TABLE rule_standing (
    scorecard TEXT NOT NULL,
    service TEXT NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (scorecard, service, rule)
) STRICT;
CREATE INDEX rule_standing_open ON rule_standing (scorecard, rule) WHERE outcome <> 'passed';
