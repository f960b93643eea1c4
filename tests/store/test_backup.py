"""Backup beside a running bot, and the way back."""

import asyncio
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.domain.refusal import Refusal
from store.backup import backup, restore
from store.sqlite import ReadingRows, Store, open_store


def put(db: sqlite3.Connection, name: str) -> None:
    db.execute("INSERT INTO meta (name, value) VALUES (:name, '')", {"name": name})


def names(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM meta ORDER BY rowid")]


def kept(path: Path) -> list[str]:
    reading = ReadingRows(path)
    found = reading.read(names)
    reading.close()
    return found


@pytest.fixture
def copy(rows: Store, tmp_path: Path) -> Path:
    """A backup that holds `before`; the running store holds `after` too."""
    asyncio.run(rows.run(put, "before"))
    backup(rows.path, tmp_path / "copy.db")
    asyncio.run(rows.run(put, "after"))
    return tmp_path / "copy.db"


def test_a_backup_beside_a_running_bot_holds_all_that_was_committed(copy: Path) -> None:
    assert (kept(copy), stat.S_IMODE(copy.stat().st_mode)) == (["before"], 0o600)


def test_a_backup_is_one_file(rows: Store, copy: Path) -> None:
    rows.close()

    assert sorted(os.listdir(copy.parent)) == ["copy.db", "tocsin.db"]


async def test_a_backup_under_load_is_sound(rows: Store, tmp_path: Path) -> None:
    writing = [asyncio.create_task(rows.run(put, f"n{number}")) for number in range(500)]

    await asyncio.to_thread(backup, rows.path, tmp_path / "copy.db")

    await asyncio.gather(*writing)
    found = kept(tmp_path / "copy.db")
    assert found == [f"n{number}" for number in range(len(found))]
    open_store(tmp_path / "copy.db").close()


def test_a_backup_replaces_nothing(rows: Store, copy: Path) -> None:
    before = copy.read_bytes()

    with pytest.raises(Refusal, match="exists already"):
        backup(rows.path, copy)

    assert copy.read_bytes() == before


def test_a_backup_into_a_missing_folder_says_so(rows: Store, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="could not be made"):
        backup(rows.path, tmp_path / "nowhere" / "copy.db")


def test_a_restore_is_refused_while_the_bot_runs(rows: Store, copy: Path) -> None:
    with pytest.raises(Refusal, match="is in use"):
        restore(copy, rows.path)

    assert rows.read(names) == ["before", "after"]


def test_a_restore_brings_the_backup_back_and_keeps_the_former_file(rows: Store, copy: Path) -> None:
    rows.close()

    former = restore(copy, rows.path)

    assert former is not None
    assert (kept(rows.path), kept(former)) == (["before"], ["before", "after"])
    store = open_store(rows.path)
    asyncio.run(store.run(put, "goes on"))
    store.close()
    assert kept(rows.path) == ["before", "goes on"]


def test_a_damaged_database_is_replaced_and_kept(rows: Store, copy: Path) -> None:
    rows.close()
    rows.path.write_bytes(b"noise" * 1000)

    former = restore(copy, rows.path)

    assert former is not None
    assert (kept(rows.path), former.read_bytes()) == (["before"], b"noise" * 1000)


def test_a_restore_to_a_machine_that_has_none_is_a_restore(copy: Path, tmp_path: Path) -> None:
    assert restore(copy, tmp_path / "new.db") is None
    assert kept(tmp_path / "new.db") == ["before"]


def test_a_damaged_backup_is_not_restored(rows: Store, copy: Path) -> None:
    rows.close()
    copy.write_bytes(copy.read_bytes()[:5000])

    with pytest.raises(Refusal, match="is damaged"):
        restore(copy, rows.path)

    assert kept(rows.path) == ["before", "after"]
