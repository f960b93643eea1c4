"""Putting effects into the outbox: once each, slots coalesced, the doomed ones marked at once."""

import json
import sqlite3
from datetime import datetime

from bot.domain.effect import Effect
from store.moments import ms
from store.outbox.ending import because, dead
from store.outbox.rows import changed


def add(db: sqlite3.Connection, effect: Effect, now: datetime) -> str:
    """Keep an effect; returns the id under which it is kept.

    One of the same id is not kept twice. An effect for a slot replaces the body of the one that still
    waits for that slot and keeps its place; there may be any number of them under one id, over time.
    One whose predecessor is dead is dead too.
    """
    waiting = _waiting(db, effect) if effect.slot else None
    if waiting is not None:
        return _replace(db, waiting, effect)
    identity = _unused(db, effect.id) if effect.slot else effect.id
    if _insert(db, identity, effect, ms(now)):
        _join(db, identity, effect.needs)
        _die_with_predecessors(db, identity, now)
    return identity


def _waiting(db: sqlite3.Connection, effect: Effect) -> str | None:
    """The row to replace: it waits for the same slot, was surely not sent, and precedes no need."""
    row = db.execute(
        """SELECT id, seq FROM outbox WHERE slot = :slot AND state = 'new' AND uncertain = 0
        ORDER BY seq DESC LIMIT 1""",
        {"slot": effect.slot},
    ).fetchone()
    if row is None:
        return None
    for need in effect.needs:
        behind = db.execute("SELECT seq FROM outbox WHERE id = :id", {"id": need}).fetchone()
        if behind is None or behind[0] >= row[1]:
            return None
    return str(row[0])


def _replace(db: sqlite3.Connection, waiting: str, effect: Effect) -> str:
    db.execute(
        "UPDATE outbox SET body = :body, person = :person WHERE id = :id",
        {"body": json.dumps(effect.body), "person": effect.person, "id": waiting},
    )
    _join(db, waiting, effect.needs)
    return waiting


def _unused(db: sqlite3.Connection, identity: str) -> str:
    taken = db.execute("SELECT 1 FROM outbox WHERE id = :id", {"id": identity}).fetchone()
    if not taken:
        return identity
    last = db.execute("SELECT MAX(seq) FROM outbox").fetchone()[0]
    return f"{identity}~{last + 1}"


def _insert(db: sqlite3.Connection, identity: str, effect: Effect, now: int) -> bool:
    row = {
        "id": identity,
        "kind": effect.kind.value,
        "lane": effect.lane,
        "body": json.dumps(effect.body),
        "incident": effect.incident,
        "person": effect.person,
        "slot": effect.slot,
        "now": now,
    }
    return changed(
        db,
        """INSERT INTO outbox (id, kind, lane, body, incident, person, slot, added_at, due_at)
        VALUES (:id, :kind, :lane, :body, :incident, :person, :slot, :now, :now)
        ON CONFLICT (id) DO NOTHING""",
        row,
    )


def _join(db: sqlite3.Connection, identity: str, needs: tuple[str, ...]) -> None:
    db.executemany(
        "INSERT INTO outbox_need (id, needs) VALUES (:id, :needs) ON CONFLICT (id, needs) DO NOTHING",
        [{"id": identity, "needs": need} for need in needs],
    )


def _die_with_predecessors(db: sqlite3.Connection, identity: str, now: datetime) -> None:
    row = db.execute(
        """SELECT p.id, p.why FROM outbox_need n JOIN outbox p ON p.id = n.needs
        WHERE n.id = :id AND p.state = 'dead' ORDER BY p.seq LIMIT 1""",
        {"id": identity},
    ).fetchone()
    if row is not None:
        dead(db, identity, because(*row), now)
