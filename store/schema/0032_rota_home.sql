-- PagerDuty's schedules as definitions, and what we want of them that PagerDuty may not have taken yet.
ALTER TABLE pager_schedule ADD COLUMN layers TEXT NOT NULL DEFAULT '[]';

CREATE TABLE pager_override (
    schedule TEXT NOT NULL,
    person TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pager_override_schedule ON pager_override (schedule, start_at);

-- `kind`: override, remove or layers. `state`: waiting, done or refused (`why`). `vendor`: its id at PagerDuty.
CREATE TABLE rota_change (
    id TEXT PRIMARY KEY,
    schedule TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    by_person TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    vendor TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX rota_change_schedule ON rota_change (schedule, state);
