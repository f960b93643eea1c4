-- The ground: what came in, what is to go out, what is due later, who runs the clockwork, who did what.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE inbox (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'dead')),
    received_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX inbox_open ON inbox (due_at) WHERE state = 'new';
CREATE INDEX inbox_dead ON inbox (received_at) WHERE state = 'dead';

CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    body TEXT NOT NULL,
    incident TEXT NOT NULL,
    person TEXT NOT NULL,
    slot TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'sending', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    added_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    sent_at INTEGER,
    ended_at INTEGER,
    result TEXT NOT NULL DEFAULT '{}',
    why TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX outbox_lane ON outbox (lane, seq, refusals) WHERE state IN ('new', 'sending');
CREATE INDEX outbox_sending ON outbox (lane) WHERE state = 'sending';
CREATE INDEX outbox_refused ON outbox (refusals) WHERE state = 'new';
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'new';
CREATE INDEX outbox_slot ON outbox (slot) WHERE state = 'new';
CREATE INDEX outbox_dead ON outbox (ended_at) WHERE state = 'dead';

CREATE TABLE outbox_need (
    id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    needs TEXT NOT NULL REFERENCES outbox (id),
    PRIMARY KEY (id, needs)
) STRICT;

CREATE INDEX outbox_need_needs ON outbox_need (needs);

CREATE TABLE slot (
    slot TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    ts TEXT NOT NULL
) STRICT;

CREATE TABLE job (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'dead')),
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    held_until INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX job_due ON job (due_at) WHERE state = 'new';

CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    token INTEGER NOT NULL,
    held_until INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    object TEXT NOT NULL,
    at INTEGER NOT NULL,
    via TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX audit_object ON audit (object, seq);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
