"""Rows of the calendars that people subscribe to."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.rota.feed import About, Feed
from store.moments import at, at_or_none, ms

SELECT = """SELECT id, digest, kind, about, made_by, made_at, used_at FROM calendar_feed
            WHERE revoked_at IS NULL """


def add(db: Connection, feed: Feed) -> None:
    """Keep a feed; the one of the same maker for the same shifts must be revoked before."""
    db.execute(
        """INSERT INTO calendar_feed (id, digest, kind, about, made_by, made_at)
           VALUES (:id, :digest, :kind, :about, :made_by, :made_at)""",
        {
            "id": feed.id,
            "digest": feed.digest,
            "kind": feed.kind.value,
            "about": feed.about,
            "made_by": feed.made_by,
            "made_at": ms(feed.made_at),
        },
    )


def standing(db: Connection, kind: About, about: str, maker: str) -> Feed | None:
    """The feed that somebody has for those shifts."""
    row = db.execute(
        SELECT + "AND kind = :kind AND about = :about AND made_by = :maker",
        {"kind": kind.value, "about": about, "maker": maker},
    ).fetchone()
    return _feed(row) if row else None


def by_digest(db: Connection, digest: str) -> Feed | None:
    """The feed of that digest, unless it was revoked."""
    row = db.execute(SELECT + "AND digest = :digest", {"digest": digest}).fetchone()
    return _feed(row) if row else None


def revoke(db: Connection, id: str, now: datetime) -> None:
    """End a feed at once."""
    db.execute("UPDATE calendar_feed SET revoked_at = :now WHERE id = :id", {"now": ms(now), "id": id})


def used(db: Connection, id: str, now: datetime) -> None:
    """Note that it was read."""
    db.execute("UPDATE calendar_feed SET used_at = :now WHERE id = :id", {"now": ms(now), "id": id})


def _feed(row: Sequence[Any]) -> Feed:
    id, digest, kind, about, made_by, made_at, used_at = row
    return Feed(id, digest, About(kind), about, made_by, at(made_at), at_or_none(used_at))
