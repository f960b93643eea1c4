-- Readiness on several cards. Facts and results are derived: the facts of services stand in scorecard_fact, a
-- column per property, which store/sqlite.py makes; what was kept of results before is worked out anew.
DROP TABLE standing;
DROP TABLE rule_standing;

-- Cards that were brought in, in Port's format; the shipped one is in the program, unless one of its id is here.
CREATE TABLE scorecard (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    source TEXT NOT NULL,
    brought_by TEXT NOT NULL,
    brought_at INTEGER NOT NULL
) STRICT;

-- Which card is asked first, and which generation of the catalog the facts are of.
CREATE TABLE scorecard_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    first TEXT NOT NULL,
    generation INTEGER NOT NULL,
    evaluated_at INTEGER
) STRICT;
INSERT INTO scorecard_state (id, first, generation) VALUES (1, '', -1);

-- Whence each fact of a service is, of when, and why it is not known: JSON by property.
CREATE TABLE fact_origin (
    service TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL
) STRICT;

-- How a service stands on a card: rank -1 is outside of its filter; open, unknown and waived are bits, a rule each.
CREATE TABLE readiness (
    scorecard TEXT NOT NULL,
    service TEXT NOT NULL,
    rank INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    open INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    waived INTEGER NOT NULL,
    PRIMARY KEY (scorecard, service)
) STRICT, WITHOUT ROWID;

-- Every change of a rule's outcome (rule '': of the level), with the value that changed and who told it.
CREATE TABLE readiness_event (
    id INTEGER PRIMARY KEY,
    scorecard TEXT NOT NULL,
    service TEXT NOT NULL,
    rule TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    was_value TEXT NOT NULL,
    became_value TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    told INTEGER NOT NULL
) STRICT;
CREATE INDEX readiness_event_rule ON readiness_event (scorecard, service, rule, id);
CREATE INDEX readiness_event_at ON readiness_event (at);
CREATE INDEX readiness_event_untold ON readiness_event (id) WHERE told = 0;

-- By day: how many services of each team are at each rank, and what became of each rule.
CREATE TABLE level_day (
    scorecard TEXT NOT NULL,
    day TEXT NOT NULL,
    team TEXT NOT NULL,
    rank INTEGER NOT NULL,
    services INTEGER NOT NULL,
    PRIMARY KEY (scorecard, day, team, rank)
) STRICT;
CREATE TABLE rule_day (
    scorecard TEXT NOT NULL,
    day TEXT NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,
    services INTEGER NOT NULL,
    PRIMARY KEY (scorecard, day, rule, outcome)
) STRICT;

-- A rule that a service need not pass until then. State: asked, granted, refused, lapsed.
CREATE TABLE waiver (
    id TEXT PRIMARY KEY,
    scorecard TEXT NOT NULL,
    service TEXT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at INTEGER
) STRICT;
CREATE INDEX waiver_service ON waiver (service, scorecard);
CREATE INDEX waiver_open ON waiver (state, until) WHERE state IN ('asked', 'granted');

-- Until when a team hears nothing of its gaps.
CREATE TABLE readiness_snooze (
    team TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;

-- What was told, once each, and the figures of reports, so that the next one can say what moved.
CREATE TABLE readiness_told (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
