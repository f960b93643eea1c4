"""What the store's tests share: a bare connection to an up-to-date database."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import connection, inbox
from store.sqlite import open_store
from tests.make import NOW
from tests.ready_made import blank, copied


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection on which each statement stands for itself."""
    db = connection.writing(copied(blank(), tmp_path / "bare.db"))
    db.execute("PRAGMA synchronous = OFF")  # no power fails here, and each statement is a commit
    yield db
    db.close()


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
