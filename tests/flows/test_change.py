"""Changes end to end from GitHub's wire to the store: read, fail, come back, mark."""

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.domain.catalog import Catalog, Code, Service
from bot.domain.change import Mark, Window
from bot.domain.incident import Kind
from bot.domain.reading import Gap, GapKind, Recent
from bot.domain.refusal import Refusal
from bot.domain.syncing import Tally
from bot.flows import change
from bot.integrations.github import Github
from bot.ports import Ask, Bot
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, Deployment, GithubTwin, Pull, routes
from store import audit, jobs
from store import catalog as catalogs
from store import change as kept
from store import incident as incidents
from store.sqlite import Store
from tests.loopback import serving
from tests.make import NOW, StillClock, incident
from tests.make import bot as made_bot
from tests.make import change as made_change

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SHOP = Service("shop", "Shop", repository="acme/shop")
MAIL = Service("mail", "Mail", repository="acme/mail")
BARE = Service("bare", "Bare")
ASK = Ask("U0ANA", "C12", "", NOW, "button")


@dataclass
class World:
    """A bot, GitHub beside it, and the clock between them."""

    bot: Bot
    twin: GithubTwin
    faults: Faults
    clock: StillClock

    @property
    def requests(self) -> int:
        """How often GitHub was asked."""
        return len(self.faults.calls.told("github"))


@pytest.fixture
async def world(rows: Store) -> AsyncIterator[World]:
    twin, faults, clock = GithubTwin(), Faults(), StillClock()
    twin.add("acme/shop").pulls.append(Pull(812, "Lower the pool size", "bo-l", ago(30), "c0ffee"))
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(Github(f"{url}/github", SecretStr(TOKEN))) as forge,
    ):
        yield World(made_bot(rows, forge=forge, clock=clock), twin, faults, clock)


def ago(minutes: float) -> datetime:
    return NOW - minutes * MINUTE


def titles(found: Recent) -> list[str]:
    return [each.title for each in found.changes]


def look(world: World, *services: Service) -> Recent:
    now = world.clock.now()
    return change.recent(world.bot.rows, services, since=now - DAY, now=now)


async def test_what_github_holds_is_answered_from_the_store(world: World) -> None:
    synced = await change.sync_github(world.bot, ["acme/shop"], NOW)

    found = look(world, SHOP)
    assert (synced.changes, synced.read, synced.failed) == (Tally(1), ("acme/shop",), {})
    assert (titles(found), found.total, found.as_of, found.missing) == (["Lower the pool size"], 1, NOW, ())


async def test_of_a_repository_of_many_services_each_sees_its_folder(world: World) -> None:
    mono = world.twin.add("acme/mono")
    for number, path in enumerate(("services/cart/api.py", "services/mail/api.py", "services/cart/x.py")):
        mono.pulls.append(Pull(number + 1, f"In {path}", "bo", ago(60 - number), f"c{number}", paths=(path,)))
    huge = tuple(f"services/mail/{n:03}.py" for n in range(120))
    mono.pulls.append(Pull(9, "Sweep", "bo", ago(5), "c9", paths=huge))
    await change.sync_github(world.bot, ["acme/mono"], NOW)
    cart, mail = (
        Service(name, name, repository="acme/mono", repositories=(Code("acme/mono", f"services/{name}"),))
        for name in ("cart", "mail")
    )

    of_cart, of_both = look(world, cart), look(world, cart, mail)
    page = change.within(world.bot.rows, [cart], Window(NOW - DAY, NOW, limit=1, skip=1))

    assert titles(of_cart) == ["Sweep", "In services/cart/x.py", "In services/cart/api.py"]
    assert (titles(page), page.total) == (["In services/cart/x.py"], 3)
    assert len(titles(of_both)) == 4


async def test_a_deployment_that_went_on_is_the_same_change_with_its_new_state(world: World) -> None:
    shop = world.twin.add("acme/shop")
    shop.pulls.clear()
    shop.deployments.append(Deployment(5, "production", "IN_PROGRESS", "bo", ago(5), "c0ffee"))
    await change.sync_github(world.bot, ["acme/shop"], NOW)

    shop.deployments[0] = Deployment(5, "production", "SUCCESS", "bo", ago(5), "c0ffee")
    await change.sync_github(world.bot, ["acme/shop"], NOW + MINUTE)

    assert [each.state for each in look(world, SHOP).changes] == ["success"]


async def test_a_repository_that_cannot_be_read_is_said_and_the_others_are_read(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "tocsin.changes")

    for _ in range(2):
        synced = await change.sync_github(world.bot, ["acme/shop", "acme/mail"], NOW)

    assert list(synced.failed) == ["acme/mail"]
    assert titles(look(world, SHOP, MAIL)) == ["Lower the pool size"]
    (gap,) = look(world, SHOP, MAIL).missing
    assert (gap.kind, gap.what.partition(":")[0], gap.since) == (GapKind.UNREADABLE, "acme/mail", NOW)
    assert [line.partition(" (")[0] for line in caplog.messages] == [
        "GitHub cannot read 1 repositories: acme/mail"
    ]


async def test_a_repository_that_can_be_read_again_is_said_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await change.sync_github(world.bot, ["acme/mail"], NOW)
    world.twin.add("acme/mail")
    caplog.set_level(logging.WARNING, "tocsin.changes")
    caplog.clear()

    for minute in (1, 2):
        await change.sync_github(world.bot, ["acme/mail"], NOW + minute * MINUTE)

    assert caplog.messages == ["GitHub reads 1 repositories again: acme/mail"]
    assert look(world, MAIL).missing == ()


async def test_github_goes_away_once_and_comes_back_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await change.sync_github(world.bot, ["acme/shop"], NOW)
    caplog.set_level(logging.WARNING, "tocsin.changes")
    world.faults.add({"vendor": "github", "kind": "refuse"})

    for minute in (1, 2):
        world.clock.time = NOW + minute * MINUTE
        away = await change.sync_github(world.bot, ["acme/shop"], world.clock.time)
    during = look(world, SHOP)
    world.faults.clear()
    for minute in (3, 4):
        world.clock.time = NOW + minute * MINUTE
        await change.sync_github(world.bot, ["acme/shop"], world.clock.time)

    assert away.unreachable
    assert titles(during) == ["Lower the pool size"]
    assert [(gap.kind, gap.since) for gap in during.missing] == [(GapKind.UNREACHABLE, NOW + MINUTE)]
    assert during.as_of == NOW
    assert [line.partition(":")[0] for line in caplog.messages] == [
        "GitHub does not answer",
        "GitHub answers again",
    ]
    assert look(world, SHOP).missing == ()


async def test_an_empty_answer_deletes_nothing(world: World) -> None:
    await change.sync_github(world.bot, ["acme/shop"], NOW)
    world.twin.add("acme/shop").pulls.clear()

    await change.sync_github(world.bot, ["acme/shop"], NOW + MINUTE)

    assert titles(look(world, SHOP)) == ["Lower the pool size"]


async def test_what_was_read_a_moment_ago_is_not_asked_for_again(world: World) -> None:
    await change.refresh(world.bot, [SHOP])
    first = world.requests

    world.clock.time = NOW + 30 * timedelta(seconds=1)
    await change.refresh(world.bot, [SHOP])
    second = world.requests
    world.clock.time = NOW + 2 * MINUTE
    await change.refresh(world.bot, [SHOP])

    assert (first > 0, second) == (True, first)
    assert world.requests > second


async def test_a_longer_look_than_ever_is_read_at_once(world: World) -> None:
    world.twin.add("acme/shop").pulls.append(Pull(1, "Long ago", "ana", NOW - 20 * DAY, "0ld"))
    await change.refresh(world.bot, [SHOP])
    month = Window(NOW - 30 * DAY, NOW)
    before = change.within(world.bot.rows, [SHOP], month)

    await change.refresh(world.bot, [SHOP], since=month.since)

    after = change.within(world.bot.rows, [SHOP], month)
    assert before.missing == (Gap(GapKind.SHORT, since=NOW - 14 * DAY),)
    assert (titles(after), after.missing) == (["Lower the pool size", "Long ago"], ())


@pytest.mark.parametrize(
    ("services", "stale"), [((SHOP,), True), ((BARE,), False), ((), False)], ids=["shop", "bare", "none"]
)
async def test_only_what_has_a_repository_can_be_stale(
    world: World, services: tuple[Service, ...], stale: bool
) -> None:
    assert change.is_stale(world.bot, services, Window(NOW - DAY, NOW)) is stale


async def test_without_github_the_answer_says_how_to_turn_it_on(rows: Store) -> None:
    bot = made_bot(rows)

    found = change.known(bot, [SHOP, BARE], Window(NOW - DAY, NOW))

    assert found.missing == (Gap(GapKind.NO_REPOSITORY, "bare"), Gap(GapKind.OFF))
    assert change.is_stale(bot, [SHOP], Window(NOW - DAY, NOW)) is False
    assert await change.sync_github(bot, ["acme/shop"], NOW) == change.Synced()


async def test_freshness_is_one_line(world: World, rows: Store) -> None:
    fresh = [rows.read(change.freshness, made_bot(rows)), rows.read(change.freshness, world.bot)]
    await change.sync_github(world.bot, ["acme/shop", "acme/mail"], NOW)
    fresh.append(rows.read(change.freshness, world.bot))
    world.faults.add({"vendor": "github", "kind": "refuse"})
    await change.sync_github(world.bot, ["acme/shop"], NOW + MINUTE)
    fresh.append(rows.read(change.freshness, world.bot).partition(" (")[0])

    assert fresh == [
        "GitHub: off, set GITHUB_TOKEN",
        "GitHub: on, no repository was read yet",
        "GitHub: 2 repositories, the oldest reading is of 2026-11-20 12:00 UTC, 1 cannot be read",
        "GitHub: not reached since 2026-11-20 12:01 UTC",
    ]


@pytest.fixture
async def in_incident(rows: Store) -> Bot:
    """INC-12 is open on the shop, and one change is known."""
    await rows.run(catalogs.save, Catalog(services=(SHOP, MAIL)), NOW)
    await rows.run(incidents.save, incident(service="shop", channel="C12"))
    await rows.run(kept.keep, [made_change(repository="acme/shop")])
    return made_bot(rows)


async def test_a_suspect_is_on_the_timeline_the_audit_and_the_card(in_incident: Bot, rows: Store) -> None:
    marking = await change.mark(in_incident, ASK, "INC-12", "acme/payments-api#812", Mark.SUSPECT)

    (line,) = rows.read(incidents.events, "INC-12")
    (entry,) = rows.read(audit.entries, "INC-12")
    said = "Suspect: #812 Lower the pool size, merged by bo-l at 2026-11-20 11:30 UTC, in acme/shop"
    assert marking.fresh
    assert (line.kind, line.by, line.text, line.link) == (
        Kind.CHANGE,
        "U0ANA",
        said,
        marking.marked.change.url,
    )
    assert (entry.who, entry.what, entry.via, entry.detail) == (
        "U0ANA", "incident.change", "button", {"text": said},
    )  # fmt: skip
    assert rows.read(jobs.next_due) == NOW


async def test_the_second_to_press_learns_who_was_first(in_incident: Bot, rows: Store) -> None:
    await change.mark(in_incident, ASK, "INC-12", "acme/payments-api#812", Mark.SUSPECT)

    second = await change.mark(
        in_incident, Ask("U0BO", "C12", "", NOW, "button"), "INC-12", "acme/payments-api#812", Mark.SUSPECT
    )

    assert (second.fresh, second.marked.by) == (False, "U0ANA")
    assert len(rows.read(incidents.events, "INC-12")) == 1


async def test_what_is_dismissed_is_hidden_for_all_of_the_incident_until_it_is_brought_back(
    in_incident: Bot,
) -> None:
    here = Window(NOW - DAY, NOW, incident="INC-12")
    await change.mark(in_incident, ASK, "INC-12", "acme/payments-api#812", Mark.DISMISSED)
    hidden = change.within(in_incident.rows, [SHOP], here)
    elsewhere = change.within(in_incident.rows, [SHOP], Window(NOW - DAY, NOW))

    back = await change.bring_back(in_incident, ASK, "INC-12")

    assert ([each.change.number for each in hidden.dismissed], hidden.total) == ([812], 0)
    assert elsewhere.total == 1
    assert [each.change.number for each in back] == [812]
    assert change.within(in_incident.rows, [SHOP], here).total == 1


async def test_a_suspect_that_is_dismissed_is_no_suspect_any_more(in_incident: Bot, rows: Store) -> None:
    await change.mark(in_incident, ASK, "INC-12", "acme/payments-api#812", Mark.SUSPECT)
    await change.mark(in_incident, ASK, "INC-12", "acme/payments-api#812", Mark.DISMISSED)

    found = change.within(in_incident.rows, None, Window(NOW - DAY, NOW, incident="INC-12"))
    assert found.suspects == frozenset()
    assert [line.text.partition(":")[0] for line in rows.read(incidents.events, "INC-12")] == [
        "Suspect",
        "Not the cause",
    ]


@pytest.mark.parametrize(
    ("id", "of", "said"),
    [
        ("INC-13", "acme/payments-api#812", "There is no INC-13."),
        ("INC-12", "nothing", "That change is not known any more. Ask for the list again: /changes"),
    ],
)
async def test_a_mark_needs_an_incident_and_a_change(in_incident: Bot, id: str, of: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        await change.mark(in_incident, ASK, id, of, Mark.SUSPECT)

    assert refused.value.text == said


async def test_a_bare_word_is_about_the_incident_the_channel_or_everything(
    in_incident: Bot, rows: Store
) -> None:
    own = Service("own", "Own", channel="#own")
    await rows.run(catalogs.save, Catalog(services=(own,)), NOW)

    found = [await change.subject(in_incident, channel) for channel in ("C12", "own", "C99")]

    assert [(service and service.id, at and at.id) for service, at in found] == [
        ("shop", "INC-12"),
        ("own", None),
        (None, None),
    ]
