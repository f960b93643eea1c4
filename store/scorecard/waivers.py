"""Rows of waivers: what a service need not pass until a day, who asked, and who decided."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.scorecard.waiver import State, Waiver
from store.moments import at, at_or_none, ms, ms_or_none

WAIVER = """SELECT w.id, w.scorecard, w.service, w.rule, w.reason, w.asked_by, w.asked_at, w.until, w.state,
    w.decided_by, w.decided_at FROM waiver w """


def waiver(db: Connection, id: str) -> Waiver | None:
    """The waiver of that id."""
    row = db.execute(WAIVER + "WHERE w.id = :id", {"id": id}).fetchone()
    return _waiver(row) if row else None


def waivers(db: Connection, service: str = "", scorecard: str = "") -> tuple[Waiver, ...]:
    """What is asked for or granted; of a service, or ("") of all; on a card, or ("") on all."""
    rows = db.execute(
        WAIVER
        + """WHERE w.state IN ('asked', 'granted') AND (:service = '' OR w.service = :service)
             AND (:scorecard = '' OR w.scorecard = :scorecard) ORDER BY w.asked_at, w.id""",
        {"service": service, "scorecard": scorecard},
    )
    return tuple(map(_waiver, rows))


def granted(db: Connection, scorecard: str, now: datetime) -> list[tuple[str, str]]:
    """(service, rule) of everything that is waived at that time."""
    rows = db.execute(
        """SELECT service, rule FROM waiver
           WHERE scorecard = :scorecard AND state = 'granted' AND until > :now""",
        {"scorecard": scorecard, "now": ms(now)},
    )
    return rows.fetchall()


def keep_waiver(db: Connection, each: Waiver) -> None:
    """Keep a waiver as it is now."""
    db.execute(
        """INSERT INTO waiver (id, scorecard, service, rule, reason, asked_by, asked_at, until, state,
               decided_by, decided_at)
           VALUES (:id, :scorecard, :service, :rule, :reason, :asked_by, :asked_at, :until, :state,
               :decided_by, :decided_at)
           ON CONFLICT (id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by,
               decided_at = excluded.decided_at""",
        {
            "id": each.id,
            "scorecard": each.scorecard,
            "service": each.service,
            "rule": each.rule,
            "reason": each.reason,
            "asked_by": each.asked_by,
            "asked_at": ms(each.asked_at),
            "until": ms(each.until),
            "state": each.state.value,
            "decided_by": each.decided_by,
            "decided_at": ms_or_none(each.decided_at),
        },
    )


def over(db: Connection, now: datetime) -> tuple[Waiver, ...]:
    """What is asked for or granted, and whose time has passed."""
    rows = db.execute(
        WAIVER + "WHERE w.state IN ('asked', 'granted') AND w.until <= :now ORDER BY w.id", {"now": ms(now)}
    )
    return tuple(map(_waiver, rows))


def _waiver(row: Sequence[Any]) -> Waiver:
    id, scorecard, service, rule, reason, asked_by, asked_at, until, state, decided_by, decided_at = row
    return Waiver(
        id,
        scorecard,
        service,
        rule,
        reason,
        asked_by,
        at(asked_at),
        at(until),
        State(state),
        decided_by,
        at_or_none(decided_at),
    )
