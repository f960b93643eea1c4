"""Drafts of post-incident documents in and out: every version is kept, the newest counts."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.rca.record import Draft
from store.moments import at, ms

COLUMNS = "incident, version, name, title, markdown, filled, questions, made_at"


def save(db: Connection, draft: Draft) -> Draft:
    """Keep a draft; the same version again replaces it."""
    db.execute(
        """
        INSERT INTO rca (incident, version, name, title, markdown, filled, questions, made_at)
        VALUES (:incident, :version, :name, :title, :markdown, :filled, :questions, :made_at)
        ON CONFLICT (incident, version) DO UPDATE SET name = excluded.name, title = excluded.title,
            markdown = excluded.markdown, filled = excluded.filled, questions = excluded.questions,
            made_at = excluded.made_at
        """,
        {
            "incident": draft.incident,
            "version": draft.version,
            "name": draft.name,
            "title": draft.title,
            "markdown": draft.markdown,
            "filled": draft.filled,
            "questions": draft.questions,
            "made_at": ms(draft.made_at),
        },
    )
    return draft


def latest(db: Connection, incident: str) -> Draft | None:
    """The newest draft of an incident, or None."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM rca WHERE incident = :incident ORDER BY version DESC LIMIT 1",  # noqa: S608
        {"incident": incident},
    ).fetchone()
    return _draft(row) if row else None


def times(db: Connection, incident: str) -> tuple[datetime, ...]:
    """When each draft was made, oldest first."""
    query = "SELECT made_at FROM rca WHERE incident = :incident ORDER BY version"
    return tuple(at(row[0]) for row in db.execute(query, {"incident": incident}))


def _draft(row: Sequence[Any]) -> Draft:
    return Draft(row[0], row[1], row[2], row[3], row[4], row[5], row[6], at(row[7]))
