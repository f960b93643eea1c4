"""Rows of who was last seen on call in each rota, so that a hand-over is told once and as it really was."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from store.moments import at, ms


@dataclass(frozen=True, slots=True)
class Turn:
    """Who was last seen on call in a rota, by catalog id, and since when that is known.

    `over`: their shift has ended and they have heard it; nobody has taken over yet.
    """

    rota: str
    people: tuple[str, ...]
    since: datetime
    over: bool = False


def get(db: Connection, rota: str) -> Turn | None:
    """Who was last seen on call; None where nobody has looked yet."""
    row = db.execute(
        "SELECT people, since_at, over FROM rota_turn WHERE rota = :rota", {"rota": rota}
    ).fetchone()
    return Turn(rota, tuple(json.loads(row[0])), at(row[1]), bool(row[2])) if row else None


def save(db: Connection, turn: Turn) -> None:
    """Write down who is on call."""
    db.execute(
        """INSERT INTO rota_turn (rota, people, since_at, over) VALUES (:rota, :people, :since, :over)
           ON CONFLICT (rota) DO UPDATE SET people = excluded.people, since_at = excluded.since_at,
               over = excluded.over""",
        {"rota": turn.rota, "people": _text(turn.people), "since": ms(turn.since), "over": int(turn.over)},
    )


def _text(people: Sequence[str]) -> str:
    return json.dumps(list(people))
