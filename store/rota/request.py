"""Rows of requests to be covered or to swap: what is still open, who answered what, how each ended."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.rota.cover import Request, RequestKind, State
from store.moments import at, at_or_none, ms, ms_or_none

COLUMNS = (
    "id, kind, rota, team, person, slack, start_at, end_at, why, open, other, other_rota, other_start,"
    " other_end, state, asked_at"
)


def save(db: Connection, request: Request, moment: datetime) -> Request:
    """Keep a request as it stands now."""
    db.execute(
        f"""INSERT INTO rota_request ({COLUMNS}, ended_at)
            VALUES (:id, :kind, :rota, :team, :person, :slack, :start, :end, :why, :open, :other, :other_rota,
                    :other_start, :other_end, :state, :asked, :ended)
            ON CONFLICT (id) DO UPDATE SET open = excluded.open, state = excluded.state,
                ended_at = excluded.ended_at""",  # noqa: S608  (columns of ours)
        {
            "id": request.id,
            "kind": request.kind.value,
            "rota": request.rota,
            "team": request.team,
            "person": request.person,
            "slack": request.slack,
            "start": ms(request.start),
            "end": ms(request.end),
            "why": request.why,
            "open": json.dumps([[ms(start), ms(end)] for start, end in request.open]),
            "other": request.other,
            "other_rota": request.other_rota,
            "other_start": ms_or_none(request.other_start),
            "other_end": ms_or_none(request.other_end),
            "state": request.state.value,
            "asked": ms(request.asked_at),
            "ended": None if request.state is State.OPEN else ms(moment),
        },
    )
    return request


def get(db: Connection, id: str) -> Request | None:
    """The request of that id."""
    row = db.execute(f"SELECT {COLUMNS} FROM rota_request WHERE id = :id", {"id": id}).fetchone()  # noqa: S608  (as above)
    return _with_replies(db, _request(row)) if row else None


def standing(db: Connection, moment: datetime) -> tuple[Request, ...]:
    """The requests that are open and not over, soonest first."""
    rows = db.execute(
        f"""SELECT {COLUMNS} FROM rota_request WHERE state = 'open' AND end_at > :now
            ORDER BY start_at, id""",  # noqa: S608  (as above)
        {"now": ms(moment)},
    ).fetchall()
    return tuple(_with_replies(db, _request(row)) for row in rows)


def reply(
    db: Connection,
    request: str,
    said: tuple[str, str],
    moment: datetime,
    part: tuple[datetime, datetime] | None = None,
) -> None:
    """Keep what somebody answered, (person, answer): `took` (with the part) or `cannot`."""
    db.execute(
        """INSERT INTO rota_reply (request, person, answer, start_at, end_at, at)
           VALUES (:request, :person, :answer, :start, :end, :at) ON CONFLICT DO NOTHING""",
        {
            "request": request,
            "person": said[0],
            "answer": said[1],
            "start": ms(part[0]) if part else None,
            "end": ms(part[1]) if part else None,
            "at": ms(moment),
        },
    )


def _with_replies(db: Connection, request: Request) -> Request:
    rows: Iterable[Any] = db.execute(
        "SELECT person, answer FROM rota_reply WHERE request = :id ORDER BY at, person", {"id": request.id}
    )
    answers = list(rows)
    return replace(
        request,
        takers=tuple(dict.fromkeys(person for person, answer in answers if answer == "took")),
        cannot=tuple(dict.fromkeys(person for person, answer in answers if answer == "cannot")),
    )


def _request(row: Any) -> Request:
    return Request(
        id=row[0],
        kind=RequestKind(row[1]),
        rota=row[2],
        team=row[3],
        person=row[4],
        slack=row[5],
        start=at(row[6]),
        end=at(row[7]),
        why=row[8],
        open=tuple((at(start), at(end)) for start, end in json.loads(row[9])),
        other=row[10],
        other_rota=row[11],
        other_start=at_or_none(row[12]),
        other_end=at_or_none(row[13]),
        state=State(row[14]),
        asked_at=at(row[15]),
    )
