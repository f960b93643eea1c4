"""What got worse and belongs to nobody who could be told: the house hears of it, where the reports go."""

from dataclasses import replace

from bot.domain.catalog import Team
from store import scorecard as rows_of
from store.sqlite import Store
from tests.flows.test_scorecard_routines import DAY, NIGHT, PAYMENTS, RICH, WEDNESDAY, World, prepared

WORSE = (
    "Services without a team to tell: 1 rule has got worse: ✗ *Shop*: Runbook: https://r.example → nothing"
)
ORPHAN = replace(RICH, team="")


async def loses_its_runbook(world: World, team: Team = PAYMENTS, orphan: bool = True) -> list[str]:
    """What is heard when the service, whose it is, has no runbook any more."""
    await prepared(world)
    await world.has(ORPHAN if orphan else RICH, team=team)
    await world.turns()
    await world.heard()
    await world.has(replace(ORPHAN if orphan else RICH, runbook=""), team=team)
    await world.turns()
    return [each.partition(", since")[0] for each in await world.heard()]


async def test_what_nobody_owns_is_told_in_the_room_of_the_reports(rows: Store) -> None:
    heard = await loses_its_runbook(World(rows, "U0BOSS", report_in="readiness"))

    assert heard == [f"readiness: {WORSE}"]
    assert rows.read(rows_of.untold) == ()


async def test_without_such_a_room_each_manager_is_told(rows: Store) -> None:
    assert await loses_its_runbook(World(rows, "U0BOSS", "U0DEP")) == [f"U0BOSS: {WORSE}", f"U0DEP: {WORSE}"]


async def test_so_is_what_belongs_to_a_team_that_cannot_be_told(rows: Store) -> None:
    team = replace(PAYMENTS, channel="", leads=())

    assert await loses_its_runbook(World(rows, "U0BOSS"), team, orphan=False) == [f"U0BOSS: {WORSE}"]


async def test_the_house_has_its_quiet_too(rows: Store) -> None:
    world = World(rows, "U0BOSS")
    world.clock.time = WEDNESDAY
    await prepared(world)
    await world.has(ORPHAN)
    await world.turns()
    await world.heard()
    world.clock.time = NIGHT

    await world.has(replace(ORPHAN, runbook=""))
    await world.turns()
    at_night = await world.heard()
    world.clock.time = WEDNESDAY + DAY
    await world.turns()

    assert at_night == []
    assert [each.partition(", since")[0] for each in await world.heard()] == [f"U0BOSS: {WORSE}"]
