"""The full-text index over incidents, kept with every change of one.

SQLite's FTS5 has it, so it is in no portable migration: `ready` makes it where it is missing. It holds words
as `bot.domain.words` reads them, without their places (`detail=none`). `reindex` makes it anew at any time.
"""

import json
from collections import Counter
from sqlite3 import Connection

from bot.domain.incident import Kind
from bot.domain.similar import Text
from bot.domain.words import words
from store import connection

LAYOUT = "1"
"""Of what the index holds; another number has it made anew when the store is opened."""
NOTED, OFTEN = 8000, 3
"""Characters of a timeline that are indexed, half from either end; how often one word of it counts."""
UNTOLD = ", ".join(f"'{kind}'" for kind in (Kind.DECLARED, Kind.LEAD, Kind.SERVICE, Kind.SEVERITY))
"""Kinds of lines that say nothing that the incident itself does not."""


def ready(db: Connection) -> None:
    """Make the index where there is none, or where an older Tocsin made it."""
    if layout(db) == LAYOUT:
        return
    connection.begin(db)
    try:
        if layout(db) != LAYOUT:
            db.execute("DROP TABLE IF EXISTS similar")
            db.execute(
                """
                CREATE VIRTUAL TABLE similar
                USING fts5 (title, body, tokenize = "ascii tokenchars '.-_+#'", detail = none)
                """
            )
            reindex(db)
            db.execute(
                """
                INSERT INTO similar_layout (id, layout) VALUES (1, :layout)
                ON CONFLICT (id) DO UPDATE SET layout = excluded.layout
                """,
                {"layout": LAYOUT},
            )
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def layout(db: Connection) -> str:
    """Which layout the index has; "" where there is none."""
    found = db.execute("SELECT layout FROM similar_layout").fetchone()
    return str(found[0]) if found else ""


def reindex(db: Connection) -> int:
    """Make the whole index anew; returns how many incidents it holds."""
    db.execute("DELETE FROM similar")
    ids = [row[0] for row in db.execute("SELECT id FROM incident ORDER BY number")]
    for id in ids:
        keep(db, id)
    db.execute("INSERT INTO similar (similar) VALUES ('optimize')")
    return len(ids)


def keep(db: Connection, incident: str) -> None:
    """Have the index hold what the incident says now; in the transaction that changes it."""
    text = _text(db, incident)
    held = db.execute(
        "SELECT title, body FROM similar WHERE rowid = :number", {"number": text.number}
    ).fetchone()
    if held != (text.title, text.body):
        db.execute(
            "INSERT OR REPLACE INTO similar (rowid, title, body) VALUES (:number, :title, :body)",
            {"number": text.number, "title": text.title, "body": text.body},
        )


def _text(db: Connection, incident: str) -> Text:
    number, title, service, *told = db.execute(
        """
        SELECT i.number, i.title, i.service, COALESCE(p.summary, ''), COALESCE(p.cause, ''),
            COALESCE(p.fix, '')
        FROM incident i LEFT JOIN past p ON p.incident = i.id WHERE i.id = :id
        """,
        {"id": incident},
    ).fetchone()
    lines = db.execute(
        f"""
        SELECT text FROM event WHERE incident = :id AND kind NOT IN ({UNTOLD})
        ORDER BY at, id
        """,  # noqa: S608  (words of ours)
        {"id": incident},
    )
    noted = "\n".join((*(row[0] for row in lines), *_written(db, incident)))
    if len(noted) > NOTED:
        noted = f"{noted[: NOTED // 2]} {noted[-NOTED // 2 :]}"
    counted = Counter(words("\n".join((*_names(db, service), *told, noted))))
    body = (word for word, times in counted.items() for _ in range(min(times, OFTEN)))
    return Text(number, " ".join(words(title)), " ".join(body))


def _written(db: Connection, incident: str) -> list[str]:
    """What people wrote for the document."""
    rows = db.execute(
        """
        SELECT t.text FROM rca_text t WHERE t.incident = :id AND t.version =
            (SELECT MAX(version) FROM rca_text WHERE incident = t.incident AND section = t.section)
        UNION ALL SELECT question || ' ' || answer FROM rca_why WHERE incident = :id
        UNION ALL SELECT text FROM rca_addition WHERE incident = :id
        """,
        {"id": incident},
    )
    return [row[0] for row in rows]


def _names(db: Connection, service: str) -> tuple[str, ...]:
    """The service with its title, its other names and its tags, as the catalog has them now."""
    row = db.execute("SELECT title, details FROM service WHERE id = :id", {"id": service}).fetchone()
    if not row:
        return (service,)
    details = json.loads(row[1])
    return (service, row[0], *details.get("aliases", ()), *details.get("tags", ()))
