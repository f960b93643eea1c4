-- What people wrote for the document: every text of a section (the newest counts), whys, additions; where it is shared.
CREATE TABLE rca_text (
    incident TEXT NOT NULL REFERENCES incident (id),
    section TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (incident, section, version)
) STRICT;

CREATE TABLE rca_why (
    key TEXT PRIMARY KEY,
    incident TEXT NOT NULL REFERENCES incident (id),
    parent TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    link TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX rca_why_incident ON rca_why (incident, at);

CREATE TABLE rca_addition (
    key TEXT PRIMARY KEY,
    incident TEXT NOT NULL REFERENCES incident (id),
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    link TEXT NOT NULL,
    source TEXT NOT NULL,
    added_by TEXT NOT NULL
) STRICT;
CREATE INDEX rca_addition_incident ON rca_addition (incident, at);
CREATE UNIQUE INDEX rca_addition_source ON rca_addition (incident, section, source) WHERE source <> '';

-- The file that stands in the channel now with a digest of what the document holds, and how ready the service was when the incident began to be about it.
CREATE TABLE rca_shared (
    incident TEXT PRIMARY KEY REFERENCES incident (id),
    file TEXT NOT NULL,
    version INTEGER NOT NULL,
    holds TEXT NOT NULL
) STRICT;

CREATE TABLE rca_ready (
    incident TEXT NOT NULL REFERENCES incident (id),
    service TEXT NOT NULL,
    score TEXT NOT NULL,
    missing TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (incident, service)
) STRICT;
