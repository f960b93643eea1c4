"""What the store's tests share: a bare connection to an up-to-date database."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import connection, migrations


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection on which each statement stands for itself."""
    path = tmp_path / "bare.db"
    connection.make_file(path)
    db = connection.writing(path)
    migrations.migrate(db)
    yield db
    db.close()
