-- Who is who in the workspace, as Slack last told it: full member, guest, stranger, gone.
CREATE TABLE member (
    id TEXT PRIMARY KEY,
    standing TEXT NOT NULL,
    as_of INTEGER NOT NULL
) STRICT;
