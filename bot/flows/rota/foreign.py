"""A schedule file of another tool as rotas of ours: read, taken, and tried before it is given out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from zoneinfo import ZoneInfo

from bot import calendars, json_text
from bot.domain.catalog import Person
from bot.domain.formats.node import Node, top
from bot.domain.formats.remark import Reason, Remark
from bot.domain.placed import Placed
from bot.domain.refusal import Refusal
from bot.domain.rota import foreign, parse, words
from bot.domain.rota.foreign import events, repeats
from bot.domain.rota.foreign.taken import NOBODY_KNOWN, Taken, Who
from bot.flows.rota.file import opened
from bot.ports import Rows
from store import catalog

MOST_BYTES = 4 << 20
A_YEAR = timedelta(days=366)
FORMATS = "a calendar (.ics), or the JSON of a schedule of PagerDuty (REST API v2) or Opsgenie (API v2)"


@dataclass(frozen=True, slots=True)
class Manner:
    """How to import. `name`: of the rota; `person`: who has every shift of a calendar; `zone`: its clock."""

    now: datetime
    name: str = ""
    person: str = ""
    zone: str = ""
    who: Who = NOBODY_KNOWN


def read(path: str, manner: Manner) -> Taken:
    """What is taken of a file. Raises Refusal where it cannot be read, or is of no format that is known."""
    data = opened(path, MOST_BYTES, "schedule")
    if data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:15].upper() == b"BEGIN:VCALENDAR":
        taken = _calendar(path, data, manner)
    else:
        node = _json(path, data)
        if not foreign.known(node):
            raise Refusal(f"{path}: is of no format that is known; it takes {FORMATS}")
        taken = foreign.of_json(node, manner.who)
    if manner.name and len(taken.rotas) == 1:
        taken.rotas = {manner.name: next(iter(taken.rotas.values()))}
    for each in taken.rotas.values():
        parse(each)
    taken.remarks.sort()
    return taken


def matching(rows: Rows) -> Who:
    """Who is meant, by the catalog: its ids, PagerDuty ids, addresses and full names."""
    known = rows.read(_known)
    return lambda called: next((id for each in called if (id := known.get(each.casefold()))), "")


def _known(db: Connection) -> Mapping[str, str]:
    """Ids by what people are called; a name of two people stands for nobody."""
    people = [each for each in catalog.everything(db).people if each.gone_at is None]
    by_name: dict[str, set[str]] = {}
    for each in people:
        by_name.setdefault(each.name.casefold(), set()).add(each.id)
    found = {name: next(iter(ids)) for name, ids in by_name.items() if len(ids) == 1}
    ways: Sequence[Callable[[Person], str]] = (lambda p: p.email, lambda p: p.pagerduty, lambda p: p.id)
    for way in ways:
        found |= {way(each).casefold(): each.id for each in people if way(each)}
    return found


def _json(path: str, data: bytes) -> Node:
    try:
        return top(json_text.read(path, data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{path}: is of no format that is known ({error}); it takes {FORMATS}") from error


def _calendar(path: str, data: bytes, manner: Manner) -> Taken:
    try:
        named, seen = calendars.read(data)
    except (ValueError, KeyError, IndexError) as error:
        raise Refusal(f"{path}: is no calendar that can be read: {error}") from error
    taken = Taken(manner.who)
    zone = _zone(path, named, manner, taken)
    found = [
        stretch
        for each in seen[: events.MOST_EVENTS]
        for stretch in _shifts(path, each, zone, (manner, taken))
    ]
    if len(seen) > events.MOST_EVENTS:
        what = f"only the first {events.MOST_EVENTS} of {len(seen)} events are taken"
        taken.remarks.append(Remark(path, seen[events.MOST_EVENTS].line, 1, Reason.FAULTY, what))
    if found:
        cut = (each for each in seen if repeats.is_cut(each.rule, zone, _reach(manner)))
        _keep(path, found, zone, (taken, next(cut, None)))
    return taken


def _keep(
    path: str, found: Sequence[events.Stretch], zone: ZoneInfo, how: tuple[Taken, events.Seen | None]
) -> None:
    plan, (taken, endless) = events.joined(found), how
    name, layer = Path(path).stem, events.rotation(plan, zone)
    if layer is None:
        taken.add(name, [events.ground(zone)], events.overrides(plan))
        if endless:
            what = "it repeats for longer than a year: only its times of the next year are taken"
            remedy = "import it again then, or write the turns as a layer"
            taken.remarks.append(Remark(path, endless.line, 1, Reason.GUESSED, what, remedy))
        return
    said = f"{len(plan)} shifts turn regularly: they are a rotation of {len(layer['members'])}, which goes on"
    taken.remarks.append(Remark(path, 1, 1, Reason.GUESSED, said, "give it an `until:` where it should not"))
    taken.add(name, [layer], [])


def _zone(path: str, named: str, manner: Manner, taken: Taken) -> ZoneInfo:
    """By whose clock hand-offs are counted, and whole days begin."""
    try:
        return words.zone(manner.zone or named or "UTC")
    except words.Wrong as wrong:
        if manner.zone:
            raise Refusal(f"--zone: {wrong}") from wrong
        what = f"{wrong}: UTC was taken"
        taken.remarks.append(Remark(path, 1, 1, Reason.GUESSED, what, "say which with --zone"))
        return ZoneInfo("UTC")


def _reach(manner: Manner) -> repeats.Reach:
    """Of what repeats, the times of the last year and of the next."""
    return repeats.Reach(manner.now - A_YEAR, manner.now + A_YEAR, calendars.repeated)


def _shifts(path: str, seen: events.Seen, zone: ZoneInfo, how: tuple[Manner, Taken]) -> list[events.Stretch]:
    manner, taken = how
    spans, why = events.spans(seen, zone, _reach(manner), path)
    if why:
        taken.remarks.append(why)
        return []
    node = Node(Placed(path, None, {(): (seen.line, 1)}))
    person = manner.person or taken.person(node, events.named(seen))
    if not person:
        title = " ".join(seen.summary.split())[:80]
        what = f"“{title}” is left out: it says nobody's name"
        taken.say(node, Reason.NO_NAME, what, "say whose calendar it is with --person ID")
        return []
    return [events.Stretch(start, end, person) for start, end in spans]
