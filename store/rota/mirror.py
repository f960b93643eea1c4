"""Rows of what Slack shows of who is on call: what was put there last, and where Slack takes it no more."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from store.moments import at_or_none, ms_or_none


@dataclass(frozen=True, slots=True)
class Mirror:
    """One team's user group or topic (`kind`); team "" stands for the kind as a whole.

    `target` is Slack's id, `shown` what was put there last; `refused` is Slack's word, "" where it took it.
    """

    kind: str
    team: str
    target: str = ""
    shown: str = ""
    checked: datetime | None = None
    refused: str = ""
    refused_at: datetime | None = None


COLUMNS = "kind, team, target, shown, checked_at, refused, refused_at"


def of_kind(db: Connection, kind: str) -> dict[str, Mirror]:
    """All of a kind, by team."""
    rows = db.execute(f"SELECT {COLUMNS} FROM oncall_mirror WHERE kind = :kind", {"kind": kind})  # noqa: S608
    return {
        team: Mirror(kind, team, target, shown, at_or_none(checked), refused, at_or_none(refused_at))
        for kind, team, target, shown, checked, refused, refused_at in rows
    }


def save(db: Connection, mirror: Mirror) -> None:
    """Write it, whole."""
    db.execute(
        f"""INSERT INTO oncall_mirror ({COLUMNS})
            VALUES (:kind, :team, :target, :shown, :checked, :refused, :refused_at)
            ON CONFLICT (kind, team) DO UPDATE SET target = excluded.target, shown = excluded.shown,
                checked_at = excluded.checked_at, refused = excluded.refused,
                refused_at = excluded.refused_at""",  # noqa: S608  (columns of ours)
        {
            "kind": mirror.kind,
            "team": mirror.team,
            "target": mirror.target,
            "shown": mirror.shown,
            "checked": ms_or_none(mirror.checked),
            "refused": mirror.refused,
            "refused_at": ms_or_none(mirror.refused_at),
        },
    )


def forget(db: Connection, kind: str, team: str) -> None:
    """It is as if it had never been."""
    db.execute("DELETE FROM oncall_mirror WHERE kind = :kind AND team = :team", {"kind": kind, "team": team})
