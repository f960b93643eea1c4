"""Rows of what the forge told of repositories: a failed or partial look leaves what was known."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.change import folded
from bot.domain.scorecard import Fact, Value
from bot.ports import Lack, RepositoryFacts
from store.moments import at_or_none, ms

FORGE = "GitHub"


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of one repository. `failing_since` and `error` tell of looks since the last good one."""

    repository: str
    read_at: datetime | None = None
    failing_since: datetime | None = None
    error: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


def look(db: Connection, repository: str) -> Look | None:
    """What is known of a repository; None where nobody has looked yet."""
    key = {"key": folded(repository)}
    row = db.execute(
        "SELECT repository, read_at, failing_since, error FROM repository_look WHERE repository_key = :key",
        key,
    ).fetchone()
    if row is None:
        return None
    facts = db.execute(
        """SELECT property, value, as_of, note, permission FROM repository_fact
           WHERE repository_key = :key ORDER BY property""",
        key,
    )
    found = {each[0]: _fact(repository, each) for each in facts}
    return Look(row[0], at_or_none(row[1]), at_or_none(row[2]), row[3], found)


def due(db: Connection, names: Sequence[str], before: datetime) -> tuple[str, ...]:
    """The repositories of which nothing was told since `before`."""
    rows = db.execute(
        "SELECT repository_key FROM repository_look WHERE read_at > :before", {"before": ms(before)}
    )
    fresh = {row[0] for row in rows}
    return tuple(name for name in names if folded(name) not in fresh)


def keep(db: Connection, found: Iterable[RepositoryFacts], failed: Mapping[str, str], now: datetime) -> None:
    """What one look brought. What is lacking this time stays as it was known, with the reason beside it."""
    for each in found:
        _looked(db, each.repository, now)
        for name, value in each.values.items():
            _told(db, each.repository, name, value, now)
        for name, lack in each.lacking.items():
            _lacking(db, each.repository, name, lack)
    for name, error in failed.items():
        _failed(db, name, error, now)


def keep_silence(db: Connection, names: Iterable[str], error: str, now: datetime) -> int:
    """The forge did not answer for any of them; returns of how many it is silent for the first time."""
    return sum(_failed(db, name, error, now) for name in names)


def _looked(db: Connection, repository: str, now: datetime) -> None:
    db.execute(
        """INSERT INTO repository_look (repository_key, repository, read_at, error)
           VALUES (:key, :repository, :now, '')
           ON CONFLICT (repository_key) DO UPDATE SET repository = excluded.repository,
               read_at = excluded.read_at, failing_since = NULL, error = ''""",
        {"key": folded(repository), "repository": repository, "now": ms(now)},
    )


def _failed(db: Connection, repository: str, error: str, now: datetime) -> bool:
    """Whether it begins to fail with this."""
    since = db.execute(
        """INSERT INTO repository_look (repository_key, repository, failing_since, error)
           VALUES (:key, :repository, :now, :error)
           ON CONFLICT (repository_key) DO UPDATE SET error = excluded.error,
               failing_since = COALESCE(repository_look.failing_since, excluded.failing_since)
           RETURNING failing_since""",
        {"key": folded(repository), "repository": repository, "now": ms(now), "error": error},
    ).fetchall()
    return bool(since == [(ms(now),)])


def _told(db: Connection, repository: str, name: str, value: Value, now: datetime) -> None:
    db.execute(
        """INSERT INTO repository_fact (repository_key, property, value, as_of, note, permission)
           VALUES (:key, :property, :value, :now, '', '')
           ON CONFLICT (repository_key, property) DO UPDATE SET value = excluded.value,
               as_of = excluded.as_of, note = '', permission = ''""",
        {"key": folded(repository), "property": name, "value": json.dumps(value), "now": ms(now)},
    )


def _lacking(db: Connection, repository: str, name: str, lack: Lack) -> None:
    db.execute(
        """INSERT INTO repository_fact (repository_key, property, note, permission)
           VALUES (:key, :property, :note, :permission)
           ON CONFLICT (repository_key, property) DO UPDATE SET note = excluded.note,
               permission = excluded.permission""",
        {"key": folded(repository), "property": name, "note": lack.why, "permission": lack.permission},
    )


def _fact(repository: str, row: Sequence[Any]) -> Fact:
    _, value, as_of, note, permission = row
    known = value is not None
    return Fact(
        value=_value(json.loads(value)) if known else None,
        source=FORGE,
        as_of=at_or_none(as_of),
        known=known,
        note=note,
        remedy=f"give Tocsin's GitHub credential {permission} on {repository}" if permission else "",
        ours=bool(permission),
    )


def _value(found: Any) -> Value:
    return tuple(found) if isinstance(found, list) else found
