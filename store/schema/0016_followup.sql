-- What is to be done for an incident: now (task) or later (follow-up). `ticket` is the address of its issue.
CREATE TABLE followup (
    number INTEGER PRIMARY KEY,
    incident TEXT NOT NULL REFERENCES incident (id),
    sort TEXT NOT NULL,
    text TEXT NOT NULL,
    owner TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    due_at INTEGER,
    state TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT NOT NULL,
    type TEXT NOT NULL,
    ticket TEXT NOT NULL,
    link TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;
CREATE INDEX followup_incident ON followup (incident, number);
CREATE INDEX followup_owner ON followup (owner, due_at) WHERE state = 'open';
CREATE UNIQUE INDEX followup_source ON followup (incident, sort, source) WHERE source <> '';
