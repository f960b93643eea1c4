-- Who has opened App Home, when last, and what was shown there: what says the same is not published again.
CREATE TABLE home (
    person TEXT PRIMARY KEY,
    opened_at INTEGER NOT NULL,
    shown TEXT NOT NULL
) STRICT;
CREATE INDEX home_opened ON home (opened_at);
