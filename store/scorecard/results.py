"""Rows of how services stand on a card, many at once, and of every change of a rule's outcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.scorecard import Tally
from bot.domain.scorecard.compiling import Compiled, Row
from store import sqlite
from store.moments import at, ms
from store.scorecard import masks
from store.scorecard.facts import all_columns, columns

SORTS: Mapping[str, str] = {
    "worst": "r.rank, r.passed, s.tier IS NULL, s.tier, s.id",
    "best": "r.rank DESC, r.passed DESC, s.tier IS NULL, s.tier, s.id",
    "tier": "s.tier IS NULL, s.tier, r.rank, r.passed, s.id",
    "team": "t.title IS NULL, t.title, r.rank, r.passed, s.id",
    "name": "lower(s.title), s.id",
}
OF_TEAM = """s.gone_at IS NULL AND (:team = '' OR EXISTS (
    SELECT 1 FROM service_owner w WHERE w.service = s.id AND w.team IN (:team{within})))"""
AT_ONCE = 500
"""Names in one statement."""
FRESH = """ ON CONFLICT (scorecard, service) DO UPDATE SET rank = excluded.rank, passed = excluded.passed,
        open = excluded.open, unknown = excluded.unknown, waived = excluded.waived
    WHERE (readiness.rank, readiness.passed, readiness.open, readiness.unknown, readiness.waived)
        <> (excluded.rank, excluded.passed, excluded.open, excluded.unknown, excluded.waived)"""
"""What has not changed is not written."""
KEEP = f"""INSERT INTO readiness (scorecard, service, rank, passed, open, unknown, waived)
    VALUES (?, ?, ?, ?, ?, ?, ?){FRESH}"""  # noqa: S608
KEPT = """SELECT 1 FROM readiness WHERE scorecard = :card AND service > :after AND service <= :last LIMIT 1"""
"""Whether anything of a portion is kept yet: where nothing is, nothing is compared."""
ODD = f"""SELECT service FROM readiness WHERE scorecard = :card AND service > :after AND service <= :last
    AND rank = {masks.ODD}"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stands, in bits, with what a list says of it."""

    service: str
    rank: int
    passed: int
    open: int
    unknown: int
    waived: int
    title: str = ""
    tier: int | None = None
    team: str = ""
    team_title: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of a rule's outcome (rule "": of the level)."""

    scorecard: str
    service: str
    rule: str
    was: str
    became: str
    was_value: str = ""
    became_value: str = ""
    source: str = ""
    at: datetime | None = None
    id: int = 0


def standing(db: Connection, scorecard: str, services: Sequence[str]) -> Mapping[str, Row]:
    """The rows of those services."""
    marks = ",".join("?" * len(services))
    rows = db.execute(
        f"""SELECT service, rank, passed, open, unknown, waived FROM readiness
            WHERE scorecard = ? AND service IN ({marks})""",  # noqa: S608
        (scorecard, *services),
    )
    return {row[0]: row for row in rows}


def evaluated(
    db: Connection, function: Compiled, services: Sequence[str], waivers: Mapping[str, int]
) -> list[Row]:
    """How those services stand by the facts as they are kept."""
    return list(function.run(columns(db, function.columns, services), waivers))


def keep_all(db: Connection, function: Compiled, waivers: Mapping[str, int], after: str, last: str) -> None:
    """Evaluate and keep a portion of all services, those after one id up to another.

    The database decides the usual comparisons, and keeps what comes of them, by itself where a card has no
    others. A row with a value that is not usual, or with a waiver, comes once more.
    """
    portion = {"card": function.card.identifier, "after": after, "last": last}
    statement = masks.insert(db, function)
    if statement:
        fresh = FRESH if db.execute(KEPT, portion).fetchone() else ""
        db.execute(statement + fresh, portion)
        odd = [row[0] for row in db.execute(ODD, portion)]
        _keep_some(db, function, waivers, [*odd, *(id for id in waivers if after < id <= last)])
        return
    select, unusual = masks.select(db, function), list[str]()
    rows = db.execute(select, portion) if select else all_columns(db, function.columns, after, last)
    run = function.finish(rows, waivers, unusual) if select else function.run(rows, waivers)
    keep_results(db, function.card.identifier, run)
    _keep_some(db, function, waivers, unusual)


def _keep_some(db: Connection, function: Compiled, waivers: Mapping[str, int], ids: Sequence[str]) -> None:
    for start in range(0, len(ids), AT_ONCE):
        rows = columns(db, function.columns, ids[start : start + AT_ONCE])
        keep_results(db, function.card.identifier, function.run(rows, waivers))


def keep_results(db: Connection, scorecard: str, rows: Iterable[Row]) -> None:
    """Keep how services stand."""
    db.executemany(KEEP, ((scorecard, *row) for row in rows))


def empty_results(db: Connection, scorecard: str) -> None:
    """Forget how everything stands on a card."""
    db.execute("DELETE FROM readiness WHERE scorecard = :scorecard", {"scorecard": scorecard})


def last_of(db: Connection, after: str, many: int) -> str:
    """The id of the last service of a portion; "" where there is none."""
    if not sqlite.fact_columns(db):
        return ""
    beyond = f"SELECT service FROM {sqlite.FACTS} WHERE service > :after ORDER BY service"  # noqa: S608
    asked = {"after": after, "many": many - 1}
    full = db.execute(f"{beyond} LIMIT 1 OFFSET :many", asked).fetchone()
    row = full or db.execute(f"{beyond} DESC LIMIT 1", asked).fetchone()
    return str(row[0]) if row else ""


@dataclass(frozen=True, slots=True)
class Page:
    """Which services: those of a team ("": all) from `offset` on, in an order of `SORTS`.

    `within`: further teams whose services count as the team's.
    """

    team: str = ""
    offset: int = 0
    limit: int = 10
    sort: str = "worst"
    within: tuple[str, ...] = ()


def page(db: Connection, scorecard: str, wanted: Page) -> tuple[Standing, ...]:
    """A page of services that the card is about."""
    further, names = _further(wanted.within)
    rows = db.execute(
        f"""SELECT r.service, r.rank, r.passed, r.open, r.unknown, r.waived, s.title, s.tier,
                COALESCE(o.team, s.team), COALESCE(t.title, '')
            FROM readiness r JOIN service s ON s.id = r.service
            LEFT JOIN service_owner o ON o.service = s.id AND o.place = 0
            LEFT JOIN team t ON t.id = COALESCE(o.team, s.team)
            WHERE r.scorecard = :scorecard AND r.rank >= 0 AND {OF_TEAM.format(within=further)}
            ORDER BY {SORTS[wanted.sort]} LIMIT :limit OFFSET :offset""",  # noqa: S608
        {
            "scorecard": scorecard,
            "team": wanted.team,
            "limit": wanted.limit,
            "offset": wanted.offset,
            **names,
        },
    )
    return tuple(Standing(*row) for row in rows)


def tally(db: Connection, scorecard: str, team: str = "", within: Sequence[str] = ()) -> Tally:
    """How the services of a team and of those within it, or ("") of all, are spread."""
    further, names = _further(within)
    rows = db.execute(
        f"""SELECT r.rank, count(*) FROM service s
            LEFT JOIN readiness r ON r.service = s.id AND r.scorecard = :scorecard
            WHERE {OF_TEAM.format(within=further)} GROUP BY r.rank ORDER BY r.rank""",  # noqa: S608
        {"scorecard": scorecard, "team": team, **names},
    ).fetchall()
    return Tally(
        ranks={rank: count for rank, count in rows if rank is not None and rank >= 0},
        outside=sum(count for rank, count in rows if rank == -1),
        waiting=sum(count for rank, count in rows if rank is None),
    )


def _further(within: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Further names for a list in SQL, and what they stand for."""
    names = {f"team{number}": id for number, id in enumerate(within)}
    return "".join(f", :{name}" for name in names), names


def services(db: Connection) -> list[str]:
    """The ids of every standing service."""
    return [row[0] for row in db.execute("SELECT id FROM service WHERE gone_at IS NULL ORDER BY id")]


def patterns(db: Connection, scorecard: str, team: str | None = None) -> list[tuple[int, int, int, int, int]]:
    """Every combination of (rank, open, unknown, waived) that occurs, and how often; of a team, or of all."""
    rows = db.execute(
        """SELECT r.rank, r.open, r.unknown, r.waived, count(*) FROM readiness r
           JOIN service s ON s.id = r.service AND s.gone_at IS NULL
           WHERE r.scorecard = :scorecard AND r.rank >= 0 AND (:team IS NULL OR EXISTS (
               SELECT 1 FROM service_owner w WHERE w.service = s.id AND w.team = :team))
           GROUP BY r.rank, r.open, r.unknown, r.waived ORDER BY count(*) DESC""",
        {"scorecard": scorecard, "team": team},
    )
    return rows.fetchall()


# What happened ------------------------------------------------------------------------------------------


def note(db: Connection, happened: Iterable[Happened], now: datetime, *, told: bool) -> None:
    """Keep changes of outcomes; `told`: nobody has to hear of them."""
    db.executemany(
        """INSERT INTO readiness_event
               (scorecard, service, rule, was, became, was_value, became_value, source, at, told)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            (
                *(each.scorecard, each.service, each.rule, each.was, each.became, each.was_value),
                *(each.became_value, each.source, ms(now), int(told)),
            )
            for each in happened
        ),
    )


EVENT = """SELECT e.scorecard, e.service, e.rule, e.was, e.became, e.was_value, e.became_value, e.source,
    e.at, e.id FROM readiness_event e """


def untold(db: Connection) -> tuple[Happened, ...]:
    """What somebody still has to hear of."""
    return tuple(map(_happened, db.execute(EVENT + "WHERE e.told = 0 ORDER BY e.id")))


def tell(db: Connection, ids: Iterable[int]) -> None:
    """Those were told."""
    db.executemany("UPDATE readiness_event SET told = 1 WHERE id = ?", ((id,) for id in ids))


def since(db: Connection, scorecard: str, service: str) -> Mapping[str, datetime]:
    """Since when each rule stands as it does, where it ever changed."""
    rows = db.execute(
        """SELECT rule, MAX(at) FROM readiness_event
           WHERE scorecard = :scorecard AND service = :service GROUP BY rule""",
        {"scorecard": scorecard, "service": service},
    )
    return {rule: at(moment) for rule, moment in rows}


def last(db: Connection, each: Happened) -> int:
    """The number of the last thing that happened to the rule that this one is about."""
    row = db.execute(
        """SELECT MAX(id) FROM readiness_event
           WHERE scorecard = :scorecard AND service = :service AND rule = :rule""",
        {"scorecard": each.scorecard, "service": each.service, "rule": each.rule},
    ).fetchone()
    return int(row[0] or 0)


def happened(db: Connection, scorecard: str, since: datetime, service: str = "") -> tuple[Happened, ...]:
    """What changed since a time, oldest first; of one service, or ("") of all."""
    rows = db.execute(
        EVENT
        + """WHERE e.scorecard = :scorecard AND e.at >= :since AND (:service = '' OR e.service = :service)
             ORDER BY e.id""",
        {"scorecard": scorecard, "since": ms(since), "service": service},
    )
    return tuple(map(_happened, rows))


def _happened(row: Sequence[Any]) -> Happened:
    scorecard, service, rule, was, became, was_value, became_value, source, moment, id = row
    return Happened(scorecard, service, rule, was, became, was_value, became_value, source, at(moment), id)
