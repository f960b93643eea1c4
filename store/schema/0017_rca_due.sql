-- Whose document is due when, until somebody says that it is done; and which reminders were sent, each once.
CREATE TABLE rca_due (
    incident TEXT PRIMARY KEY REFERENCES incident (id),
    owner TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    done_at INTEGER,
    done_by TEXT NOT NULL
) STRICT;
CREATE INDEX rca_due_open ON rca_due (due_at) WHERE done_at IS NULL;

CREATE TABLE owed_told (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
