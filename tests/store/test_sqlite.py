"""Opening the file, reading beside the writer, settling what came in."""

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.keeping import AlreadyDone
from bot.domain.refusal import Refusal
from bot.ports import Rows
from store import connection, inbox
from store.sqlite import READERS, ReadingRows, Store, bulk, open_reading, open_store
from tests.make import NOW


def put(db: sqlite3.Connection, name: str, value: str = "") -> None:
    db.execute("INSERT INTO meta (name, value) VALUES (:name, :value)", {"name": name, "value": value})


def names(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM meta ORDER BY rowid")]


# Opening ------------------------------------------------------------------------------------------------


def test_the_store_is_what_the_flows_ask_for(rows: Store) -> None:
    asked: Rows = rows

    assert asked is rows


def test_a_missing_file_is_made_only_when_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no database at .*tocsin\.db\. Run `tocsin init`"):
        open_store(tmp_path / "tocsin.db")
    with pytest.raises(Refusal, match="tocsin init"):
        open_reading(tmp_path / "tocsin.db")

    assert os.listdir(tmp_path) == []


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    path.chmod(0o644)

    store = open_store(path)

    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    store.close()
    assert modes == {0o600}


def test_a_name_with_signs_of_an_address_is_a_name(tmp_path: Path) -> None:
    open_store(tmp_path / "a b?mode=ro#c%20.db", create=True).close()

    assert os.listdir(tmp_path) == ["a b?mode=ro#c%20.db"]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"cannot be made: No such file or directory"):
        open_store(tmp_path / "nowhere" / "tocsin.db", create=True)


def test_init_goes_on_where_a_killed_one_stopped(tmp_path: Path) -> None:
    connection.make_file(tmp_path / "empty.db")
    connection.make_file(tmp_path / "log.db")
    connection.writing(tmp_path / "log.db").close()

    for name in ("empty.db", "log.db"):
        with pytest.raises(Refusal, match=r"is empty\. Run `tocsin init`"):
            open_store(tmp_path / name)
        open_store(tmp_path / name, create=True).close()

    with closing(ReadingRows(tmp_path / "empty.db")) as reading:
        assert reading.read(names) == []


def test_the_promised_pragmas_hold(path: Path) -> None:
    db = connection.writing(path)

    found = [
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
    ]

    db.close()
    assert found == ["wal", 2, 1]


# Looking up ---------------------------------------------------------------------------------------------


def test_a_look_up_beside_the_running_bot_sees_what_it_has_committed(path: Path) -> None:
    store = open_store(path)
    asyncio.run(store.run(put, "beside"))

    reading = ReadingRows(path)

    assert reading.read(names) == ["beside"]
    reading.close()
    store.close()


def test_a_look_up_loads_neither_sqlite_utils_nor_pydantic() -> None:
    script = "import sys, store.sqlite; print([m for m in ('sqlite_utils', 'pydantic') if m in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert loaded.stdout == "[]\n"


async def test_a_read_cannot_write(rows: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        rows.read(put, "never")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await rows.query(put, "never")


async def test_all_that_one_read_selects_belongs_to_one_moment(rows: Store) -> None:
    second, go = threading.Event(), threading.Event()

    def twice(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
        before = names(db)
        second.set()
        go.wait()
        return before, names(db)

    reading = asyncio.create_task(rows.query(twice))
    await asyncio.to_thread(second.wait)
    await rows.run(put, "between")
    go.set()

    assert await reading == ([], [])
    assert rows.read(names) == ["between"]


async def test_nobody_waits_behind_what_the_bot_reads_for_itself(rows: Store) -> None:
    go = threading.Event()

    async def long() -> bool:
        rows.aside()
        return await rows.query(lambda _: go.wait(10))

    own = [asyncio.create_task(long()) for _ in range(2 * READERS)]
    await asyncio.sleep(0)

    assert await rows.query(names) == []
    go.set()
    assert await asyncio.gather(*own) == [True] * len(own)


async def test_sqlite_utils_joins_the_transaction_of_its_step(rows: Store) -> None:
    def imports(db: sqlite3.Connection) -> None:
        bulk(db).table("meta").insert_all([{"name": "a", "value": ""}, {"name": "b", "value": ""}])
        raise Refusal("after all not")

    with pytest.raises(Refusal):
        await rows.run(imports)

    assert rows.read(names) == []


# Settling -----------------------------------------------------------------------------------------------


async def test_a_delivery_is_settled_with_its_change_and_only_once(rows: Store) -> None:
    await rows.run(inbox.accept, "k", "command", {}, NOW)

    await rows.settle("k", put, "first")

    with pytest.raises(AlreadyDone):
        await rows.settle("k", put, "second")
    assert rows.read(names) == ["first"]


async def test_a_change_that_is_refused_leaves_the_delivery_open(rows: Store) -> None:
    await rows.run(inbox.accept, "k", "command", {}, NOW)

    def refuse(db: sqlite3.Connection) -> None:
        raise Refusal("no")

    with pytest.raises(Refusal):
        await rows.settle("k", refuse)

    assert rows.read(inbox.counts) == (1, 0)


async def test_a_change_without_a_delivery_is_a_change(rows: Store) -> None:
    await rows.settle("", put, "a")
    await rows.settle("", put, "b")

    assert rows.read(names) == ["a", "b"]
