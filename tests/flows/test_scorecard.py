"""Readiness end to end, from GitHub's wire and the catalog to a service's row: looked at, evaluated, read."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.catalog import Catalog, Level, Person, Rota, Service, Slo, Team
from bot.domain.oncall import Candidates
from bot.domain.scorecard import KEEPER, Readiness, Result, Worst, standing
from bot.flows import scorecard, sync
from bot.flows.scorecard.gathering import gather
from bot.flows.scorecard.reading import everything, latest, worst
from bot.integrations.github import Github
from bot.ports import Bot, PagerPerson, PagerService, PagerSnapshot
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, GithubTwin, Guard, Pull, Repository, routes
from store import catalog, rota
from store import scorecard as rows_of
from store.sqlite import Store
from tests import make
from tests.loopback import serving
from tests.make import NOW, StillClock

HOUR = timedelta(hours=1)
PAYMENTS = Team("payments", "Payments", leads=("maya",), oncall=(Level(rota="primary"), Level(person="maya")))
MAYA, ANA = Person("maya", "Maya Okafor"), Person("ana", "Ana Silva")
SHOP = Service(
    "shop",
    "Shop",
    aliases=("payments",),
    team="payments",
    repository="acme/Shop",
    runbook="https://runbooks.example/shop",
    slos=(Slo("availability", 99.9),),
    source="catalog.yaml",
    line=7,
)
PRIMARY = Rota("primary", make.rota_layers(members=["ana", "maya"]), "catalog.yaml")


@dataclass
class World:
    """A bot, GitHub beside it, and the clock between them."""

    bot: Bot
    twin: GithubTwin
    faults: Faults
    clock: StillClock

    @property
    def shop(self) -> Repository:
        """The repository of the shop."""
        return self.twin.add("acme/shop")

    async def evaluated(self) -> str:
        """Look and evaluate as the sync does; how the shop stands."""
        await sync.everything(self.bot, {})
        return standing(self.kept())

    def kept(self) -> Result:
        """How the shop stands by its rows."""
        return self.bot.rows.read(latest, SHOP, self.clock.now())


@pytest.fixture
async def world(rows: Store) -> AsyncIterator[World]:
    twin, faults, clock = GithubTwin(), Faults(), StillClock()
    shop = twin.add("acme/shop")
    shop.files, shop.alerts = ("README.md",), ()
    shop.protection = Guard(approvals=1, checks=("build",))
    shop.pulls.append(Pull(812, "Lower the pool size", "bo-l", NOW - timedelta(days=3), "c0ffee"))
    await keep(rows, SHOP)
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(Github(f"{url}/github", SecretStr(TOKEN))) as forge,
    ):
        yield World(make.bot(rows, forge=forge, clock=clock), twin, faults, clock)


async def keep(rows: Store, *services: Service, team: Team = PAYMENTS) -> None:
    await rows.run(catalog.save, Catalog((MAYA, ANA), (team,), services), NOW)
    await rows.run(rota.save, PRIMARY, NOW)


def no_readme(world: World) -> None:
    world.shop.files = ()


def no_protection(world: World) -> None:
    world.shop.protection = None


def stale_pulls(world: World) -> None:
    world.shop.pulls[0] = replace(world.shop.pulls[0], merged_at=NOW - timedelta(days=90))


def no_pulls(world: World) -> None:
    world.shop.pulls.clear()


def grave_alerts(world: World) -> None:
    world.shop.alerts = ("CRITICAL",)


def withheld(*permissions: str) -> Callable[[World], None]:
    def withhold(world: World) -> None:
        world.shop.withheld = frozenset(permissions)

    return withhold


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, "Gold 9/9"),
        (no_readme, "Bronze 8/9 — missing: README"),
        (no_protection, "Silver 7/9 — missing: branch protection, CI required"),
        (stale_pulls, "Silver 8/9 — missing: freshness under 90 days"),
        (no_pulls, "Silver 8/9 — no data: freshness under 90 days"),
        (grave_alerts, "Silver 8/9 — missing: security scan passing"),
        (withheld("administration"), "Gold 9/9"),
        (withheld("vulnerability_alerts"), "Silver 8/9 — no data: security scan passing"),
        (withheld("contents"), "Bronze 8/9 — no data: README"),
    ],
)
async def test_what_github_tells_decides_the_level(
    world: World, change: Callable[[World], None], expected: str
) -> None:
    world.shop.ruleset = world.shop.protection if expected == "Gold 9/9" else None
    change(world)

    assert await world.evaluated() == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"runbook": "", "slos": ()}, "Silver 7/9 — missing: runbook, SLO"),
        ({"team": ""}, "Basic 7/9 — missing: owner, on-call rotation"),
        (
            {"repository": ""},
            "Bronze 4/9 — no data: README, security scan passing, branch protection, CI required, "
            "freshness under 90 days",
        ),
    ],
)
async def test_what_the_catalog_tells_decides_it_too(
    world: World, rows: Store, fields: dict[str, Any], expected: str
) -> None:
    await keep(rows, replace(SHOP, **fields))

    assert await world.evaluated() == expected


async def test_a_permission_withdrawn_leaves_what_was_known_with_its_age(world: World) -> None:
    await world.evaluated()
    world.shop.withheld = frozenset({"administration", "vulnerability_alerts", "contents"})
    world.clock.time += HOUR

    assert await world.evaluated() == "Gold 9/9"
    trace = next(rule for rule in world.kept().rules if rule.rule == "branch_protection").traces[0]
    assert (trace.actual, trace.as_of) == (1, NOW)
    assert trace.note == "token lacks Administration: read"


@pytest.mark.parametrize("kind", ["server_error", "refuse"])
async def test_a_github_that_is_away_makes_nobody_worse_and_is_told_once(
    world: World, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    await world.evaluated()
    world.faults.add({"vendor": "github", "kind": kind, "code": "502"})
    caplog.set_level(logging.WARNING, "tocsin.scorecard")

    for _ in range(3):
        world.clock.time += HOUR
        assert await world.evaluated() == "Gold 9/9"

    told = [each.message for each in caplog.records if each.name == "tocsin.scorecard"]
    assert len(told) == 1
    assert told[0].startswith("GitHub does not tell how repositories are kept: ")


async def test_a_repository_that_github_does_not_show_is_no_data_with_a_remedy(
    world: World, rows: Store
) -> None:
    await keep(rows, replace(SHOP, repository="acme/renamed"))

    assert (await world.evaluated()).startswith("Bronze 4/9 — no data: README")
    readme = rows.read(scorecard.of_service, replace(SHOP, repository="acme/renamed"), NOW).gaps[0]
    assert (readme.owner, readme.why) == (
        KEEPER,
        "GitHub: not found, or this credential may not see it",
    )
    assert readme.fix.startswith("see that Tocsin's GitHub credential may read acme/renamed")


async def test_github_is_looked_at_once_an_hour_and_at_once_when_asked(world: World) -> None:
    first = await scorecard.refresh(world.bot)
    again = await scorecard.refresh(world.bot)
    asked = await scorecard.refresh(world.bot, before=NOW)
    world.clock.time += HOUR
    later = await scorecard.refresh(world.bot)

    assert [each.read for each in (first, again, asked, later)] == [1, 0, 1, 1]


async def test_without_github_nothing_is_asked_and_the_way_to_it_is_said(rows: Store) -> None:
    await keep(rows, SHOP)
    bot = make.bot(rows)

    await sync.everything(bot, {})

    found = rows.read(scorecard.of_service, SHOP, NOW)
    assert standing(found.result).startswith("Bronze 4/9 — no data: README")
    assert {(gap.owner, gap.why, gap.fix) for gap in found.gaps} == {
        (KEEPER, "GitHub has not been read yet", "set GITHUB_TOKEN; `tocsin sync github` reads at once")
    }


# On call ------------------------------------------------------------------------------------------------


def facts(rows: Store, service: Service) -> dict[str, tuple[Any, str]]:
    found = rows.read(gather, service, NOW)
    return {name: (found[name].value, found[name].source) for name in ("oncall", "pagerduty_oncall")}


async def test_a_rota_counts_by_its_name_not_by_whose_shift_it_is(rows: Store) -> None:
    await keep(rows, SHOP)

    assert facts(rows, SHOP) == {
        "oncall": (("primary", "Maya Okafor"), "the team's rota"),
        "pagerduty_oncall": ((), "the team's rota"),
    }


async def test_pagerduty_counts_as_it_was_last_read(rows: Store) -> None:
    paged = replace(SHOP, pagerduty="PSVC1")
    await keep(rows, paged)
    snapshot = PagerSnapshot(
        (PagerService("PSVC1", "Shop", "PPOL1"),),
        (PagerPerson("PANA", "Ana", ""),),
        (make.pager_span("PANA", schedule="PSCH", schedule_name="Payments primary"),),
    )

    await rows.run(rota.save_snapshot, snapshot, NOW)

    names = (("Payments primary",), "PagerDuty")
    assert facts(rows, paged) == {"oncall": names, "pagerduty_oncall": names}


async def test_pagerduty_that_was_never_read_is_no_data(rows: Store) -> None:
    paged = replace(SHOP, pagerduty="PSVC1")
    await keep(rows, paged, team=replace(PAYMENTS, oncall=()))

    found = rows.read(gather, paged, NOW)["oncall"]

    assert (found.known, found.note, found.ours) == (False, "PagerDuty has not been read yet", True)


async def test_a_team_that_is_on_call_nowhere_fails_the_rule(world: World, rows: Store) -> None:
    await keep(rows, SHOP, team=replace(PAYMENTS, oncall=()))

    assert await world.evaluated() == "Silver 8/9 — missing: on-call rotation"


def listed(rows: Store) -> str:
    """How the shop stands in a list."""
    return standing(rows.read(worst, None).listed[0].result)


# Rows ---------------------------------------------------------------------------------------------------


async def test_an_import_counts_at_once_and_the_row_follows(world: World, rows: Store) -> None:
    await world.evaluated()
    poorer = replace(SHOP, runbook="")

    await keep(rows, poorer)
    imported = rows.read(catalog.service, "shop")
    assert imported is not None
    asked = rows.read(scorecard.of_service, imported, NOW)
    stale = listed(rows)
    await scorecard.catch_up(world.bot, {})

    assert standing(asked.result) == "Silver 8/9 — missing: runbook"
    assert stale == "Gold 9/9"
    assert listed(rows) == standing(asked.result)


async def test_catching_up_writes_nothing_where_nothing_changed(world: World, rows: Store) -> None:
    await world.evaluated()
    world.clock.time += HOUR

    await scorecard.catch_up(world.bot, {})

    assert rows.read(rows_of.evaluated_at) == NOW


async def test_many_services_are_evaluated_in_portions(rows: Store) -> None:
    services = tuple(Service(f"s{n:03d}", f"S{n}", team="payments", tier=1) for n in range(120))
    await keep(rows, *services)
    bot = make.bot(rows)

    count = await scorecard.evaluate_all(bot)

    assert count == 120
    assert rows.read(rows_of.tally, scorecard.card().identifier).total == 120
    assert rows.read(rows_of.generation) == rows.read(catalog.generation)


async def test_everything_evaluates_what_has_no_row_and_keeps_the_order(rows: Store) -> None:
    await keep(rows, SHOP, Service("lost", "Lost"), Service("young", "Young", team="payments", tier=1))
    bot = make.bot(rows)
    fresh = rows.read(everything, NOW)

    await scorecard.evaluate_all(bot)

    kept = rows.read(everything, NOW)
    assert [each.title for each in fresh] == ["Lost", "Young", "Shop"]
    assert [(each.title, each.team_title) for each in kept] == [
        ("Lost", ""),
        ("Young", "Payments"),
        ("Shop", "Payments"),
    ]
    assert standing(fresh[0].result) == standing(kept[0].result)


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("shop", Readiness, "Shop"),
        ("  SHOP ", Readiness, "Shop"),
        ("payments", Readiness, "Shop"),
        ("team:payments", Worst, "Payments"),
        ("service:Shop", Readiness, "Shop"),
        ("Shopfront", Worst, "Shopfront"),
        ("shopping", Candidates, "shopping"),
        ("cart", Readiness, "Shopping cart"),
        ("nothing like it", Candidates, "nothing like it"),
        ("", Worst, ""),
    ],
)
async def test_a_name_is_a_service_before_it_is_a_team(
    rows: Store, words: str, kind: type, name: str
) -> None:
    others = (Service("shopping-cart", "Shopping cart"), Service("shopping-list", "Shopping list"))
    teams = (PAYMENTS, Team("front", "Shopfront"))
    await rows.run(catalog.save, Catalog((MAYA,), teams, (SHOP, *others)), NOW)

    found = await scorecard.look_up(make.bot(rows), words)

    assert type(found) is kind
    match found:
        case Readiness():
            assert found.service.title == name
        case Worst():
            assert (found.team.title if found.team else "") == name
        case Candidates():
            assert found.text == name


async def test_teams_are_offered_first_and_the_services_page_by_page(rows: Store) -> None:
    services = tuple(Service(f"front-{n}", f"Front {n}") for n in range(7))
    await rows.run(catalog.save, Catalog(teams=(Team("sf", "Shop front"),), services=services), NOW)
    bot = make.bot(rows)

    first = await scorecard.look_up(bot, "front")
    rest = await scorecard.look_up(bot, "front", 5)

    assert isinstance(first, Candidates)
    assert isinstance(rest, Candidates)
    assert [each.kind for each in first.options] == ["team", *["service"] * 5]
    assert (first.total, [each.title for each in rest.options]) == (7, ["Front 5", "Front 6"])


async def test_a_sync_by_hand_says_what_was_looked_at(world: World) -> None:
    (well,) = await sync.once(world.bot, "github")
    world.shop.denied = "FORBIDDEN"
    world.clock.time += HOUR
    off, worse = await sync.once(world.bot, "all")

    assert (well.lines[0], well.well) == ("GitHub: ok, settings of 1 repositories", True)
    assert worse.lines[0].endswith("settings of 0 repositories")
    assert worse.lines[-1] == "    acme/Shop: forbidden"
    assert (off.lines, off.well, worse.well) == (("PagerDuty: off",), True, False)
    assert standing(world.kept()) == "Gold 9/9"
