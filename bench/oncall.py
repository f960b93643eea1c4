"""Row `oncall-at`: who is on call for a team at one instant, from the rows; the rota is read a year ahead.

Asked of turns of a week, and of two layers whose windows open and close every day, in two zones; the second
also for the next shifts of one person.
"""

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
    lines = []
    for about, written in (("", _written()), (", two layers of daily windows", _windows())):
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(Path(folder) / "bench.db", create=True)
            try:
                people = tuple(Person(id, id.title(), source="bench.yaml") for id in RING)
                team = Team("payments", "Payments", oncall=(Level(rota="primary"),), source="bench.yaml")
                await store.run(catalog.save, Catalog(people, (team,)), START)
                await store.run(rows_of.save, Rota("primary", written, "bench.yaml"), START)
                lines.append(await _line(store, team, size, about, written))
            finally:
                store.close()
    return lines


async def _line(store: Store, team: Team, size: Size, about: str, written: dict[str, Any]) -> Line:
    chance, ring = random.Random(7), rules.parse(written)

    def instant() -> datetime:
        return START + chance.random() * YEAR

    async def ours() -> None:
        flows.oncall_for_team(store, team, instant())

    async def engine() -> None:
        rules.who(ring, instant())

    async def person() -> None:
        rules.shifts_of(ring, chance.choice(RING), instant(), 2)

    taken = await measure.in_turn({"ours": ours, "engine": engine, "person": person}, size)
    told = {name: measure.micro(measure.median(times)) for name, times in taken.items()}
    return Line(
        "oncall-at",
        f"one person at one instant, until when and who is next{about}",
        measure.median(taken["ours"]) * 1e3,
        MOST * world.slowness(),
        "ms",
        measure.spread(taken["ours"]),
        f"{told['engine']} for the engine alone, {told['person']} for somebody's next two shifts",
    )


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


def _windows() -> dict[str, Any]:
    """The same turns by day in London and by night in New York, where the ring goes the other way round."""
    written = _written()
    (week,) = written["layers"]
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    day = week | {"windows": [{"days": days, "from": "09:00", "to": "21:00"}]}
    night = week | {"timezone": "America/New_York", "members": RING[::-1]}
    night |= {"windows": [{"days": days, "from": "16:00", "to": "04:00"}]}
    return written | {"layers": [day, night]}
