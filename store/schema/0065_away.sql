-- Incidents whose channel Tocsin cannot write to for now: archived, deleted, or thrown out of it.
CREATE TABLE away (
    incident TEXT PRIMARY KEY REFERENCES incident (id),
    why TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
