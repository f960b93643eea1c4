"""Rows of how everything stood, by day: services at each level, and what became of each rule."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from sqlite3 import Connection

Counts = Mapping[str, Mapping[str, int]]
"""By day (or rule), then by outcome or rank."""


def keep_day(
    db: Connection,
    scorecard: str,
    day: str,
    levels: Iterable[tuple[str, int, int]],
    rules: Iterable[tuple[str, str, int]],
) -> None:
    """Keep a day's figures: (team, rank, services) and (rule, outcome, services); the last of a day stand."""
    key = {"scorecard": scorecard, "day": day}
    db.execute("DELETE FROM level_day WHERE scorecard = :scorecard AND day = :day", key)
    db.execute("DELETE FROM rule_day WHERE scorecard = :scorecard AND day = :day", key)
    db.executemany(
        "INSERT INTO level_day (scorecard, day, team, rank, services) VALUES (?, ?, ?, ?, ?)",
        ((scorecard, day, *each) for each in levels),
    )
    db.executemany(
        "INSERT INTO rule_day (scorecard, day, rule, outcome, services) VALUES (?, ?, ?, ?, ?)",
        ((scorecard, day, *each) for each in rules),
    )


def by_team(db: Connection, scorecard: str) -> list[tuple[str, int, int]]:
    """(team, rank, services) as it is now."""
    rows = db.execute(
        """SELECT COALESCE(o.team, ''), r.rank, count(*) FROM readiness r
           JOIN service s ON s.id = r.service AND s.gone_at IS NULL
           LEFT JOIN service_owner o ON o.service = s.id AND o.place = 0
           WHERE r.scorecard = :scorecard AND r.rank >= 0 GROUP BY 1, 2 ORDER BY 1, 2""",
        {"scorecard": scorecard},
    )
    return rows.fetchall()


def levels(db: Connection, scorecard: str, since: str, team: str | None = None) -> dict[str, dict[int, int]]:
    """Day → rank → services, since a day; of a team, or of all."""
    rows = db.execute(
        """SELECT day, rank, sum(services) FROM level_day
           WHERE scorecard = :scorecard AND day >= :since AND (:team IS NULL OR team = :team)
           GROUP BY day, rank ORDER BY day, rank""",
        {"scorecard": scorecard, "since": since, "team": team},
    )
    found: dict[str, dict[int, int]] = {}
    for day, rank, services in rows:
        found.setdefault(day, {})[rank] = services
    return found


def coverage(db: Connection, scorecard: str, since: str) -> dict[str, dict[str, tuple[int, int]]]:
    """Day → rule → (services that pass, of how many), since a day."""
    rows = db.execute(
        """SELECT day, rule, sum(CASE WHEN outcome IN ('passed', 'waived') THEN services ELSE 0 END),
               sum(services) FROM rule_day
           WHERE scorecard = :scorecard AND day >= :since GROUP BY day, rule ORDER BY day, rule""",
        {"scorecard": scorecard, "since": since},
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for day, rule, passed, total in rows:
        found.setdefault(day, {})[rule] = (passed, total)
    return found


def asked_since(db: Connection, scorecard: str, rule: str) -> datetime | None:
    """The first day on which services stood by a rule; None where there was none yet."""
    row = db.execute(
        "SELECT MIN(day) FROM rule_day WHERE scorecard = :scorecard AND rule = :rule",
        {"scorecard": scorecard, "rule": rule},
    ).fetchone()
    return datetime.fromisoformat(f"{row[0]}T00:00:00+00:00") if row[0] else None
