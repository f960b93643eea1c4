"""Kills, full disks, locks and rivals: what was acknowledged is kept, and the bot goes on."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.keeping import StoreUnavailable
from store import inbox
from store.sqlite import ReadingRows, Store, open_store

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
    reading = ReadingRows(rows.path)
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        reading.read(lambda db: db.execute("SELEKT"))
    reading.close()
