"""The audit: added to and never changed, and a change made by force is found."""

import sqlite3

import pytest

from bot.domain.audit import Entry
from store import audit
from tests.make import NOW


def entry(what: str = "declare", object: str = "INC-1") -> Entry:
    return Entry("U0ANA", what, object, NOW, "command", {"title": "“é” <!channel>", "n": 1})


def fill(db: sqlite3.Connection, count: int = 5) -> None:
    for number in range(count):
        audit.add(db, entry(f"deed {number}"))


def force(db: sqlite3.Connection, *statements: str) -> None:
    """What somebody with the file in hand can do."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)


def test_what_was_done_to_an_object_is_read_in_order(db: sqlite3.Connection) -> None:
    numbers = [
        audit.add(db, entry("declare")),
        audit.add(db, entry("other", "INC-2")),
        audit.add(db, entry("close")),
    ]

    assert numbers == [1, 2, 3]
    assert audit.entries(db, "INC-1") == [entry("declare"), entry("close")]
    assert [each.what for each in audit.latest(db, 2)] == ["close", "other"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit WHERE seq = 5",
        "INSERT OR REPLACE INTO audit SELECT 3, 'x', what, object, at, via, detail, hash FROM audit LIMIT 1",
        "INSERT INTO audit SELECT 9, who, what, object, at, via, detail, hash FROM audit WHERE seq = 3",
    ],
)
def test_the_database_itself_refuses_to_change_it(db: sqlite3.Connection, statement: str) -> None:
    fill(db)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)

    assert audit.verify(db) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET who = 'U0BOB' WHERE seq = 3", 3),
        ("UPDATE audit SET at = at + 1 WHERE seq = 1", 1),
        ("UPDATE audit SET detail = '{}' WHERE seq = 4", 4),
        ("UPDATE audit SET hash = 'x' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 5", 5),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET seq = 9 WHERE seq = 5", 5),
    ],
)
def test_what_was_changed_by_force_is_found(db: sqlite3.Connection, statement: str, broken: int) -> None:
    fill(db)

    force(db, statement)

    assert audit.verify(db) == broken


def test_an_untouched_audit_holds(db: sqlite3.Connection) -> None:
    empty = audit.verify(db)
    fill(db)

    assert (empty, audit.verify(db)) == (None, None)
