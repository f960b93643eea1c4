-- `looked` is raised whenever what a forge told of repositories is kept. The facts are of this much of it, and of
-- that generation of on-call (`generation`: of the catalog); -1 before the first.
ALTER TABLE scorecard_state ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scorecard_state ADD COLUMN of_looked INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scorecard_state ADD COLUMN of_oncall INTEGER NOT NULL DEFAULT -1;
