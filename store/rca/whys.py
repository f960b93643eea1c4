"""Whys in and out: questions with answers, each below the one that it asks further of."""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from bot.domain.rca.written import Why
from store import similar
from store.moments import at, ms

COLUMNS = "key, question, answer, person, at, parent, link, version"


def ask(db: Connection, incident: str, why: Why) -> Why:
    """Keep a why."""
    db.execute(
        f"""
        INSERT INTO rca_why (incident, {COLUMNS})
        VALUES (:incident, :key, :question, :answer, :person, :at, :parent, :link, :version)
        """,  # noqa: S608  (column names of ours)
        {
            "incident": incident,
            "key": why.key,
            "question": why.question,
            "answer": why.answer,
            "person": why.person,
            "at": ms(why.at),
            "parent": why.parent,
            "link": why.link,
            "version": why.version,
        },
    )
    similar.keep(db, incident)
    return why


def change(db: Connection, incident: str, why: Why) -> Why:
    """Keep a why as it is now; its version is one more than the one that it was made from."""
    db.execute(
        """
        UPDATE rca_why SET question = :question, answer = :answer, person = :person, version = :version
        WHERE key = :key
        """,
        {
            "key": why.key,
            "question": why.question,
            "answer": why.answer,
            "person": why.person,
            "version": why.version,
        },
    )
    similar.keep(db, incident)
    return why


def drop(db: Connection, incident: str, key: str) -> None:
    """Take a why away."""
    db.execute("DELETE FROM rca_why WHERE key = :key", {"key": key})
    similar.keep(db, incident)


def link(db: Connection, key: str, link: str) -> None:
    """Say where in Slack it was said."""
    db.execute("UPDATE rca_why SET link = :link WHERE key = :key", {"key": key, "link": link})


def why(db: Connection, key: str) -> Why | None:
    """The why of that key."""
    row = db.execute(f"SELECT {COLUMNS} FROM rca_why WHERE key = :key", {"key": key}).fetchone()  # noqa: S608
    return _why(row) if row else None


def whys(db: Connection, incident: str) -> tuple[Why, ...]:
    """The whys of an incident, the oldest first."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM rca_why WHERE incident = :incident ORDER BY at, key",  # noqa: S608
        {"incident": incident},
    )
    return tuple(_why(row) for row in rows)


def _why(row: Sequence[Any]) -> Why:
    return Why(row[0], row[1], row[2], row[3], at(row[4]), row[5], row[6], row[7])
