-- Calendars that people subscribe to: whose shifts, who made the address, and only the digest of its secret.
CREATE TABLE calendar_feed (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX calendar_feed_standing ON calendar_feed (made_by, kind, about) WHERE revoked_at IS NULL;
