-- What people were told, who has which role, and who is to be reminded of telling.
CREATE TABLE told (
    id INTEGER PRIMARY KEY,
    incident TEXT NOT NULL REFERENCES incident (id),
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    severity INTEGER NOT NULL,
    next_at INTEGER
) STRICT;
CREATE INDEX told_incident ON told (incident, at, id);

CREATE TABLE reminder (
    incident TEXT PRIMARY KEY REFERENCES incident (id),
    person TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    waiting INTEGER NOT NULL
) STRICT;

CREATE TABLE role (
    incident TEXT NOT NULL REFERENCES incident (id),
    role TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (incident, role)
) STRICT;
