"""Paging, as rows and effects: exactly once, by the right way, and never silent where PagerDuty is."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.domain.effect import EffectKind, Pending
from bot.domain.page import Happened, Page, State, Way
from bot.domain.refusal import Refusal
from bot.flows import effects as effects_of
from bot.flows import outbox as sending
from bot.flows import paging
from bot.flows.paging import Heard
from bot.integrations.pagerduty import Home, PagerDuty, PagerDutySettings, build_alarm
from bot.ports import Ask, Bot, By, PagerEntry
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Service, User, routes
from bot.sandbox.pagerduty.account import ROUTING_KEY
from store import incident as incidents
from store import outbox
from store import page as rows_of
from store.sqlite import Store
from tests import make
from tests.loopback import serving
from tests.make import NOW
from tests.oncall import ANA, API, BO, CHECKOUT, MAYA, PAYMENTS, PRIMARY, STOREFRONT, keep, paged

LEE = "U0LEE"


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def twin() -> PagerDutyTwin:
    twin = PagerDutyTwin(robot="bo@acme.example")
    twin.users = {"PANA": User("PANA", "Ana", "ana@acme.example"), "PBO": User("PBO", "Bo", twin.robot)}
    twin.policies = {"PPOL1": Policy("PPOL1", "Payments", (("PANA",), ("PBO",)))}
    twin.services = {id: Service(id, id, "PPOL1") for id in ("PSVC1", "PPAGES")}
    return twin


@pytest.fixture
async def bot(rows: Store, twin: PagerDutyTwin, faults: Faults) -> AsyncIterator[Bot]:
    """A house with Payments in PagerDuty and Storefront with levels of its own."""
    await keep(rows, replace(ANA, phone="+351 1"), BO, MAYA, PAYMENTS, STOREFRONT, API, CHECKOUT, PRIMARY)
    await paged(rows, make.pager_span("PANA", 1), make.pager_span("PBO", 2))
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY))) as pager,
    ):
        pager.home = Home("PPAGES", twin.robot)
        yield make.bot(rows, pager=pager)


async def pages(bot: Bot, words: str) -> Page:
    """Lee types `/inc page …` in #general."""
    await paging.page(bot, Ask(LEE, "C1", words, bot.clock.now(), "/inc", key=""), words, None)
    return bot.rows.read(rows_of.calling)[-1] if bot.rows.read(rows_of.calling) else _last(bot)


def _last(bot: Bot) -> Page:
    return bot.rows.read(rows_of.between, NOW - timedelta(days=1), NOW + timedelta(days=1))[-1]


def effects(bot: Bot, kind: EffectKind) -> list[Pending]:
    return [each for each in bot.rows.read(outbox.ready, bot.clock.now(), 100) if each.effect.kind is kind]


async def delivered(bot: Bot) -> None:
    """The outbox hands the page over."""
    (pending,) = effects(bot, EffectKind.PAGE)
    await sending.deliver(bot, pending)


def asked_in_slack(bot: Bot, page: Page) -> list[str]:
    return sorted(each.effect.person for each in effects(bot, EffectKind.DIRECT) if ":to:" in each.effect.id)


async def watched(bot: Bot, page: Page, seconds: float) -> Page:
    """Time passes, then the clockwork looks at the page."""
    bot.clock.time += timedelta(seconds=seconds)  # type: ignore[attr-defined]
    await paging.watch(bot, {"page": page.id})
    return bot.rows.read(rows_of.get, page.id) or page


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("payments-api is slow", ("PSVC1", "PPOL1", ["PANA"])),
        ('"Payments API" is slow', ("PSVC1", "PPOL1", ["PANA"])),
        ("team:payments is slow", ("PPAGES", "PPOL1", ["PANA"])),
        ("<@U0BO> is slow", ("PPAGES", "", ["PBO"])),
    ],
)
async def test_a_service_a_team_and_a_person_each_have_their_way(
    bot: Bot, twin: PagerDutyTwin, words: str, expected: tuple[str, str, list[str]]
) -> None:
    page = await pages(bot, words)
    await delivered(bot)

    (incident,) = twin.incidents.values()
    assert (incident.service, incident.policy, incident.assignees) == expected
    assert (page.way, page.why, incident.log[0].agent) == (Way.PAGERDUTY, "is slow", "PBO")


async def test_what_may_have_come_through_is_looked_for_by_its_key(
    bot: Bot, twin: PagerDutyTwin, faults: Faults
) -> None:
    faults.add({"vendor": "pagerduty", "match": "/incidents", "kind": "drop", "times": 1})
    page = await pages(bot, "payments-api")
    await delivered(bot)
    bot.clock.time += timedelta(seconds=90)  # type: ignore[attr-defined]
    await delivered(bot)

    (incident,) = twin.incidents.values()
    found = bot.rows.read(rows_of.get, page.id)
    assert found is not None
    assert (found.vendor, incident.key) == (incident.id, page.key)


async def test_where_pagerduty_is_silent_people_are_called_in_slack_as_well(bot: Bot, faults: Faults) -> None:
    faults.add({"vendor": "pagerduty", "match": "*", "kind": "server_error"})
    page = await pages(bot, "payments-api")
    await delivered(bot)

    early = (await watched(bot, page, 15), asked_in_slack(bot, page))
    late = await watched(bot, page, 10)

    assert early[1] == []
    assert asked_in_slack(bot, page) == ["U0ANA"]
    kinds = [each.kind for each in bot.rows.read(rows_of.entries_of, page.id)]
    assert (late.state, kinds) == (State.CALLING, [Happened.INSTEAD, Happened.PAGED])


def planned(bot: Bot) -> list[tuple[str, int]]:
    """The jobs that wait: their state, and in how many seconds they are due."""
    found = bot.rows.read(lambda db: db.execute("SELECT state, due_at FROM job ORDER BY due_at").fetchall())
    return [(state, round(due / 1000 - bot.clock.now().timestamp())) for state, due in found]


async def test_a_page_is_looked_at_every_five_seconds_by_one_job(bot: Bot) -> None:
    page = await pages(bot, "payments-api")
    first = planned(bot)
    await delivered(bot)
    bot.clock.time += timedelta(seconds=5)  # type: ignore[attr-defined]
    await paging.watch(bot, {"page": page.id})
    await paging.watch(bot, {"page": page.id})

    assert first == [("new", 5)]
    assert planned(bot) == [("new", 0), ("new", 5)]


async def test_a_level_is_seen_to_when_its_time_is_over_and_not_before(bot: Bot) -> None:
    page = await pages(bot, "checkout")
    await watched(bot, page, 100)
    waits = planned(bot)
    await paging.acknowledge(bot, Ask("U0BO", "D1", "", bot.clock.now(), "button"), page.id)

    assert waits == [("new", 200)]
    assert planned(bot) == []


async def test_what_was_answered_in_slack_is_not_handed_over_any_more(
    bot: Bot, twin: PagerDutyTwin, faults: Faults
) -> None:
    fault = faults.add({"vendor": "pagerduty", "match": "*", "kind": "server_error"})
    page = await pages(bot, "payments-api")
    await delivered(bot)
    await watched(bot, page, 25)
    await paging.acknowledge(bot, Ask("U0ANA", "D1", "", bot.clock.now(), "button"), page.id)
    faults.clear(fault)
    bot.clock.time += timedelta(seconds=90)  # type: ignore[attr-defined]
    await delivered(bot)

    assert twin.incidents == {}


async def test_the_same_page_twice_wakes_nobody_twice(bot: Bot) -> None:
    await pages(bot, "payments-api")

    with pytest.raises(Refusal, match="Payments API is being paged already"):
        await pages(bot, "payments-api again")


async def test_who_cannot_lets_the_next_one_be_called_at_once(bot: Bot) -> None:
    page = await pages(bot, "checkout")
    first = asked_in_slack(bot, page)
    ask = Ask(first[0], "D1", "", bot.clock.now(), "button")

    said = await paging.decline(bot, ask, page.id)
    second = asked_in_slack(bot, page)
    await paging.acknowledge(bot, replace(ask, person="U0MAYA"), page.id)
    late = await paging.acknowledge(bot, ask, page.id)

    assert page.way is Way.SLACK
    assert (len(first), second) == (1, sorted([*first, "U0MAYA"]))
    assert "whoever comes next is called" in said.text
    assert late.text == "Maya Okafor acknowledged the page for *Checkout* already, after 0 s."


async def test_without_a_page_service_people_are_called_in_slack_and_that_is_said(bot: Bot) -> None:
    assert isinstance(bot.pager, PagerDuty)
    bot.pager.home = Home()

    page = await pages(bot, "<@U0ANA>")

    shown = [each.effect.body["blocks"] for each in effects(bot, EffectKind.DIRECT) if each.effect.slot]
    assert (page.way, asked_in_slack(bot, page)) == (Way.SLACK, ["U0ANA"])
    assert "PAGERDUTY_PAGE_SERVICE is not set" in str(shown)


async def test_events_deliver_and_nobody_pretends_to_know_more(
    rows: Store, twin: PagerDutyTwin, faults: Faults
) -> None:
    await keep(rows, ANA, PAYMENTS, API)
    async with serving(routes(twin, faults)) as url:
        events = SecretStr(f"{url}/pagerduty/v2/enqueue?routing_key={ROUTING_KEY}")
        bot = make.bot(rows, alarm=build_alarm(PagerDutySettings(events_url=events)))
        page = await pages(bot, "payments-api it is gone")
        await delivered(bot)

    found = bot.rows.read(rows_of.get, page.id)
    assert found is not None and found.state is State.DELIVERED
    assert [each["dedup_key"] for each in twin.alerts] == [page.key]


async def test_an_answer_acknowledges_the_incident_once_and_is_on_its_record(bot: Bot) -> None:
    incident = await bot.rows.run(incidents.save, make.incident(), "U0ANA")
    ask = Ask(LEE, "C1", "payments-api", NOW, "/inc")
    await bot.rows.run(outbox.add, effects_of.open_channel(incident, ask), NOW)
    await paging.page(bot, ask, "payments-api", incident)
    (page,) = bot.rows.read(rows_of.of_incident, "INC-12")
    hook = By("", NOW, "webhook")
    for seconds, who in ((42, "PANA"), (60, "PBO")):
        entry = PagerEntry(f"event:{who}", "acknowledged", NOW + timedelta(seconds=seconds), (who,))
        await paging.hear(bot, hook, Heard("Q1", page.key, entry))

    found = bot.rows.read(incidents.get, "INC-12")
    lines = [each.text for each in bot.rows.read(incidents.events, "INC-12")]
    assert found is not None
    assert found.stamps["acknowledged"] == NOW + timedelta(seconds=42)
    assert lines == [
        "paged Payments API: checkout 500s",
        "Ana Silva acknowledged the page for Payments API after 42 s",
    ]


async def test_what_is_told_of_other_incidents_is_not_kept(bot: Bot) -> None:
    entry = PagerEntry("event:1", "acknowledged", NOW, ("PANA",))

    await paging.hear(bot, By("", NOW, "webhook"), Heard("Q9", "somebody-else-s", entry))
    await paging.hear(bot, By("", NOW, "webhook"), Heard("", ""))

    assert bot.rows.read(rows_of.between, NOW - timedelta(1), NOW + timedelta(1)) == ()
