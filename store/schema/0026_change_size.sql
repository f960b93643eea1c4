-- How large a change was and which files it touched, how new its state is, and when the forge told by webhook.
-- `paths` is a JSON list; `number` is GitHub's own of a pull request, a deployment or a release (0: none).
ALTER TABLE change ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE change ADD COLUMN lines INTEGER NOT NULL DEFAULT 0;
ALTER TABLE change ADD COLUMN paths TEXT NOT NULL DEFAULT '[]';
ALTER TABLE change ADD COLUMN state_at INTEGER;
CREATE INDEX change_number ON change (repository_key, kind, number) WHERE number <> 0;

ALTER TABLE reading ADD COLUMN heard_at INTEGER;
