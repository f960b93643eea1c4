"""What the people of an incident think of changes."""

from sqlite3 import Connection

from bot.domain.change import Mark, Marked
from store.change.rows import COLUMNS, change_of
from store.moments import at, ms


def marks(db: Connection, incident: str) -> tuple[Marked, ...]:
    """What the people of an incident think of changes, oldest mark first; cleared ones are left out."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}, m.mark, m.person, m.at FROM change_mark m JOIN change c ON c.id = m.change
        WHERE m.incident = :incident AND m.mark <> 'cleared' ORDER BY m.at, m.change
        """,  # noqa: S608
        {"incident": incident},
    )
    return tuple(
        Marked(incident, change_of(row), Mark(row[16]), row[17], at(row[18])) for row in rows.fetchall()
    )


def mark(db: Connection, marked: Marked) -> None:
    """Write what somebody thinks of a change; the last word counts."""
    db.execute(
        """
        INSERT INTO change_mark (incident, change, mark, person, at)
        VALUES (:incident, :change, :mark, :person, :at)
        ON CONFLICT (incident, change) DO UPDATE SET mark = excluded.mark, person = excluded.person,
            at = excluded.at
        """,
        {
            "incident": marked.incident,
            "change": marked.change.id,
            "mark": marked.mark.value,
            "person": marked.by,
            "at": ms(marked.at),
        },
    )
