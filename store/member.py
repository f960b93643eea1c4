"""Members in and out: each person of the workspace with the standing that Slack last told."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from bot.domain.may import Member, Standing
from store.moments import ms


def get(db: Connection, id: str) -> Member:
    """The person of that Slack id; one whom Slack has not told us of is unknown."""
    row = db.execute("SELECT standing FROM member WHERE id = :id", {"id": id}).fetchone()
    return Member(id, Standing(row[0]) if row else Standing.UNKNOWN)


def keep(db: Connection, members: Iterable[Member], now: datetime) -> None:
    """Write down who is what; only what differs is written."""
    rows = [{"id": each.id, "standing": each.standing.value, "at": ms(now)} for each in members]
    db.executemany(
        """
        INSERT INTO member (id, standing, as_of) VALUES (:id, :standing, :at)
        ON CONFLICT (id) DO UPDATE SET standing = excluded.standing, as_of = excluded.as_of
        WHERE member.standing <> excluded.standing
        """,
        rows,
    )
