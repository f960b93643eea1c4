-- Bumped by every write to rotas and to what PagerDuty said, so that answers kept in memory know when they are old.

CREATE TABLE oncall_generation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO oncall_generation (id, generation) VALUES (1, 0);
