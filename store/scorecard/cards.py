"""Rows of the cards that were brought in, and of which one is asked first."""

import json
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.domain.scorecard import Scorecard, read
from bot.domain.scorecard.writing import write
from store.moments import at, ms


@dataclass(frozen=True, slots=True)
class Kept:
    """A card that was brought in: by whom, whence, when."""

    card: Scorecard
    source: str
    by: str
    at: datetime


def cards(db: Connection) -> tuple[Kept, ...]:
    """Every card that was brought in, in the order in which they came."""
    rows = db.execute("SELECT body, source, brought_by, brought_at FROM scorecard ORDER BY brought_at, id")
    return tuple(Kept(read(json.loads(body)), source, by, at(moment)) for body, source, by, moment in rows)


def bodies(db: Connection) -> tuple[str, ...]:
    """The cards as they are kept: what tells whether any has changed."""
    return tuple(row[0] for row in db.execute("SELECT body FROM scorecard ORDER BY brought_at, id"))


def keep_card(db: Connection, card: Scorecard, source: str, by: str, now: datetime) -> None:
    """Keep a card; it replaces the one of its id."""
    body = json.dumps(write(card), ensure_ascii=False)
    db.execute(
        """INSERT INTO scorecard (id, body, source, brought_by, brought_at)
           VALUES (:id, :body, :source, :by, :now)
           ON CONFLICT (id) DO UPDATE SET body = excluded.body, source = excluded.source,
               brought_by = excluded.brought_by""",
        {"id": card.identifier, "body": body, "source": source, "by": by, "now": ms(now)},
    )


def drop_card(db: Connection, id: str) -> bool:
    """Take a card away with how services stand on it; what happened stays."""
    db.execute("DELETE FROM readiness WHERE scorecard = :id", {"id": id})
    db.execute("UPDATE scorecard_state SET first = '' WHERE id = 1 AND first = :id", {"id": id})
    return db.execute("DELETE FROM scorecard WHERE id = :id", {"id": id}).rowcount == 1


def first(db: Connection) -> str:
    """The id of the card that is asked first; "": the shipped one."""
    return str(db.execute("SELECT first FROM scorecard_state WHERE id = 1").fetchone()[0])


def put_first(db: Connection, id: str) -> None:
    """Ask this card first from now on."""
    db.execute("UPDATE scorecard_state SET first = :id WHERE id = 1", {"id": id})
