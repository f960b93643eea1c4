"""The one room for iCalendar: shifts as a calendar that other programs read, and events of theirs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
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
    exceptions = event.get("exdate") or []
    listed = exceptions if isinstance(exceptions, list) else [exceptions]
    return Seen(
        line=line,
        summary=str(event.get("summary") or ""),
        start=start,
        end=end,
        called=_called(event),
        rule={str(key).upper(): tuple(value) for key, value in rule.items()},
        left_out=frozenset(
            each.dt.astimezone(UTC)
            for dates in listed
            for each in dates.dts
            if isinstance(each.dt, datetime) and each.dt.tzinfo
        ),
        why_not=_why_not(event),
    )


def _why_not(event: Any) -> str:
    """Why an event is no shift, or ""."""
    if str(event.get("status") or "").upper() == "CANCELLED":
        return "it is cancelled"
    if event.get("recurrence-id"):
        return "it changes one time of an event that repeats; write that time as an event of its own"
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
