"""What was added to sections from elsewhere: `/rca note`, messages by shortcut."""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from bot.domain.rca.written import Addition
from store import similar
from store.moments import at, ms

COLUMNS = "key, section, text, person, at, link, source, added_by"


def add(db: Connection, incident: str, addition: Addition) -> bool:
    """Keep an addition; False where the same message is in that section already."""
    added = db.execute(
        f"""
        INSERT INTO rca_addition (incident, {COLUMNS})
        VALUES (:incident, :key, :section, :text, :person, :at, :link, :source, :by)
        ON CONFLICT (incident, section, source) WHERE source <> '' DO NOTHING
        """,  # noqa: S608  (column names of ours)
        {
            "incident": incident,
            "key": addition.key,
            "section": addition.section,
            "text": addition.text,
            "person": addition.person,
            "at": ms(addition.at),
            "link": addition.link,
            "source": addition.source,
            "by": addition.by,
        },
    )
    similar.keep(db, incident)
    return added.rowcount > 0


def place(db: Connection, key: str, section: str) -> Addition | None:
    """Have it stand in another section; None where it is gone."""
    row = db.execute(
        f"UPDATE rca_addition SET section = :section WHERE key = :key RETURNING {COLUMNS}",  # noqa: S608
        {"key": key, "section": section},
    ).fetchone()
    return _addition(row) if row else None


def drop(db: Connection, incident: str, key: str) -> bool:
    """Take it away; False where it is gone already."""
    gone = db.execute("DELETE FROM rca_addition WHERE key = :key", {"key": key})
    similar.keep(db, incident)
    return gone.rowcount > 0


def link(db: Connection, key: str, link: str) -> None:
    """Say where in Slack it stands."""
    db.execute("UPDATE rca_addition SET link = :link WHERE key = :key", {"key": key, "link": link})


def additions(db: Connection, incident: str) -> tuple[Addition, ...]:
    """The additions of an incident, in the order in which they were said."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM rca_addition WHERE incident = :incident ORDER BY at, key",  # noqa: S608
        {"incident": incident},
    )
    return tuple(_addition(row) for row in rows)


def _addition(row: Sequence[Any]) -> Addition:
    return Addition(row[0], row[1], row[2], row[3], at(row[4]), row[5], row[6], row[7])
