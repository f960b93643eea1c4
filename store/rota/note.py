"""Rows of hand-off notes: one open for each rota, written over the version that its writer saw."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.handoff import Note
from store.moments import at, at_or_none, ms

COLUMNS = "id, rota, people, begun_at, heirs, text, version, person, written_at, handed_at"


def begin(db: Connection, rota: str, people: Sequence[str], moment: datetime) -> Note:
    """The open note of a rota for these people; what somebody before them left open is closed."""
    found = opened(db, rota)
    if found and set(found.people) & set(people):
        return found
    if found:
        hand(db, found.id, people, moment)
    made = Note(secrets.token_hex(6), rota, tuple(people), moment)
    row = {"id": made.id, "rota": rota, "people": json.dumps(list(people)), "begun": ms(moment)}
    db.execute(
        "INSERT INTO handoff_note (id, rota, people, begun_at) VALUES (:id, :rota, :people, :begun)", row
    )
    return made


def get(db: Connection, id: str) -> Note | None:
    """The note of that id."""
    return _one(db, "id = :key", id)


def opened(db: Connection, rota: str) -> Note | None:
    """The note of the shift that lasts, where one was begun."""
    return _one(db, "rota = :key AND handed_at IS NULL", rota)


def handed(db: Connection, rota: str) -> Note | None:
    """The note that was handed over last."""
    return _one(db, "rota = :key AND handed_at IS NOT NULL ORDER BY begun_at DESC, id LIMIT 1", rota)


def written(db: Connection, rota: str, since: datetime) -> Note | None:
    """The note of a rota that somebody wrote last, since then."""
    chosen = "rota = :key AND text <> '' AND written_at >= :since ORDER BY written_at DESC, id LIMIT 1"
    return _one(db, chosen, rota, since=ms(since))


def write(db: Connection, note: Note, text: str, person: str, moment: datetime) -> Note | None:
    """Keep its text over the version that `note` is; None where another stands meanwhile."""
    row = db.execute(
        f"""UPDATE handoff_note SET text = :text, version = version + 1, person = :person, written_at = :at
            WHERE id = :id AND version = :version RETURNING {COLUMNS}""",  # noqa: S608  (columns of ours)
        {"id": note.id, "version": note.version, "text": text, "person": person, "at": ms(moment)},
    ).fetchone()
    return _note(row) if row else None


def hand(db: Connection, id: str, heirs: Sequence[str], moment: datetime) -> None:
    """It is handed over, to these people."""
    db.execute(
        """UPDATE handoff_note SET heirs = :heirs, handed_at = COALESCE(handed_at, :at) WHERE id = :id""",
        {"id": id, "heirs": json.dumps(list(heirs)), "at": ms(moment)},
    )


def _one(db: Connection, chosen: str, key: str, **more: int) -> Note | None:
    row = db.execute(f"SELECT {COLUMNS} FROM handoff_note WHERE {chosen}", {"key": key, **more}).fetchone()  # noqa: S608  (ours)
    return _note(row) if row else None


def _note(row: Sequence[Any]) -> Note:
    return Note(
        id=row[0],
        rota=row[1],
        people=tuple(json.loads(row[2])),
        begun=at(row[3]),
        heirs=tuple(json.loads(row[4])),
        text=row[5],
        version=row[6],
        person=row[7],
        written=at_or_none(row[8]),
        handed=at_or_none(row[9]),
    )
