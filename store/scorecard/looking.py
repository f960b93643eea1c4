"""Rows of what the forge told of repositories: a failed or partial look leaves what was known."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from sqlite3 import Connection
from typing import Any

from bot.domain.change import folded
from bot.domain.scorecard import Fact, Value
from bot.ports import Lack, RepositoryFacts
from store.moments import at_or_none, ms
from store.scorecard.marks import raise_looked

FORGE = "GitHub"


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of one repository, spelled as it was asked for.

    `failing_since` and `error` tell of looks since the last good one; `rows` are what was told as it is kept:
    property, value, as of, note, permission.
    """

    repository: str
    read_at: datetime | None = None
    failing_since: datetime | None = None
    error: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What was told, by property."""
        return {name: _fact(self.repository if rest[-1] else "", *rest) for name, *rest in self.rows}


def look(db: Connection, repository: str) -> Look | None:
    """What is known of a repository; None where nobody has looked yet."""
    return looks(db, [repository]).get(repository)


def looks(db: Connection, names: Collection[str]) -> dict[str, Look]:
    """What is known of those repositories (a few hundred at most), by the names that were asked for."""
    keys = {name: folded(name) for name in names}
    wanted = tuple(keys.values())
    marks = ",".join("?" * len(wanted))
    told: dict[str, list[tuple[Any, ...]]] = {}
    for key, *row in db.execute(
        f"""SELECT repository_key, property, value, as_of, note, permission FROM repository_fact
            WHERE repository_key IN ({marks}) ORDER BY repository_key, property""",  # noqa: S608
        wanted,
    ):
        told.setdefault(key, []).append(tuple(row))
    rows = db.execute(
        f"""SELECT repository_key, read_at, failing_since, error FROM repository_look
            WHERE repository_key IN ({marks})""",  # noqa: S608
        wanted,
    )
    found = {key: (at_or_none(read), at_or_none(since), error) for key, read, since, error in rows}
    return {
        name: Look(name, *found[key], tuple(told.get(key, ()))) for name, key in keys.items() if key in found
    }


def due(db: Connection, names: Sequence[str], before: datetime) -> tuple[str, ...]:
    """The repositories of which nothing was told since `before`."""
    rows = db.execute(
        "SELECT repository_key FROM repository_look WHERE read_at > :before", {"before": ms(before)}
    )
    fresh = {row[0] for row in rows}
    return tuple(name for name in names if folded(name) not in fresh)


def keep(db: Connection, found: Iterable[RepositoryFacts], failed: Mapping[str, str], now: datetime) -> None:
    """What one look brought. What is lacking this time stays as it was known, with the reason beside it."""
    raise_looked(db)
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
    raise_looked(db)
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


@lru_cache(maxsize=8192)
def _fact(repository: str, value: str | None, as_of: int | None, note: str, permission: str) -> Fact:
    """One value as it is kept. The repositories of one look share most of them: each is made once."""
    known = value is not None
    return Fact(
        value=_value(json.loads(value)) if value is not None else None,
        source=FORGE,
        as_of=at_or_none(as_of),
        known=known,
        note=note,
        remedy=f"give Tocsin's GitHub credential {permission} on {repository}" if permission else "",
        ours=bool(permission),
    )


def _value(found: Any) -> Value:
    return tuple(found) if isinstance(found, list) else found
