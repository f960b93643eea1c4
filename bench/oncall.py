"""Row `oncall-at`: who is on call for a team at one instant, from the rows; the rota is read a year ahead."""

import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import measure, world
from bench.measure import Line, Size
from bot.domain import rota as rules
from bot.domain.catalog import Catalog, Level, Person, Rota, Team
from bot.flows import rota as flows
from store import catalog
from store import rota as rows_of
from store.sqlite import Store, open_store

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
YEAR = timedelta(days=365)
MOST = 1.0
OVERRIDES = 40
RING = [f"person-{number}" for number in range(8)]


async def run(size: Size) -> list[Line]:
    """At another instant each time, over a year, so that no answer is remembered; beside the engine alone."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db", create=True)
        try:
            people = tuple(Person(id, id.title(), source="bench.yaml") for id in RING)
            team = Team("payments", "Payments", oncall=(Level(rota="primary"),), source="bench.yaml")
            await store.run(catalog.save, Catalog(people, (team,)), START)
            await store.run(rows_of.save, Rota("primary", _written(), "bench.yaml"), START)
            return await _lines(store, team, size)
        finally:
            store.close()


async def _lines(store: Store, team: Team, size: Size) -> list[Line]:
    chance, ring = random.Random(7), rules.parse(_written())

    def instant() -> datetime:
        return START + chance.random() * YEAR

    async def ours() -> None:
        flows.oncall_for_team(store, team, instant())

    async def engine() -> None:
        rules.who(ring, instant())

    taken = await measure.in_turn({"ours": ours, "engine": engine}, size)
    return [
        Line(
            "oncall-at",
            "one person at one instant, until when and who is next",
            measure.median(taken["ours"]) * 1e3,
            MOST * world.slowness(),
            "ms",
            measure.spread(taken["ours"]),
            f"{measure.micro(measure.median(taken['engine']))} for the engine alone",
        )
    ]


def _written() -> dict[str, Any]:
    """Turns of a week in London, with an override nearly every week of the year."""
    week = {"start": "2026-01-05T09:00", "every": {"n": 1, "unit": "week"}, "members": RING}
    starts = (START + timedelta(days=9 * number, hours=number) for number in range(OVERRIDES))
    overrides = [
        {
            "id": f"o{number}",
            "start": start.isoformat(),
            "end": (start + timedelta(hours=12)).isoformat(),
            "user": RING[number % len(RING)],
            "created": START.isoformat(),
        }
        for number, start in enumerate(starts)
    ]
    return {"layers": [week | {"timezone": "Europe/London"}], "overrides": overrides}
