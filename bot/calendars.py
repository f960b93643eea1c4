"""The one room for iCalendar: shifts as a calendar that other programs read, and events of theirs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.domain.rota.feed import Event

if TYPE_CHECKING:
    from bot.domain.rota.foreign.events import Seen

PRODUCT = "-//Tocsin//on call//EN"
REFRESH = timedelta(hours=1)


def written(title: str, events: Sequence[Event], names: Mapping[str, str], stamp: datetime) -> bytes:
    """A calendar of those events, all times in UTC; `names` are people's by id, `stamp` when it was made.

    The same shifts give the same bytes, so that readers can be told that nothing changed.
    Source: RFC 5545, and RFC 7986 for NAME and REFRESH-INTERVAL.
    """
    # Parsers of dates and zones come with it, a fifth of a second: only who reads a calendar pays for it.
    import icalendar  # noqa: PLC0415

    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for each in events:
        event = icalendar.Event()
        event.add("uid", each.uid)
        event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", each.start.astimezone(UTC))
        event.add("dtend", each.end.astimezone(UTC))
        event.add("summary", f"{names.get(each.person, each.person)}: on call, {each.title}")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def read(data: bytes) -> "tuple[str, tuple[Seen, ...]]":
    """The zone that a calendar names ("" for none) and its events, in their order. Raises ValueError."""
    import icalendar  # noqa: PLC0415  (as above)

    lines = [n for n, line in enumerate(data.splitlines(), 1) if line.strip().upper() == b"BEGIN:VEVENT"]
    made = icalendar.Calendar.from_ical(data)
    events = made.walk("VEVENT")
    places = lines if len(lines) == len(events) else [1] * len(events)
    zone = str(made.get("x-wr-timezone") or "")
    return zone, tuple(_seen(event, line) for event, line in zip(events, places, strict=True))


def _seen(event: Any, line: int) -> "Seen":
    from bot.domain.rota.foreign.events import Seen  # noqa: PLC0415  (a feed is written without it)

    start, end = _time(event, "dtstart"), _time(event, "dtend")
    if end is None and start is not None and (length := event.get("duration")):
        end = start + length.dt
    if end is None and start is not None and not isinstance(start, datetime):
        end = start + timedelta(days=1)
    rule = event.get("rrule") or {}
    return Seen(
        line=line,
        summary=str(event.get("summary") or ""),
        start=start,
        end=end,
        called=_called(event),
        rule={str(key).upper(): tuple(value) for key, value in rule.items()} if _is_rule(rule) else {},
        also=tuple(_dates(event, "rdate")),
        left_out=frozenset(map(_plain, _dates(event, "exdate"))),
        why_not=_why_not(event),
    )


def _is_rule(rule: Any) -> bool:
    """One rule that could be read; several come as a list, a broken one as its text."""
    return isinstance(rule, Mapping)


def _dates(event: Any, name: str) -> Iterator[Any]:
    """The times of a property that may stand several times, each with several."""
    found = event.get(name) or []
    for listed in found if isinstance(found, list) else [found]:
        yield from (each.dt for each in listed.dts)


def _plain(at: "datetime | date") -> "datetime | date":
    """An instant in UTC; a day, and a time without a zone, as they stand."""
    return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else at


def repeated(rule: Mapping[str, Sequence[object]], first: datetime, last: datetime) -> Iterator[datetime]:
    """The times by a rule of RFC 5545 from the first to the last, on the wall; UNTIL is the caller's."""
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)

    told = {name: ",".join(map(str, each)) for name, each in rule.items() if name not in ("COUNT", "UNTIL")}
    if int(told.get("INTERVAL", 1)) < 1:
        raise ValueError("INTERVAL is less than 1")
    told["UNTIL"] = f"{last:%Y%m%dT%H%M%S}"
    count = next(iter(rule.get("COUNT") or ()), None)
    found = rrulestr(";".join(f"{name}={each}" for name, each in told.items()), dtstart=first)
    yield from islice(found, None if count is None else int(str(count)))


def _why_not(event: Any) -> str:
    """Why an event is no shift, or ""."""
    if str(event.get("status") or "").upper() == "CANCELLED":
        return "it is cancelled"
    if event.get("recurrence-id"):
        return "it changes one time of an event that repeats; write that time as an event of its own"
    if event.get("exrule") or not _is_rule(event.get("rrule") or {}):
        return "its RRULE cannot be read, or it has more than one; write its times as events of their own"
    if not all(isinstance(each, date) for name in ("rdate", "exdate") for each in _dates(event, name)):
        return "its RDATE has periods; write its times as events of their own"
    return ""


def _time(event: Any, name: str) -> Any:
    found = event.get(name)
    return getattr(found, "dt", None)


def _called(event: Any) -> tuple[str, ...]:
    """The addresses and names of the one who attends; of several, the first."""
    found = event.get("attendee") or []
    first = found[0] if isinstance(found, list) and found else found
    if not first:
        return ()
    mail = str(first).partition(":")[2] if str(first).lower().startswith("mailto:") else ""
    name = str(getattr(first, "params", {}).get("CN") or "")
    return tuple(each for each in (mail, name) if each)
