-- What a vendor lists no longer is kept, marked stale with a date; and what the last sync did, noun by noun.
ALTER TABLE pager_service ADD COLUMN stale_at INTEGER;
ALTER TABLE pager_person ADD COLUMN stale_at INTEGER;

CREATE TABLE pager_policy (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    levels TEXT NOT NULL,
    url TEXT NOT NULL,
    stale_at INTEGER
) STRICT;

-- `api` is v2 (layers) or v3 (shifts): each answers 400 to the address of the other.
CREATE TABLE pager_schedule (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    api TEXT NOT NULL,
    url TEXT NOT NULL,
    people TEXT NOT NULL,
    stale_at INTEGER
) STRICT;

-- The incidents that are open in PagerDuty.
CREATE TABLE pager_incident (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    service TEXT NOT NULL,
    incident_key TEXT NOT NULL,
    url TEXT NOT NULL,
    created_at INTEGER,
    assignees TEXT NOT NULL
) STRICT;
CREATE INDEX pager_incident_service ON pager_incident (service);

CREATE TABLE sync_tally (
    vendor TEXT NOT NULL,
    noun TEXT NOT NULL,
    at INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    stale INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    PRIMARY KEY (vendor, noun)
) STRICT;
