"""Requests to be covered and to swap: what is still open of one, and what taking a part leaves."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

Stretch = tuple[datetime, datetime]


class RequestKind(StrEnum):
    """What is asked for."""

    COVER = "cover"
    SWAP = "swap"


class State(StrEnum):
    """How a request stands."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody's wish not to be on call in [start, end) of a rota.

    `person`, `other`, `takers` and `cannot` are catalog ids, `slack` the Slack id of whoever asked. `open` is
    what nobody has taken yet. Of a swap `other` gives [other_start, other_end) of `other_rota` for it.
    """

    id: str
    kind: RequestKind
    rota: str
    team: str
    person: str
    slack: str
    start: datetime
    end: datetime
    asked_at: datetime
    why: str = ""
    open: tuple[Stretch, ...] = ()
    other: str = ""
    other_rota: str = ""
    other_start: datetime | None = None
    other_end: datetime | None = None
    state: State = State.OPEN
    takers: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()


def offered(request: Request, now: datetime) -> tuple[Stretch, ...]:
    """What may still be taken: the open stretches without what is past."""
    return tuple((max(start, now), end) for start, end in request.open if end > now)


def take(request: Request, part: Stretch, now: datetime) -> tuple[Request, tuple[Stretch, ...]]:
    """The request after somebody took what is open within `part`, and the stretches that they took.

    Nothing is taken twice: what somebody else has taken is not open, so the stretches may be none.
    """
    taken: list[Stretch] = []
    left: list[Stretch] = []
    for start, end in offered(request, now):
        first, last = max(start, part[0]), min(end, part[1])
        if first >= last:
            left.append((start, end))
            continue
        taken.append((first, last))
        left += [each for each in ((start, first), (last, end)) if each[0] < each[1]]
    state = State.DONE if taken and not left else request.state
    return replace(request, open=tuple(left), state=state), tuple(taken)
