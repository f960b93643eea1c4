"""Drafts of open modals: what a form started from, and the nonce that lets it be submitted once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from store.moments import ms


@dataclass(frozen=True, slots=True)
class Draft:
    """One open modal: which form, whose, and what the form needs to know when it comes back."""

    id: str
    form: str
    person: str
    body: Mapping[str, str]
    nonce: str


def save(db: Connection, draft: Draft, made_at: datetime) -> Draft:
    """Keep a draft."""
    db.execute(
        """
        INSERT INTO draft (id, form, person, body, nonce, made_at)
        VALUES (:id, :form, :person, :body, :nonce, :at)
        """,
        {
            "id": draft.id,
            "form": draft.form,
            "person": draft.person,
            "body": json.dumps(dict(draft.body)),
            "nonce": draft.nonce,
            "at": ms(made_at),
        },
    )
    return draft


def get(db: Connection, id: str) -> Draft | None:
    """The draft of that id."""
    row = db.execute("SELECT id, form, person, body, nonce FROM draft WHERE id = :id", {"id": id}).fetchone()
    return Draft(row[0], row[1], row[2], json.loads(row[3]), row[4]) if row else None


def sweep(db: Connection, before: datetime) -> int:
    """Forget drafts made before then; returns how many."""
    return db.execute("DELETE FROM draft WHERE made_at < :before", {"before": ms(before)}).rowcount
