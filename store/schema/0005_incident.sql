-- Incidents, their stamps, their timeline, whose reactions stand, and the drafts of open modals.
CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    severity INTEGER NOT NULL,
    declared_by TEXT NOT NULL,
    declared_at INTEGER NOT NULL,
    lead TEXT NOT NULL,
    service TEXT NOT NULL,
    service_how TEXT NOT NULL,
    channel TEXT NOT NULL,
    channel_name TEXT NOT NULL
) STRICT;
CREATE INDEX incident_channel ON incident (channel) WHERE channel <> '';
CREATE INDEX incident_open ON incident (number) WHERE status IN ('investigating', 'identified', 'mitigated');
CREATE INDEX incident_service ON incident (service) WHERE service <> '';

CREATE TABLE stamp (
    incident TEXT NOT NULL REFERENCES incident (id),
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (incident, name)
) STRICT;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    incident TEXT NOT NULL REFERENCES incident (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    link TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;
CREATE INDEX event_incident ON event (incident, at, id);
CREATE UNIQUE INDEX event_source ON event (incident, source) WHERE source <> '';

CREATE TABLE reaction (
    incident TEXT NOT NULL REFERENCES incident (id),
    source TEXT NOT NULL,
    person TEXT NOT NULL,
    stands INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (incident, source, person)
) STRICT;

CREATE TABLE past (
    incident TEXT PRIMARY KEY REFERENCES incident (id),
    key TEXT NOT NULL UNIQUE,
    summary TEXT NOT NULL,
    cause TEXT NOT NULL,
    fix TEXT NOT NULL
) STRICT;

CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    nonce TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
