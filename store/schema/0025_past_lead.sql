-- The lead of an incident of the time before, as its file names them: by catalog id, with Slack or without.
ALTER TABLE past ADD COLUMN lead TEXT NOT NULL DEFAULT '';
