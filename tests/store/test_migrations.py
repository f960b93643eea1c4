"""The schema's history: in order, once, whole or not at all."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.refusal import Refusal
from store import connection, migrations
from store.sqlite import open_store

DIES_HALF_WAY = """
import os, signal, sys
from pathlib import Path
from store import connection, migrations
db = connection.writing(Path(sys.argv[1]))
db.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
migrations.migrate(db, Path(sys.argv[2]))
"""

OPENS = """
import sys
from store.sqlite import open_store
open_store(sys.argv[1], create=True).close()
"""


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection.make_file(tmp_path / "blank.db")
    db = connection.writing(tmp_path / "blank.db")
    yield db
    db.close()


def folder(tmp_path: Path, **texts: str) -> Path:
    made = tmp_path / "schema"
    made.mkdir(exist_ok=True)
    for name, text in texts.items():
        (made / f"{name.removeprefix('m')}.sql").write_text(text)
    return made


def tables(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_files_are_applied_in_order_of_number(tmp_path: Path, blank: sqlite3.Connection) -> None:
    made = folder(
        tmp_path, m0010_b="ALTER TABLE a ADD COLUMN y TEXT;", m0002_a="CREATE TABLE a (x TEXT) STRICT;"
    )

    migrations.migrate(blank, made)

    assert [row[:1] for row in blank.execute("SELECT name FROM migration ORDER BY rowid")] == [
        ("0002_a",),
        ("0010_b",),
    ]
    assert blank.execute("PRAGMA user_version").fetchone() == (10,)


def test_a_file_that_arrives_later_with_a_smaller_number_is_applied(
    tmp_path: Path, blank: sqlite3.Connection
) -> None:
    migrations.migrate(blank, folder(tmp_path, m0003_c="CREATE TABLE c (x TEXT) STRICT;"))

    migrations.migrate(blank, folder(tmp_path, m0002_b="CREATE TABLE b (x TEXT) STRICT;"))

    assert tables(blank) == {"migration", "b", "c"}
    assert blank.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_second_run_changes_nothing(tmp_path: Path, blank: sqlite3.Connection) -> None:
    made = folder(tmp_path, m0001_a="CREATE TABLE a (x TEXT) STRICT;")
    migrations.migrate(blank, made)
    before = blank.total_changes

    migrations.migrate(blank, made)

    assert blank.total_changes == before


def test_a_file_that_fails_leaves_the_version_before_it(tmp_path: Path, blank: sqlite3.Connection) -> None:
    made = folder(
        tmp_path,
        m0001_a="CREATE TABLE a (x TEXT) STRICT;",
        m0002_b="CREATE TABLE b (x TEXT) STRICT; CREATE TABLE a (x TEXT) STRICT;",
    )

    with pytest.raises(sqlite3.OperationalError, match="table a already exists"):
        migrations.migrate(blank, made)

    assert tables(blank) == {"migration", "a"}
    assert blank.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_kill_half_way_leaves_the_version_before_it(tmp_path: Path, blank: sqlite3.Connection) -> None:
    made = folder(
        tmp_path,
        m0001_a="CREATE TABLE a (x TEXT) STRICT;",
        m0002_b="CREATE TABLE b (x TEXT) STRICT; INSERT INTO b VALUES ('half'); SELECT die();",
    )

    died = subprocess.run([sys.executable, "-c", DIES_HALF_WAY, tmp_path / "blank.db", made], check=False)

    assert died.returncode == -signal.SIGKILL
    assert tables(blank) == {"migration", "a"}
    assert blank.execute("PRAGMA user_version").fetchone() == (1,)


async def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    path = str(tmp_path / "shared.db")

    children = [await asyncio.create_subprocess_exec(sys.executable, "-c", OPENS, path) for _ in range(4)]
    codes = [await child.wait() for child in children]

    store = open_store(path)
    names = store.read(
        lambda db: [name for (name,) in db.execute("SELECT name FROM migration ORDER BY number")]
    )
    store.close()
    assert codes == [0, 0, 0, 0]
    assert names == [each.name for each in migrations.known()]


def test_statements_are_told_apart_inside_triggers_strings_and_comments() -> None:
    text = """
    -- first; not a statement
    CREATE TABLE a (x TEXT DEFAULT ';');
    CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; SELECT 2; END;
    SELECT 3
    """

    found = [" ".join(each.split()) for each in migrations.statements(text)]

    assert found == [
        "-- first; not a statement CREATE TABLE a (x TEXT DEFAULT ';');",
        "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; SELECT 2; END;",
        "SELECT 3 ;",
    ]


def test_a_statement_that_does_not_end_is_refused(tmp_path: Path, blank: sqlite3.Connection) -> None:
    made = folder(tmp_path, m0001_a="CREATE TABLE a (x TEXT DEFAULT 'open) STRICT;")

    with pytest.raises(sqlite3.OperationalError, match="unrecognized token"):
        migrations.migrate(blank, made)


def test_an_applied_file_whose_text_was_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    open_store(path, create=True).close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE migration SET sha256 = 'other' WHERE number = 1")
    db.close()

    with pytest.raises(Refusal, match=r"another text of 0001_ground.*tocsin restore"):
        open_store(path)


def test_no_constraint_waits_for_the_commit() -> None:
    deferred = [each.name for each in migrations.known() if "DEFER" in each.text.upper()]

    assert deferred == []  # it would fail the whole batch instead of the one step


INDEX = {"similar", *(f"similar_{part}" for part in ("config", "content", "data", "docsize", "idx"))}
"""The full-text index is SQLite's own, with tables of its own beside it."""


def test_all_tables_are_strict(db: sqlite3.Connection) -> None:
    lax = [name for name, strict in db.execute("SELECT name, strict FROM pragma_table_list") if not strict]

    assert {name for name in lax if not name.startswith("sqlite_")} == INDEX


def test_the_numbers_are_used_once() -> None:
    numbers = [each.number for each in migrations.known()]

    assert numbers == sorted(set(numbers))
    assert os.path.basename(migrations.FOLDER) == "schema"
