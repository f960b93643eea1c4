"""Incidents in and out: the incident itself, its stamps, its timeline, those of the past."""

from store.incident.leads import leads_of
from store.incident.past import import_past
from store.incident.rows import (
    by_channel,
    change,
    count_open,
    get,
    led_by,
    newest,
    next_number,
    of_person,
    of_service,
    open_ones,
    save,
    stamps,
)
from store.incident.timeline import (
    Reaction,
    add_event,
    count_events,
    drop_event,
    events,
    has_event,
    react,
    reactions,
)

__all__ = [
    "Reaction",
    "add_event",
    "by_channel",
    "change",
    "count_events",
    "count_open",
    "drop_event",
    "events",
    "get",
    "has_event",
    "import_past",
    "leads_of",
    "led_by",
    "newest",
    "next_number",
    "of_person",
    "of_service",
    "open_ones",
    "react",
    "reactions",
    "save",
    "stamps",
]
