"""Who has opened App Home, when last, and a mark of what was shown there."""

from datetime import datetime
from sqlite3 import Connection

from store.moments import ms


def opened(db: Connection, person: str, now: datetime) -> None:
    """Somebody has opened it."""
    db.execute(
        """INSERT INTO home (person, opened_at, shown) VALUES (:person, :at, '')
        ON CONFLICT (person) DO UPDATE SET opened_at = excluded.opened_at""",
        {"person": person, "at": ms(now)},
    )


def lately(db: Connection, since: datetime, limit: int = 200) -> tuple[str, ...]:
    """Who has opened it since then, the last first."""
    rows = db.execute(
        "SELECT person FROM home WHERE opened_at >= :since ORDER BY opened_at DESC LIMIT :limit",
        {"since": ms(since), "limit": limit},
    )
    return tuple(row[0] for row in rows)


def mark(db: Connection, person: str) -> str:
    """The mark of what was shown last, "" for nothing yet."""
    row = db.execute("SELECT shown FROM home WHERE person = :person", {"person": person}).fetchone()
    return str(row[0]) if row else ""


def shown(db: Connection, person: str, mark: str) -> None:
    """Keep the mark of what is shown now."""
    db.execute("UPDATE home SET shown = :mark WHERE person = :person", {"person": person, "mark": mark})
