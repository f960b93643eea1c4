"""Several fields of an incident changed at once, in a form: all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Connection

from bot.blocks.incident import editing as shown
from bot.domain.catalog import Service
from bot.domain.incident import Incident
from bot.flows import editing, severity, stamping
from bot.flows import incident as incidents
from bot.ports import Ask, Bot, Reply
from store import catalog
from store.incident import ties

STAMPS = ("impact_started", "detected")
"""The stamps that the form shows; `/inc set` sets the others."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form holds; stamps as people write times, "" for unknown."""

    title: str
    severity: int
    service: str
    further: tuple[str, ...]
    lead: str
    impact_started: str = ""
    detected: str = ""


@dataclass(frozen=True, slots=True)
class _Edit:
    bot: Bot
    ask: Ask
    id: str
    given: Fields
    times: Mapping[str, datetime] = field(default_factory=dict)


def fields(bot: Bot, ask: Ask, incident: Incident) -> Fields:
    """The fields as they stand, times on the asker's own clock."""
    zone = stamping.zone_of(bot, ask.person)
    began, noticed = (incident.stamps.get(name) for name in STAMPS)
    return Fields(
        incident.title,
        incident.severity,
        incident.service,
        bot.rows.read(ties.services, incident.id),
        incident.lead,
        f"{began.astimezone(zone):%Y-%m-%d %H:%M}" if began else "",
        f"{noticed.astimezone(zone):%Y-%m-%d %H:%M}" if noticed else "",
    )


def as_text(known: Fields) -> dict[str, str]:
    """The fields as a form's draft keeps them."""
    plain = {name: str(getattr(known, name)) for name in STEPS}
    return plain | {"further": ",".join(known.further)}


def from_text(given: Mapping[str, str]) -> Fields:
    """The fields as a form brings them, or as its draft kept them."""
    plain = {name: given.get(name, "").strip() for name in STEPS if name not in ("severity", "further")}
    severity = int(given.get("severity") or 0)
    return Fields(severity=severity, further=_ids(given.get("further", "")), **plain)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def services_of(bot: Bot, ids: Sequence[str]) -> dict[str, Service]:
    """The services of these ids, those that the catalog knows."""
    return {each.id: each for each in bot.rows.read(catalog.services, [id for id in ids if id])}


async def edit(bot: Bot, ask: Ask, incident: Incident, start: Fields, given: Fields) -> Reply:
    """Change what the person changed; what others changed meanwhile, and this person did not, stays theirs.

    Raises Refusal, with nothing changed, for what one of the fields does not take.
    """
    changed = [name for name in STEPS if _changed(name, start, given)]
    if not changed:
        return shown.unchanged(incident)
    times = {name: stamping.read(bot, ask, getattr(given, name)) for name in changed if name in STAMPS}
    await bot.rows.settle(ask.key, _edit, _Edit(bot, ask, incident.id, given, times), changed)
    bot.wake()
    return shown.edited(incident, changed)


def _changed(name: str, start: Fields, given: Fields) -> bool:
    """Whether the person changed it; only the further services can be emptied."""
    value = getattr(given, name)
    return value != getattr(start, name) and (bool(value) or name == "further")


def _edit(db: Connection, told: _Edit, changed: list[str]) -> None:
    for name in changed:
        STEPS[name](db, told)


def _title(db: Connection, told: _Edit) -> None:
    editing.title_in(db, told.id, told.ask, told.given.title)


def _severity(db: Connection, told: _Edit) -> None:
    severity.set_in(db, told.bot, told.ask, told.id, told.given.severity)


def _service(db: Connection, told: _Edit) -> None:
    incidents.service_in(db, told.id, told.ask, told.given.service)


def _further(db: Connection, told: _Edit) -> None:
    editing.further_in(db, told.id, told.ask, told.given.further)


def _lead(db: Connection, told: _Edit) -> None:
    incidents.lead_in(db, told.id, told.ask, told.given.lead)


def _impact_started(db: Connection, told: _Edit) -> None:
    stamping.set_in(db, told.id, told.ask, "impact_started", told.times["impact_started"])


def _detected(db: Connection, told: _Edit) -> None:
    stamping.set_in(db, told.id, told.ask, "detected", told.times["detected"])


STEPS: Mapping[str, Callable[[Connection, _Edit], None]] = {
    "title": _title,
    "severity": _severity,
    "service": _service,
    "further": _further,
    "lead": _lead,
    "impact_started": _impact_started,
    "detected": _detected,
}
"""What each field does where it was changed, in this order, in one transaction."""
