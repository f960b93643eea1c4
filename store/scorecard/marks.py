"""How new the rows are that facts are gathered of, and of which the facts that are kept are."""

from datetime import datetime
from sqlite3 import Connection
from typing import NamedTuple

from store.moments import at_or_none, ms


class Mark(NamedTuple):
    """Each number is raised by every write: to the catalog, to on-call, to what the forge told."""

    catalog: int
    oncall: int
    looked: int


def mark(db: Connection) -> Mark:
    """The rows as they are now."""
    row = db.execute(
        """SELECT c.generation, o.generation, s.looked
           FROM catalog_generation c, oncall_generation o, scorecard_state s
           WHERE c.id = 1 AND o.id = 1 AND s.id = 1"""
    ).fetchone()
    return Mark(*map(int, row))


def marked(db: Connection) -> Mark:
    """The rows that the facts were gathered of; -1 before the first."""
    row = db.execute("SELECT generation, of_oncall, of_looked FROM scorecard_state WHERE id = 1").fetchone()
    return Mark(*map(int, row))


def reach(db: Connection, begun: Mark, now: datetime) -> None:
    """The facts are of those rows, at least; an evaluation that began earlier and ends later says nothing."""
    db.execute(
        """UPDATE scorecard_state
           SET generation = :catalog, of_oncall = :oncall, of_looked = :looked, evaluated_at = :now
           WHERE id = 1 AND generation <= :catalog AND of_oncall <= :oncall AND of_looked <= :looked""",
        {**begun._asdict(), "now": ms(now)},
    )


def raise_looked(db: Connection) -> None:
    """The forge told something."""
    db.execute("UPDATE scorecard_state SET looked = looked + 1 WHERE id = 1")


def generation(db: Connection) -> int:
    """The generation of the catalog that the facts are of; -1 before the first."""
    return marked(db).catalog


def evaluated_at(db: Connection) -> datetime | None:
    """When everything was evaluated last."""
    return at_or_none(db.execute("SELECT evaluated_at FROM scorecard_state WHERE id = 1").fetchone()[0])
