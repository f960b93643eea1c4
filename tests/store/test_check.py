"""Files that are refused: which, with what remedy, and that they are left as they are."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from store import connection, inbox, migrations
from store.sqlite import ReadingRows, open_reading, open_store


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


def test_an_older_file_is_refused_by_a_look_up_and_brought_up_to_date_by_the_bot(tmp_path: Path) -> None:
    *older, last = migrations.known()
    (tmp_path / "schema").mkdir()
    for each in older:
        (tmp_path / "schema" / f"{each.name}.sql").write_text(each.text)
    connection.make_file(tmp_path / "tocsin.db")
    db = connection.writing(tmp_path / "tocsin.db")
    migrations.migrate(db, tmp_path / "schema")
    db.close()

    with pytest.raises(Refusal, match=rf"older than this Tocsin \({last.name} is missing\).*tocsin init"):
        open_reading(tmp_path / "tocsin.db")
    open_store(tmp_path / "tocsin.db").close()

    open_reading(tmp_path / "tocsin.db").close()


def test_a_migration_that_is_wrong_is_a_fault_of_ours(path: Path) -> None:
    db = sqlite3.connect(path)
    before = db.execute("SELECT MAX(number) FROM migration WHERE number > 1").fetchone()[0] or 0
    db.execute("DELETE FROM migration WHERE number = 1")
    db.commit()
    db.close()

    with pytest.raises(sqlite3.OperationalError, match="table meta already exists"):
        open_store(path)

    assert before == migrations.known()[-1].number


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

    try:
        with closing(ReadingRows(path)) as reading:
            answer = str(reading.read(inbox.counts))
    except Refusal as refusal:
        answer = refusal.text

    assert answer == "(200, 0)" or str(path) in answer
    assert path.read_bytes() == bytes(data)


def test_a_file_that_another_program_keeps_to_itself_is_not_called_damaged(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="another process holds the database"):
        open_store(path)

    other.close()
    open_store(path).close()


def test_a_file_that_cannot_be_used_is_not_called_damaged(path: Path) -> None:
    path.with_name(f"{path.name}-wal").mkdir()

    with pytest.raises(Refusal, match=r"cannot be used .* Check its owner"):
        open_store(path)


def test_a_damage_that_shows_only_when_read_names_the_remedy(path: Path) -> None:
    reading = ReadingRows(path)

    def damaged(db: sqlite3.Connection) -> object:
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 200_000)
        return inbox.find(db, "k150")

    with pytest.raises(Refusal, match=r"is damaged .* Restore a backup"):
        reading.read(damaged)
    reading.close()


def test_a_damage_that_shows_while_the_bot_runs_is_an_outage(path: Path) -> None:
    store = open_store(path)
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 200_000)

    with pytest.raises(StoreUnavailable, match="is damaged"):
        store.read(inbox.find, "k150")
    with pytest.raises(StoreUnavailable, match="is damaged"):
        asyncio.run(store.query(inbox.find, "k150"))

    store.close()
