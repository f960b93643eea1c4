-- Drafts of post-incident documents: every version is kept, the newest counts.
CREATE TABLE rca (
    incident TEXT NOT NULL REFERENCES incident (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    markdown TEXT NOT NULL,
    filled INTEGER NOT NULL,
    questions INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (incident, version)
) STRICT;
