"""How new what is known of on-call is: a number that every write to it raises."""

from sqlite3 import Connection


def generation(db: Connection) -> tuple[int, int]:
    """What every answer about who is on call is read from: the catalog's number and on-call's own."""
    row = db.execute(
        """SELECT c.generation, o.generation FROM catalog_generation c, oncall_generation o
           WHERE c.id = 1 AND o.id = 1"""
    ).fetchone()
    return int(row[0]), int(row[1])


def bump(db: Connection) -> None:
    """Say that on-call is not what it was."""
    db.execute("UPDATE oncall_generation SET generation = generation + 1 WHERE id = 1")
