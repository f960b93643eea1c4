"""Opening, refusing, recovering: the file in the states that the world leaves it in."""

import asyncio
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.keeping import AlreadyDone, StoreUnavailable
from bot.domain.refusal import Refusal
from bot.ports import Rows
from store import connection, inbox
from store.sqlite import ReadingRows, Store, bulk, open_reading, open_store
from tests.make import NOW

COUNTS = """
import asyncio, sys
from store.sqlite import open_store

def increment(db):
    value = db.execute("SELECT value FROM meta WHERE name = 'n'").fetchone()[0]
    db.execute("UPDATE meta SET value = :value WHERE name = 'n'", {"value": str(int(value) + 1)})

async def main():
    store = open_store(sys.argv[1], patience=30)
    print("ready", flush=True)
    for _ in range(20):
        await asyncio.gather(*(store.run(increment) for _ in range(50)))
    store.close()

asyncio.run(main())
"""

KEEPS = """
import asyncio, sys
from datetime import datetime, UTC
from store import inbox
from store.sqlite import open_store

async def keep(store, caller):
    for number in range(100_000):
        await store.run(inbox.accept, f"{caller}-{number}", "event", {"text": "x" * 200}, datetime.now(UTC))
        print(f"{caller}-{number}", flush=True)

async def main():
    store = open_store(sys.argv[1])
    await asyncio.gather(*(keep(store, caller) for caller in range(8)))

asyncio.run(main())
"""

FILLS = """
import asyncio, os, resource, sys
from bot.domain.keeping import StoreUnavailable
from store.sqlite import open_store

def put(db, name):
    db.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (name, "x" * 1_000_000))
    return name

async def main():
    store = open_store(sys.argv[1])
    log = os.path.getsize(sys.argv[1] + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(log, os.path.getsize(sys.argv[1])) + 1000, -1))
    try:
        await store.run(put, "full")
    except StoreUnavailable as error:
        print(type(error).__name__)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    print(await store.run(put, "room"))
    store.close()

asyncio.run(main())
"""


def put(db: sqlite3.Connection, name: str, value: str = "") -> None:
    db.execute("INSERT INTO meta (name, value) VALUES (:name, :value)", {"name": name, "value": value})


def names(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM meta ORDER BY rowid")]


def increment(db: sqlite3.Connection) -> None:
    value = db.execute("SELECT value FROM meta WHERE name = 'n'").fetchone()[0]
    db.execute("UPDATE meta SET value = :value WHERE name = 'n'", {"value": str(int(value) + 1)})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed database with 200 deliveries."""
    store = open_store(tmp_path / "tocsin.db", create=True)

    async def fill() -> None:
        await asyncio.gather(
            *(store.run(inbox.accept, f"k{number}", "event", {"n": "x" * 300}, NOW) for number in range(200))
        )

    asyncio.run(fill())
    store.close()
    return tmp_path / "tocsin.db"


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

    assert ReadingRows(tmp_path / "empty.db").read(names) == []


def test_the_promised_pragmas_hold(path: Path) -> None:
    db = connection.writing(path)

    found = [
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
    ]

    db.close()
    assert found == ["wal", 2, 1]


# Refusing -----------------------------------------------------------------------------------------------


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = (tmp_path / "other.db").read_bytes()

    with pytest.raises(Refusal, match="is not a Tocsin database"):
        open_store(tmp_path / "other.db", create=True)

    assert (tmp_path / "other.db").read_bytes() == before


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is not a Tocsin database"):
        open_store(tmp_path, create=True)


def test_a_newer_file_is_refused_and_kept(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("INSERT INTO migration VALUES (9001, '9001_future', '')")
    db.commit()
    db.close()
    before = path.read_bytes()

    with pytest.raises(Refusal, match=r"newer Tocsin \(9001_future\).*tocsin restore"):
        open_store(path)
    with pytest.raises(Refusal, match="newer Tocsin"):
        open_reading(path)

    assert path.read_bytes() == before


def test_an_older_file_is_brought_up_to_date_by_the_bot_and_refused_by_a_look_up(path: Path) -> None:
    db = sqlite3.connect(path)
    last, name = db.execute("SELECT number, name FROM migration ORDER BY number DESC").fetchone()
    db.execute("DELETE FROM migration WHERE number = ?", (last,))
    before = db.execute("SELECT MAX(number) FROM migration").fetchone()[0]
    db.execute(f"PRAGMA user_version = {before or 0}")
    db.commit()
    db.close()

    with pytest.raises(Refusal, match=rf"older than this Tocsin \({name} is missing\).*tocsin init"):
        open_reading(path)


Mutilation = Callable[[bytearray], object]


def over(start: int, content: bytes) -> Mutilation:
    return lambda data: data.__setitem__(slice(start, start + len(content)), content)


def cut(share: float) -> Mutilation:
    return lambda data: data.__delitem__(slice(int(len(data) * share), None))


def noise(data: bytearray) -> None:
    data[8192:40960] = random.Random(1).randbytes(32768)


def swap(data: bytearray) -> None:
    data[4096:8192], data[-4096:] = data[-4096:], data[4096:8192]


def invert(data: bytearray) -> None:
    data[:] = bytes(byte ^ 0xFF for byte in data)


MUTILATIONS: list[tuple[str, Mutilation, str]] = [
    ("no magic", over(0, b"\0" * 16), "is damaged"),
    ("a text file", lambda data: data.__setitem__(slice(None), b"tocsin: yes\n" * 100), "is damaged"),
    ("cut inside the header", lambda data: data.__delitem__(slice(50, None)), "is damaged"),
    ("cut in the middle", cut(0.5), "is damaged"),
    ("last page gone", lambda data: data.__delitem__(slice(-4096, None)), "is damaged"),
    ("page size of 3", over(16, b"\0\3"), "is damaged"),
    ("unknown schema format", over(44, b"\0\0\0\x09"), "is damaged"),
    ("schema page zeroed", over(100, b"\0" * 3996), "is damaged"),
    ("noise in the middle", noise, "is damaged"),
    ("two pages swapped", swap, "is damaged"),
    ("every bit inverted", invert, "is damaged"),
    ("a version of the future", over(60, b"\0\0\x27\x0f"), "is damaged"),
    ("a format of the future", over(18, b"\7\7"), "is damaged"),
    ("emptied", lambda data: data.clear(), "is empty"),
]


@pytest.mark.parametrize(
    ("mutilate", "word"), [row[1:] for row in MUTILATIONS], ids=[row[0] for row in MUTILATIONS]
)
def test_a_mutilated_file_is_refused_with_the_remedy_and_kept(
    path: Path, mutilate: Mutilation, word: str
) -> None:
    data = bytearray(path.read_bytes())
    mutilate(data)
    path.write_bytes(data)

    with pytest.raises(Refusal, match=word) as refusal:
        open_store(path)

    assert str(path) in refusal.value.text
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize("tail", [b"x" * 10, b"\0" * 4096], ids=["a line", "a page"])
def test_a_file_with_a_tail_is_read(path: Path, tail: bytes) -> None:
    path.write_bytes(path.read_bytes() + tail)

    store = open_store(path)

    counted = store.read(inbox.counts)
    store.close()
    assert counted == (200, 0)


@pytest.mark.parametrize(("mutilate"), [row[1] for row in MUTILATIONS], ids=[row[0] for row in MUTILATIONS])
def test_a_look_up_in_a_mutilated_file_answers_or_names_the_remedy(path: Path, mutilate: Mutilation) -> None:
    data = bytearray(path.read_bytes())
    mutilate(data)
    path.write_bytes(data)
    answer = "refused"

    try:
        reading = ReadingRows(path)
        answer = str(reading.read(inbox.counts))
        reading.close()
    except Refusal as refusal:
        answer = refusal.text

    assert answer == "(200, 0)" or str(path) in answer
    assert path.read_bytes() == bytes(data)


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


async def test_sqlite_utils_joins_the_transaction_of_its_step(rows: Store) -> None:
    def imports(db: sqlite3.Connection) -> None:
        bulk(db)["meta"].insert_all([{"name": "a", "value": ""}, {"name": "b", "value": ""}])  # type: ignore[union-attr]
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


# Trouble ------------------------------------------------------------------------------------------------


async def test_no_increment_is_lost_between_two_processes_and_many_callers(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.db"
    store = open_store(path, create=True, patience=30)
    await store.run(put, "n", value="0")
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COUNTS, path, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    await child.stdout.readline()

    for _ in range(20):
        await asyncio.gather(*(store.run(increment) for _ in range(50)))

    assert await child.wait() == 0
    total = store.read(lambda db: db.execute("SELECT value FROM meta").fetchone())
    store.close()
    assert total == ("2000",)


@pytest.mark.parametrize("acknowledged", [1, 57, 400])
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "tocsin.db"
    open_store(path, create=True).close()
    with subprocess.Popen([sys.executable, "-c", KEEPS, path], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        keys = [child.stdout.readline().strip() for _ in range(acknowledged)]
        child.send_signal(signal.SIGKILL)
        keys += [line.strip() for line in child.stdout if line.endswith("\n")]

    store = open_store(path)
    missing = [key for key in keys if store.read(inbox.find, key) is None]
    store.close()

    assert (len(keys) >= acknowledged, missing) == (True, [])


async def test_a_full_disk_is_said_and_forgotten_once_there_is_room(rows: Store) -> None:
    await rows.run(lambda db: db.execute("PRAGMA max_page_count = 1"))

    with pytest.raises(StoreUnavailable, match="the disk is full"):
        await rows.run(put, "big", value="x" * 1_000_000)

    await rows.run(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    await rows.run(put, "big", value="x" * 1_000_000)
    assert rows.read(names) == ["big"]


def test_a_log_that_cannot_grow_fails_the_write_and_not_the_bot(tmp_path: Path) -> None:
    open_store(tmp_path / "tocsin.db", create=True).close()

    child = subprocess.run(
        [sys.executable, "-c", FILLS, tmp_path / "tocsin.db"], check=False, capture_output=True, text=True
    )

    assert (child.stdout.split(), child.returncode) == (["StoreUnavailable", "room"], 0), child.stderr


async def test_a_file_held_by_another_process_is_waited_for_then_said(tmp_path: Path) -> None:
    store = open_store(tmp_path / "tocsin.db", create=True, patience=0.05)
    other = sqlite3.connect(tmp_path / "tocsin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="another process holds the database"):
        await store.run(put, "a")

    other.execute("ROLLBACK")
    await store.run(put, "b")
    kept = store.read(names)
    other.close()
    store.close()
    assert kept == ["b"]


async def test_a_writer_waits_for_another_process_that_is_soon_done(tmp_path: Path) -> None:
    store = open_store(tmp_path / "tocsin.db", create=True, patience=30)
    other = sqlite3.connect(tmp_path / "tocsin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    waiting = asyncio.create_task(store.run(put, "a"))
    await asyncio.sleep(0)
    other.execute("ROLLBACK")

    await waiting
    kept = store.read(names)
    other.close()
    store.close()
    assert kept == ["a"]


async def test_wrong_sql_is_a_fault_of_ours_and_stays_one(rows: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        await rows.run(lambda db: db.execute("SELEKT"))
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        rows.read(lambda db: db.execute("SELEKT"))
