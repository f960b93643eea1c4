-- Changes of repositories, how well each repository is known, and what people of an incident think of a change.
-- A repository is keyed by its folded name (lower case); the row "" of reading is the forge as a whole.
CREATE TABLE change (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    repository TEXT NOT NULL,
    repository_key TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    url TEXT NOT NULL,
    at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    environment TEXT NOT NULL,
    state TEXT NOT NULL,
    sha TEXT NOT NULL
) STRICT;
CREATE INDEX change_repository ON change (repository_key, at);
CREATE INDEX change_at ON change (at);

CREATE TABLE reading (
    repository_key TEXT PRIMARY KEY,
    repository TEXT NOT NULL,
    tried_at INTEGER NOT NULL,
    read_at INTEGER,
    covers INTEGER,
    failing_since INTEGER,
    error TEXT NOT NULL
) STRICT;

CREATE TABLE change_mark (
    incident TEXT NOT NULL,
    change TEXT NOT NULL REFERENCES change (id),
    mark TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (incident, change)
) STRICT;
CREATE INDEX change_mark_change ON change_mark (change);
