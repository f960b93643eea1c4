-- Rotas of our own as their files have them, and what PagerDuty said at the last sync.
CREATE TABLE rota (
    id TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    version INTEGER NOT NULL,
    source TEXT NOT NULL,
    as_of INTEGER NOT NULL
) STRICT;

-- Everybody whom a rota names, so that a person's shifts are found without reading every rota.
CREATE TABLE rota_person (
    rota TEXT NOT NULL REFERENCES rota (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    PRIMARY KEY (rota, person)
) STRICT;
CREATE INDEX rota_person_person ON rota_person (person);

CREATE TABLE pager_service (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    policy TEXT NOT NULL,
    url TEXT NOT NULL
) STRICT;
CREATE INDEX pager_service_policy ON pager_service (policy);

CREATE TABLE pager_person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phones TEXT NOT NULL,
    timezone TEXT NOT NULL,
    url TEXT NOT NULL
) STRICT;
CREATE INDEX pager_person_email ON pager_person (lower(email)) WHERE email <> '';

CREATE TABLE pager_span (
    policy TEXT NOT NULL,
    level INTEGER NOT NULL,
    person TEXT NOT NULL,
    start_at INTEGER,
    end_at INTEGER,
    schedule TEXT NOT NULL,
    schedule_name TEXT NOT NULL
) STRICT;
CREATE INDEX pager_span_policy ON pager_span (policy, level, start_at);
CREATE INDEX pager_span_person ON pager_span (person, start_at);

-- One row: how the last sync went, since when it fails (NULL: it does not), and when data was last learned.
CREATE TABLE pager_sync (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    tried_at INTEGER NOT NULL,
    taken_at INTEGER,
    failing_since INTEGER,
    outcome TEXT NOT NULL,
    error TEXT NOT NULL
) STRICT;
