"""A layer as people write it in a form, read: whom they name, from when, for how long."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.names import fold
from bot.domain.refusal import Refusal
from bot.domain.rota import Unit
from bot.domain.rota.wall import reached, shown
from bot.flows.rota import homes
from bot.flows.rota.people import member
from bot.flows.rota.rosters import Roster
from store import catalog

LENGTH = re.compile(r"(?:every\s+)?(\d{1,3})?\s*(hour|day|week|month)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A layer as a form has it: `people` one a line, `day` mon … sun or "", `length` such as `1 week`."""

    people: str
    zone: str
    day: str
    clock: str
    length: str
    begins: str = ""


def layer_of(
    db: Connection, roster: Roster, layer: dict[str, Any], wanted: Wanted, begins: datetime
) -> dict[str, Any]:
    """The layer as it is written, with what the form says. Raises Refusal naming the field."""
    n, unit = _length(wanted.length)
    names = [line.strip() for line in wanted.people.replace(",", "\n").splitlines() if line.strip()]
    if not names:
        raise Refusal("People: name at least one, each on a line of its own.", field="people")
    there, clock = _zone(wanted.zone.strip()), _clock(wanted.clock.strip())
    changed = {
        "timezone": wanted.zone.strip(),
        "every": {"n": n, "unit": unit.value},
        "members": [_member(db, roster, name) for name in names],
    }
    start = _start(layer, (there, clock, wanted.day), unit, begins)
    return {**layer, **changed, "start": start}


def _zone(text: str) -> ZoneInfo:
    try:
        return rota.words.zone(text)
    except rota.words.Wrong as wrong:
        raise Refusal(f"Time zone: {wrong}.", field="zone") from None


def _clock(text: str) -> time:
    try:
        return rota.words.clock(text.zfill(5))
    except rota.words.Wrong as wrong:
        raise Refusal(f"Hand-off time: {wrong}.", field="clock") from None


def _length(text: str) -> tuple[int, Unit]:
    found = LENGTH.fullmatch(text.strip())
    if found is None:
        raise Refusal(
            f"Length of a turn: “{text[:40]}” is none; write it such as 1 week, 2 days or 12 hours.",
            field="length",
        )
    return int(found[1] or 1), Unit(found[2].lower())


def _start(layer: dict[str, Any], at: tuple[ZoneInfo, time, str], unit: Unit, begins: datetime) -> str:
    """When the layer starts to count: as before, where day and time stay; else just before `begins`."""
    there, clock, day = at
    old = datetime.fromisoformat(str(layer["start"]))
    weekday = rota.times.DAYS.index(day) if day else old.weekday()
    same_day = unit is not Unit.WEEK or old.weekday() == weekday
    if same_day and old.time() == clock and layer["timezone"] == there.key:
        return str(layer["start"])
    wall = datetime.combine(shown(there, begins).date(), clock)
    if unit is Unit.WEEK:
        wall -= timedelta(days=(wall.weekday() - weekday) % 7)
    elif unit is Unit.MONTH:
        wall = wall.replace(day=min(old.day, 28))
    while reached(there, wall) > begins:
        wall -= timedelta(days=7 if unit is Unit.WEEK else 1 if unit is not Unit.MONTH else 28)
    return wall.isoformat(timespec="minutes")


def _member(db: Connection, roster: Roster, name: str) -> str:
    """The id of whom a line names; PagerDuty must know them where it has the rota. Raises Refusal."""
    found = _person(db, roster, name).id
    if roster.paged:
        homes.user_of(db, found, "people")
    return found


def _person(db: Connection, roster: Roster, name: str) -> Person:
    """Who a line names: by id, by mention, by the whole name. Raises Refusal with those who come near."""
    plain = name.removeprefix("@").strip()
    slack = re.fullmatch(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>", name)
    found = catalog.person_by_slack(db, slack[1]) if slack else catalog.person(db, plain.lower())
    if found and found.gone_at is None:
        return found
    known = [member(db, id) for id in {*rota.people(roster.rota), *roster.team.members, *roster.team.leads}]
    named = [each for each in known if fold(plain) in (fold(each.name), fold(each.id))]
    if len(named) == 1:
        return named[0]
    near = [each.id for each in known if fold(plain)[:3] and fold(each.name).startswith(fold(plain)[:3])]
    hint = (
        f"did you mean {', '.join(near)}?"
        if near
        else f"such as {', '.join(sorted(x.id for x in known)[:4])}"
    )
    said = f"People: nobody is called “{plain[:60]}” in the catalog; {hint}"
    raise Refusal(said, field="people")
