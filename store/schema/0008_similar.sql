-- Which layout the full-text index over incidents has. The index is SQLite's own; store/similar makes it.
CREATE TABLE similar_layout (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    layout TEXT NOT NULL
) STRICT;
