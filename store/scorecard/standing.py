"""Rows of how services stand: the last evaluation whole, and rule by rule since when it stands so."""

import json
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import Any

from bot.domain.scorecard import Judged, Listed, Result, Tally, Trace
from store.moments import at, at_or_none, ms, ms_or_none

COLUMNS = "r.scorecard, r.service, r.levels, r.rank, r.rules, r.applicable, r.evaluated_at, r.generation"
STANDING = f"SELECT {COLUMNS} FROM standing r "  # noqa: S608  (a constant)
OF_TEAM = "s.gone_at IS NULL AND (:team = '' OR s.team = :team)"


def standing(db: Connection, scorecard: str, service: str) -> Result | None:
    """The last evaluation of a service."""
    row = db.execute(
        STANDING + "WHERE r.scorecard = :scorecard AND r.service = :service",
        {"scorecard": scorecard, "service": service},
    ).fetchone()
    return _result(row) if row else None


def page(
    db: Connection, scorecard: str, *, team: str = "", offset: int = 0, limit: int = 10
) -> tuple[Listed, ...]:
    """A page of services, the worst first and of those the highest tier; of one team, or ("") of all."""
    rows = db.execute(
        f"""SELECT {COLUMNS}, s.title, s.tier, s.team, COALESCE(t.title, '') FROM standing r
            JOIN service s ON s.id = r.service LEFT JOIN team t ON t.id = s.team
            WHERE r.scorecard = :scorecard AND r.applicable = 1 AND {OF_TEAM}
            ORDER BY r.rank, r.passed, s.tier IS NULL, s.tier, s.id LIMIT :limit OFFSET :offset""",  # noqa: S608
        {"scorecard": scorecard, "team": team, "limit": limit, "offset": offset},
    )
    return tuple(Listed(_result(row), *row[8:]) for row in rows)


def tally(db: Connection, scorecard: str, team: str = "") -> Tally:
    """How the services of a team, or ("") of all, are spread."""
    rows = db.execute(
        f"""SELECT r.applicable, r.rank, count(*) FROM service s
            LEFT JOIN standing r ON r.service = s.id AND r.scorecard = :scorecard
            WHERE {OF_TEAM} GROUP BY r.applicable, r.rank ORDER BY r.rank""",  # noqa: S608
        {"scorecard": scorecard, "team": team},
    ).fetchall()
    return Tally(
        ranks={rank: count for applicable, rank, count in rows if applicable},
        outside=sum(count for applicable, _, count in rows if applicable == 0),
        waiting=sum(count for applicable, _, count in rows if applicable is None),
    )


def services(db: Connection) -> list[str]:
    """The ids of every standing service."""
    return [row[0] for row in db.execute("SELECT id FROM service WHERE gone_at IS NULL ORDER BY id")]


def behind(db: Connection, scorecard: str) -> list[str]:
    """The services that were not evaluated since the catalog was last written."""
    rows = db.execute(
        """SELECT s.id FROM service s
           LEFT JOIN standing r ON r.service = s.id AND r.scorecard = :scorecard
           WHERE s.gone_at IS NULL AND (r.service IS NULL
               OR r.generation <> (SELECT generation FROM catalog_generation WHERE id = 1))
           ORDER BY s.id""",
        {"scorecard": scorecard},
    )
    return [row[0] for row in rows]


def save(db: Connection, results: Iterable[Result]) -> None:
    """Keep evaluations. One that looked earlier than what is kept already changes nothing."""
    for result in results:
        if _saved(db, result):
            _save_rules(db, result)


def forget(db: Connection, scorecard: str, rules: Sequence[str]) -> None:
    """Drop the rows of rules that the card has no more."""
    names = {f"rule{place}": rule for place, rule in enumerate(rules)}
    marks = ", ".join(f":{name}" for name in names)
    db.execute(
        f"DELETE FROM rule_standing WHERE scorecard = :scorecard AND rule NOT IN ({marks})",  # noqa: S608
        {"scorecard": scorecard, **names},
    )


def _saved(db: Connection, result: Result) -> bool:
    saved = db.execute(
        """INSERT INTO standing (scorecard, service, applicable, rank, passed, total, levels, rules,
               evaluated_at, generation)
           VALUES (:scorecard, :service, :applicable, :rank, :passed, :total, :levels, :rules,
               :evaluated_at, :generation)
           ON CONFLICT (scorecard, service) DO UPDATE SET applicable = excluded.applicable,
               rank = excluded.rank, passed = excluded.passed, total = excluded.total,
               levels = excluded.levels, rules = excluded.rules, evaluated_at = excluded.evaluated_at,
               generation = excluded.generation
           WHERE standing.evaluated_at <= excluded.evaluated_at
           RETURNING service""",
        {
            "scorecard": result.scorecard,
            "service": result.service,
            "applicable": int(result.applicable),
            "rank": result.rank,
            "passed": result.passed,
            "total": result.total,
            "levels": _json(result.levels),
            "rules": _json([_packed(rule) for rule in result.rules]),
            "evaluated_at": ms_or_none(result.evaluated_at),
            "generation": result.generation,
        },
    )
    return bool(saved.fetchall())


def _save_rules(db: Connection, result: Result) -> None:
    db.executemany(
        """INSERT INTO rule_standing (scorecard, service, rule, outcome, since)
           VALUES (:scorecard, :service, :rule, :outcome, :since)
           ON CONFLICT (scorecard, service, rule) DO UPDATE SET outcome = excluded.outcome,
               since = excluded.since WHERE rule_standing.outcome <> excluded.outcome""",
        [
            {
                "scorecard": result.scorecard,
                "service": result.service,
                "rule": rule.rule,
                "outcome": rule.outcome.value,
                "since": ms_or_none(result.evaluated_at),
            }
            for rule in result.rules
        ],
    )


# Values to JSON and back --------------------------------------------------------------------------------


def _packed(rule: Judged) -> list[Any]:
    traces = [
        [
            *(each.property, each.wanted, each.actual, each.passed, each.known, each.source),
            *(ms(each.as_of) if each.as_of else None, each.note, each.remedy, each.ours),
        ]
        for each in rule.traces
    ]
    return [rule.rule, rule.title, rule.level, rule.passed, rule.known, traces]


def _result(row: Sequence[Any]) -> Result:
    scorecard, service, levels, rank, rules, applicable, evaluated_at, generation = row[:8]
    return Result(
        scorecard=scorecard,
        service=service,
        levels=tuple(json.loads(levels)),
        rank=rank,
        rules=tuple(_rule(each) for each in json.loads(rules)),
        applicable=bool(applicable),
        evaluated_at=at(evaluated_at),
        generation=generation,
    )


def _rule(packed: Sequence[Any]) -> Judged:
    rule, title, level, passed, known, traces = packed
    return Judged(rule, title, level, passed, known, tuple(_trace(each) for each in traces))


def _trace(packed: Sequence[Any]) -> Trace:
    name, wanted, actual, passed, known, source, as_of, *rest = packed
    value = tuple(actual) if isinstance(actual, list) else actual
    return Trace(name, wanted, value, passed, known, source, at_or_none(as_of), *rest)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
