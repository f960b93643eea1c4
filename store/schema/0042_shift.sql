-- Who was last seen on call in a rota (JSON of catalog ids), so that a hand-over is what really changed.
-- `over`: their shift has ended and they have heard it, while nobody has taken over yet.
CREATE TABLE rota_turn (
    rota TEXT PRIMARY KEY,
    people TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    over INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What whoever hands over has to say; `people` (JSON) may write it. `handed_at` is NULL while the shift lasts.
CREATE TABLE handoff_note (
    id TEXT PRIMARY KEY,
    rota TEXT NOT NULL,
    people TEXT NOT NULL,
    heirs TEXT NOT NULL DEFAULT '[]',
    text TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 0,
    person TEXT NOT NULL DEFAULT '',
    begun_at INTEGER NOT NULL,
    written_at INTEGER,
    handed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX handoff_note_open ON handoff_note (rota) WHERE handed_at IS NULL;
CREATE INDEX handoff_note_rota ON handoff_note (rota, begun_at);

-- What Slack shows of who is on call: a team's user group, or its channel's topic. `shown` is what was put
-- there last, `refused` Slack's word where it takes it no more.
CREATE TABLE oncall_mirror (
    kind TEXT NOT NULL,
    team TEXT NOT NULL,
    target TEXT NOT NULL DEFAULT '',
    shown TEXT NOT NULL DEFAULT '',
    checked_at INTEGER,
    refused TEXT NOT NULL DEFAULT '',
    refused_at INTEGER,
    PRIMARY KEY (kind, team)
) STRICT;
