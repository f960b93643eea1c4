"""Suspects and scopes from the store: what an incident's service needs counts, flags count, people decide."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.catalog import Catalog, Code, Dependency, Found, Person, Service, Team
from bot.domain.change import ChangeKind, Mark, Scope, Window
from bot.domain.forge import Told
from bot.flows import change
from bot.flows.catalog.importing import import_files
from bot.flows.catalog.knowing import knows
from bot.ports import Ask, Bot
from store import catalog, jobs
from store import change as kept
from store import incident as incidents
from store.sqlite import Store
from tests import make
from tests.make import NOW

MINUTE = timedelta(minutes=1)
CORE = Team("core", "Core")
SHOP = Service("shop", "Shop", team="core", repository="acme/shop", depends_on=(Dependency("mail"),))
MAIL = Service("mail", "Mail", repository="acme/mail", depends_on=(Dependency("queue", hard=False),))
QUEUE = Service("queue", "Queue", team="core")
FAR = Service("far", "Far", repository="acme/far")
ASK = Ask("U0ANA", "C12", "", NOW, "button")


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """INC-12 hurts the shop, which needs mail, which needs the queue."""
    await rows.run(catalog.save, Catalog(teams=(CORE,), services=(SHOP, MAIL, QUEUE, FAR)), NOW)
    await rows.run(incidents.save, make.incident(service="shop", channel="C12"))
    flag = make.change(
        id="flag", kind=ChangeKind.FLAG, repository="", title="fast-lane: on", at=NOW - 9 * MINUTE
    )
    changes = [
        make.change(id=name, number=number, repository=f"acme/{name}", at=NOW - minutes * MINUTE)
        for number, (name, minutes) in enumerate((("shop", 300), ("mail", 20), ("far", 1)), 1)
    ]
    await rows.run(kept.keep, [*changes, flag])
    await rows.run(kept.belong, "flag", ["queue", "far"])
    return make.bot(rows)


async def ranked(bot: Bot) -> list[str]:
    incident = bot.rows.read(incidents.get, "INC-12")
    assert incident is not None
    return [each.change.id for each in await change.suspects(bot, incident)]


async def test_the_neighbourhood_is_ranked_and_nothing_else(bot: Bot) -> None:
    assert await ranked(bot) == ["mail", "flag", "shop"]


async def test_people_know_more(bot: Bot) -> None:
    await change.mark(bot, ASK, "INC-12", "shop", Mark.SUSPECT)
    await change.mark(bot, ASK, "INC-12", "flag", Mark.DISMISSED)

    assert await ranked(bot) == ["shop", "mail"]


async def test_what_came_after_it_began_is_none(bot: Bot, rows: Store) -> None:
    began = {"declared": NOW, "impact_started": NOW - 15 * MINUTE}
    await rows.run(incidents.save, make.incident(service="shop", channel="C12", stamps=began))

    assert await ranked(bot) == ["mail", "shop"]


async def test_without_a_service_nobody_is_suspected(bot: Bot, rows: Store) -> None:
    await rows.run(incidents.save, make.incident(channel="C12"))

    assert await ranked(bot) == []


SCOPES: list[tuple[str, bool, str, list[str]]] = [
    ("shop", False, "shop", ["shop"]),
    ("shop", True, "shop+deps", ["shop", "mail"]),
    ("service:Shop", False, "shop", ["shop"]),
    ("core", False, "team:core", ["queue", "shop"]),
    ("team:core", True, "team:core+deps", ["queue", "shop", "mail"]),
]


@pytest.mark.parametrize(("name", "deps", "key", "services"), SCOPES)
async def test_a_service_or_a_team_alone_or_with_what_it_needs(
    bot: Bot, name: str, deps: bool, key: str, services: list[str]
) -> None:
    found = await change.find(bot, name, deps=deps)

    assert isinstance(found, Scope)
    assert (found.key, [each.id for each in found.services or ()]) == (key, services)
    assert change.of_key(bot.rows, key) == found
    assert change.seek(bot.rows, name, deps=deps) == found


async def test_a_name_of_nothing_offers_what_comes_near(bot: Bot) -> None:
    found = [await change.find(bot, "shopp", deps=False), change.seek(bot.rows, "shopp", deps=True)]

    assert [isinstance(each, Found) and each.options[0].id for each in found] == ["shop", "shop"]
    assert [change.of_key(bot.rows, each) for each in ("gone", "team:gone")] == [None, None]
    assert change.of_key(bot.rows, "") == change.EVERYTHING


async def test_what_the_forge_tells_of_what_it_needs_makes_the_card_anew(bot: Bot, rows: Store) -> None:
    told = Told("acme/mail", (make.change(id="new", repository="acme/mail"),))

    await change.hear(bot, ASK.by, told)

    assert [each.key for each in await rows.run(jobs.claim, NOW, "me", MINUTE)] == ["card:INC-12"]


async def test_of_one_repository_with_several_services_only_what_its_folder_holds_counts(
    bot: Bot, rows: Store
) -> None:
    mono = replace(SHOP, repository="acme/mono", repositories=(Code("acme/mono", "services/shop"),))
    mail = replace(MAIL, repository="acme/mono", repositories=(Code("acme/mono", "services/mail"),))
    await rows.run(catalog.save, Catalog(services=(mono, mail)), NOW)
    folders = {"in": "services/shop/a.py", "near": "services/mail/a.py", "out": "services/far/a.py"}
    changes = [
        make.change(id=id, number=n, repository="acme/mono", paths=(path,))
        for n, (id, path) in enumerate(folders.items(), 1)
    ]
    await rows.run(kept.keep, changes)

    assert [each for each in await ranked(bot) if each in folders] == ["in", "near"]


FLAG = """
services:
  payments: {title: Payments}
features:
  fast: {title: Fast lane, services: [payments], flags: [fast-lane]}
flags:
  fast-lane: {title: Fast lane, environments: {production: %s, staging: 50%%}}
"""


async def test_a_flag_that_an_import_finds_turned_is_a_change_of_its_services(
    rows: Store, tmp_path: Path
) -> None:
    file = tmp_path / "catalog.yaml"
    for minute, state in enumerate(("false", "false", "true")):
        file.write_text(FLAG % state)
        report = await import_files(rows, [str(file)], False, NOW + minute * MINUTE)
        assert report.faults == ()

    about = change.seek(rows, "payments", deps=False)
    assert isinstance(about, Scope)
    found = change.within(rows, about.services, Window(NOW - MINUTE, NOW + 5 * MINUTE))

    assert [(each.kind, each.title, each.at) for each in found.changes] == [
        (ChangeKind.FLAG, "Fast lane: on in production (was off)", NOW + 2 * MINUTE)
    ]


async def test_who_writes_and_reviews_is_known_by_repository_and_folder(rows: Store) -> None:
    first = make.change(id="1", number=1, author="ana", reviewers=("bo", "ana"), paths=("api/a.py",), at=NOW)
    second = replace(first, id="2", number=2, reviewers=("cy",), paths=("web/b.js",), at=NOW - 2 * MINUTE)
    machine = replace(second, id="3", number=3, author="dependabot[bot]", reviewers=("bo",), paths=())
    long_ago = replace(first, id="4", number=4, author="eve", at=NOW - timedelta(days=100))
    merges = [first, second, machine, long_ago]
    await rows.run(kept.keep, merges)

    whole = rows.read(kept.contributors, [Code("acme/Payments-API")], NOW - 9 * MINUTE)
    folder = rows.read(kept.contributors, [Code("acme/payments-api", "web")], NOW - 9 * MINUTE)

    assert [(each.login, each.wrote, each.reviewed) for each in whole] == [
        ("ana", 2, 0),
        ("bo", 0, 2),
        ("cy", 0, 1),
    ]
    assert (whole[0].last_wrote, whole[1].last_reviewed) == (NOW, NOW)
    assert [(each.login, each.wrote, each.reviewed) for each in folder] == [
        ("ana", 1, 0),
        ("bo", 0, 1),
        ("cy", 0, 1),
    ]


async def test_who_writes_and_reviews_a_service_knows_it(bot: Bot, rows: Store) -> None:
    ana = Person("ana", "Ana Silva", github="Ana-S")
    await rows.run(catalog.save, Catalog(people=(ana,), services=(SHOP,)), NOW)
    merges = [
        make.change(id=str(n), number=n, repository="acme/shop", author="ana-s", reviewers=("bo",))
        for n in range(10, 13)
    ]
    await rows.run(kept.keep, merges)

    found = rows.read(knows, SHOP, NOW)

    assert [(each.person.name, each.reasons) for each in found] == [
        ("Ana Silva", ("wrote 3 recent changes",)),
        ("bo", ("reviewed 3 recent changes",)),
        ("bo-l", ("wrote 1 recent change",)),
    ]
