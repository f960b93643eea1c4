"""How changes of fields look: the form, and the answers to whoever changed something."""

from collections.abc import Mapping, Sequence

from bot.blocks.inputs import hinted, searches_input
from bot.blocks.kit import (
    escape,
    modal,
    person_input,
    search_input,
    select_input,
    snug,
    text_input,
)
from bot.domain.catalog import Service
from bot.domain.house import House
from bot.domain.incident import Incident
from bot.domain.refusal import Refusal
from bot.ports import Block, Reply

HOW = "For example 14:05, 2026-11-27 14:05, 14:05 Europe/Berlin or 20 min ago"
CALLED: Mapping[str, str] = {"further": "further services", "lead": "incident lead"}


def edit_form(
    house: House, incident: Incident, start: Mapping[str, str], services: Mapping[str, Service]
) -> Block:
    """The fields of an incident; what is left as it is stays as it is."""
    severities = [(f"SEV{s.number}: {s.meaning}", str(s.number)) for s in house.severities]
    main = services.get(start["service"])
    further = [services[id] for id in start["further"].split(",") if id in services]
    return modal(
        f"Edit {incident.id}",
        [
            text_input("title", "Title", initial=start["title"], optional=False),
            select_input("severity", "Severity", severities, initial=start["severity"], optional=False),
            search_input("service", "Service", [(main.title, main.id)] if main else []),
            searches_input("further", "Further services", [(each.title, each.id) for each in further]),
            person_input("lead", "Incident lead", initial=start["lead"]),
            hinted(text_input("impact_started", "Impact started", initial=start["impact_started"]), HOW),
            hinted(text_input("detected", "Detected", initial=start["detected"]), HOW),
        ],
        callback="edit",
        submit="Save",
    )


def retitled(incident: Incident, title: str) -> Reply:
    """The other title."""
    return Reply(
        f"*{incident.id}* is called “{snug(title, 200)}” now, on the card, in the topic and where it is "
        "announced. The channel keeps its name."
    )


def added(incident: Incident, services: Sequence[Service]) -> Reply:
    """More services."""
    names = ", ".join(f"*{snug(each.title, 100)}*" for each in services[:10])
    return Reply(
        f"*{incident.id}* is about {names} too now; the card follows. `/inc edit` takes a service off again."
    )


def no_service(words: Sequence[str], nearest: Sequence[Service]) -> Refusal:
    """Names that no service has; nothing was added."""
    said = ", ".join(f"“{word}”" for word in words[:5])
    near = f" Nearest: {', '.join(each.id for each in nearest[:5])}." if nearest else ""
    return Refusal(
        f"The catalog has no service {said}; nothing was added.{near} /svc find <text> searches it."
    )


def unchanged(incident: Incident) -> Reply:
    """Nothing was changed in the form."""
    return Reply(f"*{incident.id}* stays as it is: nothing was changed in the form.")


def edited(incident: Incident, changed: Sequence[str]) -> Reply:
    """What was changed."""
    names = ", ".join(CALLED.get(name, escape(name.replace("_", " "))) for name in changed)
    return Reply(f"*{incident.id}*: changed {names}. The card follows; `/inc timeline` says what was before.")
