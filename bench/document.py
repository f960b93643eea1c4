"""Row `document`: the post-incident document of 500 events, read from SQLite, beside f-strings."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

from bench import measure, world
from bench.measure import Line, Size
from bot.domain.incident import Event, Incident, Kind, Status
from bot.domain.markdown import escape
from bot.domain.rca import build
from bot.domain.rca.record import Document, Section
from bot.flows.rca import gathering
from store import incident
from store.sqlite import Store, open_store

EVENTS = 500
BEGAN = datetime(2026, 11, 20, 3, 12, tzinfo=UTC)
NOW = BEGAN + timedelta(hours=9)
ID = "INC-1"
SAID = (
    "the pool of db-3 is full, 400 of 400 connections; restarted the workers",
    "rolled back #812, errors fall since then: 12 % to 0.4 %",
    "who knows why `payments-api` retries *without* a limit?",
)


async def run(size: Size) -> list[Line]:
    """Reading, building and writing it with the template; then the same reads, written with f-strings."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, min(size.services, 100))
        store = open_store(database)
        try:
            await store.run(_fill)
            return await _lines(store, size)
        finally:
            store.close()


async def _lines(store: Store, size: Size) -> list[Line]:
    async def ours() -> None:
        assert store.read(gathering.rendered, ID, NOW).markdown

    async def floor() -> None:
        assert store.read(_written)

    few = Size(blocks=max(1, size.blocks // 3), calls=max(2, size.calls // 20))
    taken = await measure.in_turn({"floor": floor, "ours": ours}, few)
    return [
        Line(
            "document",
            f"the document of {EVENTS} events, read, built and written",
            measure.ratio(taken["ours"], taken["floor"]),
            1.8,
            "the same, written with f-strings",
            measure.spread(taken["ours"]),
            measure.milli(measure.median(taken["floor"])),
        )
    ]


def _fill(db: Connection) -> None:
    found = Incident(
        1,
        "checkout answers 500",
        Status.RESOLVED,
        2,
        "U0ANA",
        BEGAN,
        service="service-00007",
        service_how="named",
        stamps={"detected": BEGAN, "declared": BEGAN, "resolved": BEGAN + timedelta(hours=8)},
    )
    incident.save(db, found)
    for number in range(EVENTS):
        text = f"{SAID[number % len(SAID)]} ({number})"
        at = BEGAN + timedelta(minutes=number)
        incident.add_event(db, Event(ID, Kind.NOTE, at, f"U1{number % 9:05d}", text))


def _written(db: Connection) -> str:
    """What the store knows, read as the document's writer reads it; every word put there by hand."""
    return _by_hand(build(gathering.gather(db, ID, NOW)))


def _by_hand(document: Document) -> str:
    sections = "\n\n".join(_section(each) for each in document.sections)
    return f"# {escape(document.incident)}: {escape(document.title)}\n\n{sections}"


def _section(section: Section) -> str:
    lines: Sequence[str] = [
        f"- {_at(fact.at)}{escape(fact.text)}{f' ({escape(fact.by)})' if fact.by else ''}"
        for fact in section.facts
    ]
    return f"## {section.number}. {section.title}\n\n" + "\n".join(lines)


def _at(at: datetime | None) -> str:
    return f"{at.isoformat(' ', 'seconds')[:19]} " if at else ""
