"""The seeded companies: the catalog, the people and the vendors say the same, and big is big."""

import unicodedata
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import house_file
from bot.flows.catalog.importing import import_files
from bot.integrations.github import Github
from bot.integrations.pagerduty import PagerDuty
from bot.sandbox import github, pagerduty
from bot.sandbox.company import ACME, Company, acme, big, empty, read
from bot.sandbox.company.big import catalog
from bot.sandbox.company.changes import HOSTILE
from bot.sandbox.company.oncall import PAGES
from bot.sandbox.company.scripts import SCRIPTS
from bot.sandbox.faults import Faults
from bot.sandbox.github import Repository
from bot.sandbox.pagerduty.account import turns
from store.sqlite import Store
from tests.loopback import serving

WRITTEN = {
    "ARABIC",
    "ARMENIAN",
    "CJK",
    "CYRILLIC",
    "DEVANAGARI",
    "GEORGIAN",
    "GREEK",
    "HANGUL",
    "HEBREW",
    "HIRAGANA",
    "KATAKANA",
    "LATIN",
    "THAI",
}
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop() -> Company:
    return acme(NOW)


@pytest.fixture(scope="module")
def giant(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return big(NOW, tmp_path_factory.mktemp("big"))


def lately(repository: Repository, hours: float = 48) -> int:
    since = NOW - timedelta(hours=hours)
    times = [each.merged_at for each in repository.pulls]
    times += [each.at for each in repository.deployments]
    times += [each.at for each in repository.releases]
    return sum(at >= since for at in times)


def alphabets(text: str) -> set[str]:
    """The alphabets of the letters, by the first word of their Unicode names."""
    return {unicodedata.name(letter).split()[0] for letter in set(text) if letter.isalpha()}


def test_acme_is_as_large_as_promised() -> None:
    sheet = read(ACME)

    assert {name: len(entries) for name, entries in sheet.items()} == {
        "people": 14,
        "rotas": 3,
        "teams": 4,
        "services": 13,
        "domains": 1,
        "systems": 3,
        "repositories": 5,
        "environments": 5,
        "workloads": 17,
        "features": 5,
        "flags": 3,
        "customers": 6,
        "vendors": 3,
        "freezes": 1,
        "initiatives": 1,
        "incidents": 5,
    }
    assert [name for name in sheet["services"] if "pay" in name] == [
        "payments-api",
        "payouts",
        "payment-methods",
    ]


def test_everything_that_acme_s_catalog_names_is_there() -> None:
    sheet = read(ACME)
    people, teams, services, rotas = (sheet[name] for name in ("people", "teams", "services", "rotas"))

    named = {each for team in teams.values() for each in (*team["leads"], *team["members"])}
    named |= {each for rota in rotas.values() for layer in rota["layers"] for each in layer["members"]}
    named |= {
        level["person"] for team in teams.values() for level in team.get("oncall", ()) if "person" in level
    }
    needs = [need for each in services.values() for need in each.get("depends_on", ())]
    levels = [level for team in teams.values() for level in team.get("oncall", ())]

    assert named == set(people)
    assert {need if isinstance(need, str) else need["service"] for need in needs} <= set(services)
    assert {each["team"] for each in services.values() if "team" in each} <= set(teams)
    teamless = [id for id, each in services.items() if "team" not in each]
    assert teamless == ["email-relay", "warehouse-feed"]
    assert [id for id in teamless if "system" not in services[id]] == ["warehouse-feed"]
    assert {level["rota"] for level in levels if "rota" in level} == set(rotas)
    assert {each["service"] for each in sheet["incidents"]} <= set(services)


def test_acme_s_incidents_are_told_in_order_of_time() -> None:
    order = ("impact_started", "detected", "declared", "acknowledged", "mitigated", "resolved")

    for incident in read(ACME)["incidents"]:
        stamps = [datetime.fromisoformat(incident[name]) for name in order]
        assert stamps == sorted(stamps)
        assert all(incident[name] for name in ("summary", "cause", "fix", "lead"))


def test_acme_s_people_are_in_slack_and_in_their_team_s_room(shop: Company) -> None:
    rooms = {room.name: room.members for room in shop.channels}

    assert {member.id for member in shop.people} == {each["slack"] for each in read(ACME)["people"].values()}
    assert rooms["team-payments"] == ("U0MAYA", "U0ANA", "U0BO", "U0CY")
    assert set(rooms["general"]) == set(rooms["incidents"]) == {member.id for member in shop.people}


def test_acme_s_pagerduty_has_the_catalog_s_services_and_users(shop: Company) -> None:
    sheet = read(ACME)

    ids = {each["pagerduty"] for each in sheet["services"].values() if "pagerduty" in each}
    users = {each["pagerduty"] for each in sheet["people"].values() if "pagerduty" in each}

    assert set(shop.pagerduty.services) == ids | {PAGES}
    assert set(shop.pagerduty.users) == users | {"PTOCSIN"}
    assert shop.pagerduty.users["PANA001"].phones == ("+351 555 0101",)


def test_payments_has_a_primary_a_secondary_and_its_lead_on_call(shop: Company) -> None:
    policy = shop.pagerduty.services["PSVC001"].policy

    found = [turn for turn in turns(shop.pagerduty, NOW, NOW) if turn.policy == policy]

    assert [turn.level for turn in found] == [1, 2, 3]
    assert len({turn.user for turn in found}) == 3
    assert found[2].user == "PMAYA01"


def test_every_repository_of_acme_has_had_two_busy_days(shop: Company) -> None:
    sheet = read(ACME)
    merges = {
        name: sum(pull.merged_at >= NOW - timedelta(hours=48) for pull in each.pulls)
        for name, each in shop.github.repositories.items()
    }

    assert set(merges) == {each["repository"] for each in sheet["services"].values() if "repository" in each}
    assert all(3 <= count <= 6 for count in merges.values())
    assert all(lately(each, hours=3) for each in shop.github.repositories.values())
    assert any(each.releases for each in shop.github.repositories.values())
    logins = {each["github"] for each in sheet["people"].values()}
    assert {pull.author for each in shop.github.repositories.values() for pull in each.pulls} <= logins


def test_acme_s_managers_are_people_of_acme(shop: Company) -> None:
    assert shop.house is not None
    rules, faults = house_file.read(shop.house.read_text(), "tocsin.yaml")

    assert faults == []
    assert rules.managers
    assert set(rules.managers) <= {each.id for each in shop.people}


def test_exactly_one_title_tries_to_shout(shop: Company) -> None:
    titles = [pull.title for each in shop.github.repositories.values() for pull in each.pulls]

    assert titles.count(HOSTILE) == 1
    assert shop.github.repositories["acme/payments-api"].pulls[-1].title == HOSTILE


@pytest.mark.parametrize("make", [acme, big])
def test_the_same_time_gives_the_same_company(make: Callable[[datetime], Company]) -> None:
    one, two = make(NOW), make(NOW)

    assert one.github.repositories == two.github.repositories
    assert (one.people, one.channels) == (two.people, two.channels)
    assert one.pagerduty.policies == two.pagerduty.policies


def test_the_empty_world_is_slack_and_nothing_else() -> None:
    world = empty()

    assert [room.name for room in world.channels] == ["general"]
    assert (len(world.people), world.catalog) == (3, None)
    assert (world.pagerduty.services, world.github.repositories) == ({}, {})


def test_the_big_world_has_the_promised_numbers(giant: Company) -> None:
    changes = sum(lately(each) for each in giant.github.repositories.values())

    assert (len(giant.people), len(giant.channels) - 2, len(giant.github.repositories)) == (6_000, 400, 3_000)
    assert 250 <= changes / 2 <= 350


def test_the_big_catalog_reads_back_as_it_was_made(giant: Company) -> None:
    assert giant.catalog is not None
    head = giant.catalog.with_name("head.yaml")
    lines = giant.catalog.read_text("utf-8").splitlines()
    sections = [n for n, line in enumerate(lines) if not line.startswith(" ")]
    head.write_text("\n".join(line for n in sections for line in lines[n : n + 40]), "utf-8")

    sheet = read(head)

    assert list(sheet) == ["people", "rotas", "teams", "services", "incidents"]
    assert sheet["people"]["p0000"]["slack"] == "U0BIG00000"
    assert sheet["services"]["analytics-api"]["depends_on"] == ["access-api", "address-api"]


def test_without_a_folder_the_big_world_has_no_file() -> None:
    assert big(NOW).catalog is None


def test_the_big_world_writes_in_twelve_scripts(giant: Company) -> None:
    people = "".join(member.real_name for member in giant.people)
    services = "".join(service.name for service in giant.pagerduty.services.values())
    titles = "".join(pull.title for each in giant.github.repositories.values() for pull in each.pulls)

    assert len(SCRIPTS) == 12
    assert alphabets(people) == alphabets(titles) == WRITTEN
    assert len(alphabets(services)) >= 6


def test_one_service_of_the_big_world_is_needed_by_hundreds(tmp_path: Path) -> None:
    world = big(NOW, tmp_path)
    assert world.catalog is not None

    needing = [
        line
        for line in world.catalog.read_text("utf-8").splitlines()
        if '"depends_on": ["access-api"' in line
    ]

    assert len(needing) > 350


@pytest.mark.slow
async def test_a_sync_of_the_big_world_costs_what_was_promised(giant: Company) -> None:
    faults = Faults()
    vendors = (*pagerduty.routes(giant.pagerduty, faults), *github.routes(giant.github, faults))
    names = [each.name for each in giant.github.repositories.values()]
    async with (
        serving(vendors) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(pagerduty.KEY))) as pager,
        aclosing(Github(f"{url}/github", SecretStr(github.TOKEN))) as forge,
    ):
        snapshot = await pager.snapshot()
        changes = await forge.changes(names, datetime.now(UTC) - timedelta(days=400))

    assert len(snapshot.services) == 1_500
    assert len(faults.calls.told("pagerduty")) <= 0.02 * 1_500
    assert changes.failed == {}
    assert len(faults.calls.told("github")) <= 0.1 * 3_000


async def test_acme_s_catalog_is_brought_in_without_a_fault(rows: Store) -> None:
    report = await import_files(rows, [str(ACME)], False, NOW)

    assert report.faults == ()


def test_no_service_of_the_big_world_names_a_need_twice() -> None:
    for service in catalog()["services"].values():
        needs = [each if isinstance(each, str) else each["service"] for each in service["depends_on"]]
        assert len(needs) == len(set(needs))
