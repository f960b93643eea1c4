-- Who was paged for what, by which way, how it stands; and everything that happened to it, each thing once.
CREATE TABLE page (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    about TEXT NOT NULL,
    by_person TEXT NOT NULL,
    at INTEGER NOT NULL,
    way TEXT NOT NULL,
    why TEXT NOT NULL,
    incident TEXT NOT NULL,
    channel TEXT NOT NULL,
    levels TEXT NOT NULL,
    timeout INTEGER NOT NULL,
    incident_key TEXT NOT NULL,
    vendor TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    answered_by TEXT NOT NULL DEFAULT '',
    answered_at INTEGER
) STRICT;
CREATE INDEX page_incident ON page (incident, at) WHERE incident <> '';
CREATE INDEX page_key ON page (incident_key);
CREATE INDEX page_vendor ON page (vendor) WHERE vendor <> '';
CREATE INDEX page_calling ON page (state) WHERE state = 'calling';
CREATE INDEX page_at ON page (at);

CREATE TABLE page_entry (
    page TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    level INTEGER NOT NULL,
    name TEXT NOT NULL,
    slack TEXT NOT NULL,
    phone TEXT NOT NULL,
    pager TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (page, id)
) STRICT;
