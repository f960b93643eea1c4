-- The catalog: derived data, rebuilt from its sources at any time. What vanished is kept and dated (gone_at).
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    slack TEXT NOT NULL,
    github TEXT NOT NULL,
    pagerduty TEXT NOT NULL,
    timezone TEXT NOT NULL,
    phone TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    gone_at INTEGER
) STRICT;
CREATE INDEX person_slack ON person (slack) WHERE slack <> '';
CREATE INDEX person_pagerduty ON person (pagerduty) WHERE pagerduty <> '';
CREATE INDEX person_github ON person (lower(github)) WHERE github <> '';
CREATE INDEX person_email ON person (lower(email)) WHERE email <> '';
CREATE INDEX person_source ON person (source);

CREATE TABLE team (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    channel TEXT NOT NULL,
    details TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    gone_at INTEGER
) STRICT;
CREATE INDEX team_source ON team (source);

CREATE TABLE service (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    tier INTEGER,
    lifecycle TEXT NOT NULL,
    type TEXT NOT NULL,
    language TEXT NOT NULL,
    team TEXT NOT NULL,
    repository TEXT NOT NULL,
    runbook TEXT NOT NULL,
    channel TEXT NOT NULL,
    pagerduty TEXT NOT NULL,
    details TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    gone_at INTEGER
) STRICT;
CREATE INDEX service_team ON service (team);
CREATE INDEX service_repository ON service (lower(repository)) WHERE repository <> '';
CREATE INDEX service_pagerduty ON service (pagerduty) WHERE pagerduty <> '';
CREATE INDEX service_channel ON service (ltrim(channel, '#')) WHERE channel <> '';
CREATE INDEX service_source ON service (source);

CREATE TABLE dependency (
    service TEXT NOT NULL,
    needs TEXT NOT NULL,
    hard INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (service, needs)
) STRICT;
CREATE INDEX dependency_needs ON dependency (needs);

-- Every folded name under which something is found; rank 0 is an id, 1 an alias, 2 a title.
CREATE TABLE catalog_name (
    noun TEXT NOT NULL,
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (noun, name, id)
) STRICT;
CREATE INDEX catalog_name_id ON catalog_name (noun, id);

-- Bumped by every write to the catalog, so that what is kept in memory knows when it is old.
CREATE TABLE catalog_generation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO catalog_generation (id, generation) VALUES (1, 0);
