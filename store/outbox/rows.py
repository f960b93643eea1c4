"""How a row of the outbox becomes a value, and what the other files here share."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from bot.domain.effect import Effect, EffectKind, EffectState, Pending
from store.moments import at, at_or_none

COLUMNS = """o.id, o.kind, o.lane, o.body, o.incident, o.person, o.slot, o.state, o.added_at, o.due_at,
o.sent_at, o.attempts, o.refusals, o.uncertain, o.told, o.why"""


def pendings(db: sqlite3.Connection, where: str, row: Mapping[str, Any]) -> list[Pending]:
    """The effects that fit, in the order in which they were added."""
    found = db.execute(f"SELECT {COLUMNS} FROM outbox o WHERE {where} ORDER BY o.seq", row)  # noqa: S608  (ours)
    return [pending(db, each) for each in found]


def pending(db: sqlite3.Connection, row: tuple[Any, ...]) -> Pending:
    """One effect from its COLUMNS."""
    id, kind, lane, body, incident, person, slot, state, added_at, due_at, sent_at, attempts, *rest = row
    refusals, uncertain, told, why = rest
    return Pending(
        Effect(id, EffectKind(kind), lane, json.loads(body), needs(db, id), incident, person, slot),
        EffectState(state),
        at(added_at),
        at(due_at),
        at_or_none(sent_at),
        attempts,
        refusals,
        bool(uncertain),
        bool(told),
        why,
    )


def needs(db: sqlite3.Connection, id: str) -> tuple[str, ...]:
    """The ids of an effect's predecessors."""
    rows = db.execute("SELECT needs FROM outbox_need WHERE id = :id ORDER BY needs", {"id": id})
    return tuple(need for (need,) in rows)


def changed(db: sqlite3.Connection, sql: str, row: Mapping[str, Any]) -> bool:
    """Whether the statement changed its one row."""
    return db.execute(sql, row).rowcount == 1
