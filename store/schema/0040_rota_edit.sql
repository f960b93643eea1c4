-- `definition` is what rules: the file's own word (`base`) with what was changed in Slack on top.
ALTER TABLE rota ADD COLUMN base TEXT NOT NULL DEFAULT '';
UPDATE rota SET base = definition;

-- Every change made in Slack: what the rota was before and after, and whether it was undone.
CREATE TABLE rota_edit (
    id TEXT PRIMARY KEY,
    rota TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    version INTEGER NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;
CREATE INDEX rota_edit_rota ON rota_edit (rota, version);

-- Somebody asks to be covered (or to swap): `open` is what nobody has taken yet, JSON [[start, end], …] in ms.
CREATE TABLE rota_request (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    rota TEXT NOT NULL,
    team TEXT NOT NULL,
    person TEXT NOT NULL,
    slack TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    why TEXT NOT NULL,
    open TEXT NOT NULL,
    other TEXT NOT NULL,
    other_rota TEXT NOT NULL,
    other_start INTEGER,
    other_end INTEGER,
    state TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX rota_request_open ON rota_request (end_at) WHERE state = 'open';

-- Who cannot help, and who took which part.
CREATE TABLE rota_reply (
    request TEXT NOT NULL,
    person TEXT NOT NULL,
    answer TEXT NOT NULL,
    start_at INTEGER,
    end_at INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (request, person, at)
) STRICT;
