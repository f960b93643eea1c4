-- Why a page goes by another way than PagerDuty, where it does (plain text).
ALTER TABLE page ADD COLUMN note TEXT NOT NULL DEFAULT '';
