-- Who reviewed a change (a JSON list of logins); and how far a sync of everything has come, to go on after a stop.
ALTER TABLE change ADD COLUMN reviewers TEXT NOT NULL DEFAULT '[]';

CREATE TABLE sync_pass (
    vendor TEXT PRIMARY KEY,
    began_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
