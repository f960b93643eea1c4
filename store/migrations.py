"""The schema's history: numbered SQL files, each applied once, whole, and never changed afterwards."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from store import connection

FOLDER = Path(__file__).parent / "schema"

RECORD = """
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of the schema's history; `name` is the file's name without its ending."""

    number: int
    name: str
    file: Path

    @property
    def text(self) -> str:
        """Its statements."""
        return self.file.read_text("utf-8")

    @property
    def sha256(self) -> str:
        """What tells whether the text was changed later."""
        import hashlib  # noqa: PLC0415  (OpenSSL: a look-up of the command line must not wait for it)

        return hashlib.sha256(self.text.encode()).hexdigest()


def known(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """The migrations that this Tocsin brings along, in order of number."""
    names = sorted(name[:-4] for name in os.listdir(folder) if name[0].isdigit() and name.endswith(".sql"))
    return tuple(Migration(int(name.partition("_")[0]), name, folder / f"{name}.sql") for name in names)


def recorded(db: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """What was applied to this database: number → (name, sha256); empty where there is no record."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").fetchone():
        return {}
    rows = db.execute("SELECT number, name, sha256 FROM migration ORDER BY number")
    return {number: (name, sha256) for number, name, sha256 in rows}


def migrate(db: sqlite3.Connection, folder: Path = FOLDER) -> None:
    """Apply what is missing, each file in a transaction of its own.

    Of two processes doing this at once, the second finds each file applied by the first.
    """
    have = recorded(db)
    for migration in known(folder):
        if migration.number not in have:
            _apply(db, migration)


def statements(text: str) -> Iterator[str]:
    """The single statements of an SQL text; a trigger with its inner semicolons is one."""
    statement = ""
    for piece in text.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n"):
                yield statement.strip()
            statement = ""
    if statement:
        yield statement  # it does not end: SQLite says what is wrong with it


def _apply(db: sqlite3.Connection, migration: Migration) -> None:
    connection.begin(db)
    try:
        db.execute(RECORD)
        if migration.number not in recorded(db):
            _carry_out(db, migration)
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _carry_out(db: sqlite3.Connection, migration: Migration) -> None:
    for statement in statements(migration.text):
        db.execute(statement)
    db.execute(
        "INSERT INTO migration (number, name, sha256) VALUES (:number, :name, :sha256)",
        {"number": migration.number, "name": migration.name, "sha256": migration.sha256},
    )
    version = db.execute("SELECT MAX(number) FROM migration").fetchone()[0]
    db.execute(f"PRAGMA user_version = {int(version)}")
