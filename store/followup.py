"""Follow-ups and tasks in and out."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.followup import Followup, Sort, State
from store.moments import at, at_or_none, ms, ms_or_none

COLUMNS = """incident, sort, text, person, at, owner, due_at, state, ended_at, ended_by, type, ticket, link,
    source, number"""


def add(db: Connection, followup: Followup) -> Followup | None:
    """Keep a new one; returns it with its number, None where the same message has made one already."""
    row = db.execute(
        f"""
        INSERT INTO followup (incident, sort, text, person, at, owner, due_at, state, ended_at, ended_by,
            type, ticket, link, source)
        VALUES (:incident, :sort, :text, :by, :at, :owner, :due, :state, :ended_at, :ended_by,
            :type, :ticket, :link, :source)
        ON CONFLICT (incident, sort, source) WHERE source <> '' DO NOTHING
        RETURNING {COLUMNS}
        """,  # noqa: S608  (column names of ours)
        {
            "incident": followup.incident,
            "sort": followup.sort.value,
            "text": followup.text,
            "by": followup.by,
            "at": ms(followup.at),
            "owner": followup.owner,
            "due": ms_or_none(followup.due),
            "state": followup.state.value,
            "ended_at": ms_or_none(followup.ended_at),
            "ended_by": followup.ended_by,
            "type": followup.type,
            "ticket": followup.ticket,
            "link": followup.link,
            "source": followup.source,
        },
    ).fetchone()
    return _followup(row) if row else None


def get(db: Connection, number: int) -> Followup | None:
    """The one of that number."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM followup WHERE number = :number",  # noqa: S608
        {"number": number},
    ).fetchone()
    return _followup(row) if row else None


def of_incident(db: Connection, incident: str, sort: Sort | None = None) -> tuple[Followup, ...]:
    """Those of an incident, of one sort or of both, the oldest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM followup WHERE incident = :incident AND (:sort = '' OR sort = :sort)
        ORDER BY number
        """,  # noqa: S608
        {"incident": incident, "sort": sort.value if sort else ""},
    )
    return tuple(_followup(row) for row in rows)


def of_owner(db: Connection, owner: str, limit: int = 20) -> tuple[Followup, ...]:
    """What somebody still has to do: tasks, which have no date, then what is due first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM followup WHERE owner = :owner AND state = 'open'
        ORDER BY due_at IS NOT NULL, due_at, number LIMIT :limit
        """,  # noqa: S608
        {"owner": owner, "limit": limit},
    )
    return tuple(_followup(row) for row in rows)


def due_before(db: Connection, moment: datetime) -> tuple[Followup, ...]:
    """What is open and due by then, the first due first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM followup WHERE state = 'open' AND due_at IS NOT NULL AND due_at <= :moment
        ORDER BY due_at, number
        """,  # noqa: S608
        {"moment": ms(moment)},
    )
    return tuple(_followup(row) for row in rows)


def change(db: Connection, followup: Followup) -> None:
    """Keep another text, owner, date or type."""
    db.execute(
        """
        UPDATE followup SET text = :text, owner = :owner, due_at = :due, type = :type
        WHERE number = :number
        """,
        {
            "number": followup.number,
            "text": followup.text,
            "owner": followup.owner,
            "due": ms_or_none(followup.due),
            "type": followup.type,
        },
    )


def end(db: Connection, number: int, state: State, person: str, now: datetime) -> Followup | None:
    """Say that it is done or dropped, or ("open") to be done after all; None where it was so already."""
    row = db.execute(
        f"""
        UPDATE followup SET state = :state, ended_at = :at, ended_by = :person
        WHERE number = :number AND state <> :state RETURNING {COLUMNS}
        """,  # noqa: S608
        {
            "number": number,
            "state": state.value,
            "at": None if state is State.OPEN else ms(now),
            "person": "" if state is State.OPEN else person,
        },
    ).fetchone()
    return _followup(row) if row else None


def link(db: Connection, number: int, link: str) -> None:
    """Say where in Slack it was said."""
    db.execute("UPDATE followup SET link = :link WHERE number = :number", {"number": number, "link": link})


def _followup(row: Sequence[Any]) -> Followup:
    return Followup(
        row[0],
        Sort(row[1]),
        row[2],
        row[3],
        at(row[4]),
        row[5],
        at_or_none(row[6]),
        State(row[7]),
        at_or_none(row[8]),
        row[9],
        row[10],
        row[11],
        row[12],
        row[13],
        row[14],
    )
