"""The one room for iCalendar: shifts as a calendar that other programs read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.rota.feed import Event

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
