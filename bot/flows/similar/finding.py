"""Finding what resembles a text or an incident: the words, the service, its neighbours, the trigger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.change import Mark, Window, folded, repositories
from bot.domain.grammar import incident_number
from bot.domain.incident import Incident, Kind
from bot.domain.refusal import Refusal
from bot.domain.similar import LONGEST, Similar, Sought, asked, rank
from bot.domain.words import spelt
from store import catalog, similar
from store import change as changes
from store import incident as incidents

if TYPE_CHECKING:
    from sqlite3 import Connection

    from bot.domain.catalog import Service
    from bot.ports import Rows

BEFORE = timedelta(hours=24)
CHANGES, NEIGHBOURS = 25, 50
TOLD = (Kind.NOTE, Kind.PIN, Kind.STATUS, Kind.HYPOTHESIS)


def search(rows: Rows, text: str) -> tuple[Similar, ...]:
    """The incidents that resemble what a text says, or the incident that it names (INC-12).

    Raises Refusal where it names one that there is not.
    """
    return rows.read(searched, text)


def find(rows: Rows, incident: Incident) -> tuple[Similar, ...]:
    """The incidents that resemble this one."""
    return rows.read(resembling, incident)


def resembling(db: Connection, incident: Incident) -> tuple[Similar, ...]:
    """The incidents that resemble this one, from one moment of the store."""
    return _ranked(db, _sought(db, incident))


def searched(db: Connection, text: str) -> tuple[Similar, ...]:
    """As `search`, from one moment of the store."""
    number = incident_number(text) if text.strip().upper().startswith("INC") else None
    if number is None:
        return _ranked(db, asked(text))
    incident = incidents.get(db, f"INC-{number}")
    if incident is None:
        raise Refusal(f"There is no INC-{number}.")
    return resembling(db, incident)


def _ranked(db: Connection, sought: Sought) -> tuple[Similar, ...]:
    hits = similar.hits(db, sought)
    known = similar.known(db, [text.number for text in hits.texts])
    return tuple(_with_fix(db, each) for each in rank(sought, hits.weights, hits.texts, known))


def _with_fix(db: Connection, found: Similar) -> Similar:
    """What fixed it: the text that was imported, else what people said when it ended."""
    fix = found.past.fix or similar.fix(db, found.past.id)
    return replace(found, past=replace(found.past, fix=fix))


def _sought(db: Connection, incident: Incident) -> Sought:
    """What an incident looks for: its words, and others of its service, its neighbours, its trigger."""
    service = catalog.service(db, incident.service) if incident.service else None
    told = "\n".join(event.text for event in incidents.events(db, incident.id) if event.kind in TOLD)
    return Sought(
        title=spelt(incident.title),
        notes=spelt(told[:LONGEST]),
        service=incident.service,
        neighbours=_neighbours(db, service) if service else {},
        repositories=_changed(db, incident, service),
        severity=incident.severity,
        number=incident.number,
    )


def _neighbours(db: Connection, service: Service) -> dict[str, str]:
    """What it needs and what needs it, by id, with the tie as the end of a sentence."""
    needing = catalog.needed_by(db, service.id, limit=NEIGHBOURS)
    needed = catalog.dependencies(db, service.id)
    ties = {each.id: f"needs {service.title}" for each in needing}
    return ties | {each.id: f"{service.title} needs" for each in needed}


def _changed(db: Connection, incident: Incident, service: Service | None) -> frozenset[str]:
    """The repositories whose changes may be the trigger: the suspects', else those of the day before."""
    suspects = [each.change for each in changes.marks(db, incident.id) if each.mark is Mark.SUSPECT]
    if not suspects and service is not None:
        about = (service, *catalog.dependencies(db, service.id))
        declared = incident.declared_at
        window = Window(declared - BEFORE, declared, CHANGES, incident=incident.id)
        suspects = list(changes.recent(db, repositories(about), window)[0])
    return frozenset(folded(change.repository) for change in suspects)
