"""What happens by itself: waivers that lapse, notices, digests, what is due, reports; when, and once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import charts
from bot.domain.catalog import Catalog, Person, Service, Team
from bot.domain.effect import Effect
from bot.domain.house import House, Readiness
from bot.domain.refusal import Refusal
from bot.domain.scorecard import standing
from bot.domain.scorecard.waiver import State
from bot.flows import scorecard
from bot.flows.scorecard import bringing, reporting
from bot.flows.scorecard.bringing import File
from bot.flows.scorecard.waiving import parted
from bot.ports import Ask, By
from store import catalog, jobs, outbox
from store import scorecard as rows_of
from store.sqlite import Store
from tests import make
from tests.make import StillClock

WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""In the hours of work; the week's digest is due since Monday."""
NIGHT = WEDNESDAY + timedelta(hours=12)
DAY = timedelta(days=1)
MAYA, BO = Person("maya", "Maya", slack="U0MAYA"), Person("bo", "Bo", slack="U0BO")
PAYMENTS = Team("payments", "Payments", "#payments", leads=("maya", "bo"))
RICH = Service("shop", "Shop", team="payments", runbook="https://r.example", channel="#shop")
RULES = [
    {
        "identifier": name,
        "title": name.title(),
        "level": level,
        "sla": 10,
        "query": {"combinator": "and", "conditions": [{"property": name, "operator": "isNotEmpty"}]},
    }
    for name, level in (("runbook", "Bronze"), ("channel", "Gold"))
]
CARD = {"identifier": "own", "title": "Our own", "rules": RULES}


class World:
    """A team with one service on a card of two rules, and a clock."""

    def __init__(self, rows: Store, *managers: str, **readiness: Any) -> None:
        self.rows = rows
        self.clock = StillClock(WEDNESDAY)
        house = House(managers=managers, readiness=Readiness(**readiness))
        self.bot = make.bot(rows, clock=self.clock, house=house)

    async def has(self, *services: Service, team: Team = PAYMENTS) -> None:
        """The catalog is this now, and evaluated."""
        await self.rows.run(catalog.save, Catalog((MAYA, BO), (team,), services), self.clock.time)
        await scorecard.catch_up(self.bot, {})

    async def turns(self) -> None:
        """Everything that is due now runs."""
        claimed = await self.rows.run(jobs.claim, self.clock.time, "me", timedelta(minutes=1))
        for job in claimed:
            await scorecard.degraded(self.bot, job.body)
            await self.rows.run(jobs.finish, job)
        await scorecard.routines(self.bot, {})

    def said(self) -> list[Effect]:
        """What waits to be said, pictures apart; it is taken."""
        found = [each.effect for each in self.rows.read(outbox.ready, self.clock.time + DAY)]
        return [each for each in found if each.kind != "picture"]

    async def heard(self) -> list[str]:
        """The texts that are said now, each to whom; once."""
        told = []
        while waiting := self.said():
            for each in waiting:
                await self.rows.run(outbox.sending, each.id, self.clock.time)
                await self.rows.run(outbox.done, each.id, {}, self.clock.time)
                place = each.body.get("room") or each.person
                told.append(f"{place}: {each.body['text']}")
        return told

    async def team_heard(self) -> list[str]:
        """What the team heard of that, without the managers' reports."""
        return [each for each in await self.heard() if not each.startswith("U0BOSS")]


@pytest.fixture
async def world(rows: Store) -> World:
    return await prepared(World(rows))


async def prepared(world: World) -> World:
    """With its service and its card."""
    await world.has(RICH)
    by = By("U0BOSS", WEDNESDAY, "test")
    await bringing.bring_in(world.rows, File("card.json", json.dumps(CARD).encode()), by)
    await bringing.put_first(world.rows, "own", by)
    return world


def ask(person: str, at: datetime = WEDNESDAY, key: str = "") -> Ask:
    return Ask(person, "C1", "", at, "/ready", key=key)


def wanted(rule: str = "runbook", days: int = 30) -> scorecard.Wanted:
    return scorecard.Wanted("shop", rule, "the page is being written", WEDNESDAY + days * DAY)


def stands(world: World) -> str:
    return standing(world.rows.read(scorecard.latest, RICH, world.clock.time))


# Waivers ------------------------------------------------------------------------------------------------


async def test_a_waiver_is_asked_granted_by_another_shown_and_lapses(world: World) -> None:
    await world.has(replace(RICH, runbook=""))
    await world.turns()
    await world.heard()

    await scorecard.request_waiver(world.bot, ask("U0MAYA"), wanted())
    asked = await world.heard()
    (waiver,) = world.rows.read(rows_of.waivers)
    with pytest.raises(Refusal, match="somebody else has to decide"):
        await scorecard.decide(world.bot, ask("U0MAYA"), waiver.id, granted=True)
    with pytest.raises(Refusal, match="for the leads of its team"):
        await scorecard.decide(world.bot, ask("U0ANA"), waiver.id, granted=True)
    await scorecard.decide(world.bot, ask("U0BO"), waiver.id, granted=True)
    granted, listed = stands(world), world.rows.read(scorecard.worst, None).listed[0].result
    told = await world.heard()
    world.clock.time += 31 * DAY
    await world.turns()

    assert [each.partition(":")[0] for each in asked] == ["U0BO"]
    assert granted == standing(listed) == "Gold 2/2 — waived: Runbook"
    assert told == ["U0MAYA: " + told[0].removeprefix("U0MAYA: ")]
    assert "granted by <@U0BO>" in told[0]
    assert stands(world) == "Basic 1/2 — missing: Runbook"
    assert any("has ended; the rule counts again" in each for each in await world.heard())
    assert world.rows.read(rows_of.waivers) == ()


async def test_a_waiver_may_be_refused_and_is_decided_once(world: World) -> None:
    await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted())
    (waiver,) = world.rows.read(rows_of.waivers)

    await scorecard.decide(world.bot, ask("U0BO"), waiver.id, granted=False)

    found = world.rows.read(rows_of.waiver, waiver.id)
    assert found is not None
    assert (found.state, found.decided_by) == (State.REFUSED, "U0BO")
    with pytest.raises(Refusal, match="was refused already"):
        await scorecard.decide(world.bot, ask("U0MAYA"), waiver.id, granted=True)
    with pytest.raises(Refusal, match="is gone"):
        await scorecard.decide(world.bot, ask("U0MAYA"), "ghost", granted=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"service": "ghost"}, "No service is called “ghost”"),
        ({"rule": "ghost"}, "No rule is called “ghost”. The rules are: Runbook, Channel."),
        ({"until": WEDNESDAY}, "ends on a day to come"),
        ({"until": WEDNESDAY + 400 * DAY}, "a year at most"),
    ],
)
async def test_a_waiver_that_cannot_be_is_refused_in_words(
    world: World, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        await scorecard.request_waiver(world.bot, ask("U0ANA"), replace(wanted(), **change))


async def test_a_rule_is_waived_once_and_never_by_oneself_alone(world: World) -> None:
    await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted())
    with pytest.raises(Refusal, match="waiting for a decision"):
        await scorecard.request_waiver(world.bot, ask("U0BO"), wanted())

    alone = make.bot(world.rows, clock=world.clock)
    await world.has(RICH, team=replace(PAYMENTS, leads=("maya",)))
    with pytest.raises(Refusal, match="Nobody but you may grant"):
        await scorecard.request_waiver(alone, ask("U0MAYA"), wanted("channel"))


async def test_a_waiver_that_nobody_decided_ends_as_one_that_never_held(world: World) -> None:
    await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted())
    await world.heard()
    world.clock.time += 31 * DAY

    await world.turns()

    (told,) = [each for each in await world.heard() if each.startswith("U0ANA")]
    assert "was not decided in time; the rule counts" in told


async def test_a_rule_that_the_card_has_no_more_is_not_waived(world: World) -> None:
    await world.has(replace(RICH, runbook=""))
    await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted())
    (waiver,) = world.rows.read(rows_of.waivers)
    await world.heard()

    await brings(world, RULES[1:])

    assert world.rows.read(scorecard.of_service, RICH, WEDNESDAY).waivers == ()
    with pytest.raises(Refusal, match="its rule is gone"):
        await scorecard.decide(world.bot, ask("U0BO"), waiver.id, granted=True)
    world.clock.time += 31 * DAY
    await world.turns()
    assert any("nothing asks for it any more" in each for each in await world.heard())


async def brings(world: World, rules: list[dict[str, Any]]) -> None:
    """The card has these rules now."""
    file = File("card.json", json.dumps({**CARD, "rules": rules}).encode())
    await bringing.bring_in(world.rows, file, By("U0BOSS", world.clock.time, "test"))


async def test_of_a_service_that_is_gone_nothing_is_waived(world: World) -> None:
    await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted())
    (waiver,) = world.rows.read(rows_of.waivers)

    await world.rows.run(catalog.mark_gone, "service", ["shop"], WEDNESDAY)

    with pytest.raises(Refusal, match="Shop is not in the catalog any more"):
        await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted("channel"))
    with pytest.raises(Refusal, match="is gone; nothing changed"):
        await scorecard.decide(world.bot, ask("U0BO"), waiver.id, granted=True)


async def test_words_are_split_into_service_and_rule(world: World) -> None:
    assert world.rows.read(parted, "shop Runbook") == ("shop", "Runbook")
    assert world.rows.read(parted, "Shop") == ("Shop", "")
    assert world.rows.read(parted, "ghost runbook x") == ("ghost", "runbook x")
    assert world.rows.read(parted, "") == ("", "")


# What got worse -----------------------------------------------------------------------------------------


async def test_what_got_worse_is_told_once_with_both_values_and_who_saw_it(world: World) -> None:
    await world.turns()
    await world.heard()

    await world.has(replace(RICH, runbook=""))
    await world.turns()
    told = await world.heard()
    await world.has(replace(RICH, runbook="", description="more"))
    await world.turns()

    (said,) = [each for each in told if "worse" in each]
    assert said.startswith(
        "payments: Payments: 1 rule has got worse: ✗ *Shop*: Runbook: https://r.example → nothing"
    )
    assert "seen by the sync of the catalog" in said
    assert await world.team_heard() == []


async def test_at_night_nobody_is_told_and_in_the_morning_only_what_is_still_so(world: World) -> None:
    await world.turns()
    await world.heard()
    world.clock.time = NIGHT
    await world.has(replace(RICH, runbook="", channel=""))
    await world.turns()
    at_night = await world.heard()
    await world.has(replace(RICH, channel=""))

    world.clock.time = NIGHT + timedelta(hours=9)
    await world.turns()

    assert at_night == []
    (said,) = [each for each in await world.team_heard() if "worse" in each]
    assert "1 rule has got worse" in said
    assert "Channel: #shop → nothing" in said


async def test_what_the_card_asks_for_no_more_is_not_told(world: World) -> None:
    world.clock.time = NIGHT
    await world.has(replace(RICH, runbook="", channel=""))
    await world.turns()
    await brings(world, RULES[:1])
    world.clock.time += timedelta(hours=8)

    await world.turns()

    (told,) = [each for each in await world.heard() if "got worse" in each]
    assert "1 rule has got worse" in told
    assert "Runbook: https://r.example → nothing" in told


async def test_a_team_that_is_gone_hears_and_decides_nothing(rows: Store) -> None:
    world = await prepared(World(rows, "U0BOSS"))
    await rows.run(catalog.mark_gone, "team", ["payments"], WEDNESDAY)
    await rows.run(catalog.save, Catalog(services=(replace(RICH, runbook=""),)), WEDNESDAY)
    await scorecard.catch_up(world.bot, {})
    await scorecard.request_waiver(world.bot, ask("U0ANA"), wanted())

    await world.turns()

    told = [each.partition(":")[0] for each in await world.heard() if "readiness" not in each.lower()]
    assert told == ["U0BOSS", "U0BOSS"]


async def test_a_waiver_that_has_ended_is_told_as_that(world: World) -> None:
    await world.has(replace(RICH, runbook=""))
    await world.turns()
    await scorecard.request_waiver(world.bot, ask("U0MAYA"), wanted(days=1))
    (waiver,) = world.rows.read(rows_of.waivers)
    await scorecard.decide(world.bot, ask("U0BO"), waiver.id, granted=True)
    await world.heard()
    world.clock.time += DAY

    await world.turns()
    await world.turns()

    (told,) = [each for each in await world.heard() if "got worse" in each]
    assert told.endswith("its waiver has ended")
    assert "seen by the sync" not in told


async def test_a_team_without_a_channel_is_told_through_its_leads(world: World) -> None:
    await world.has(RICH, team=replace(PAYMENTS, channel=""))
    await world.has(replace(RICH, runbook=""), team=replace(PAYMENTS, channel=""))

    await world.turns()

    assert {each.partition(":")[0] for each in await world.heard() if "worse" in each} == {"U0MAYA", "U0BO"}


async def test_what_nobody_owns_is_told_nobody(world: World) -> None:
    await world.has(replace(RICH, team=""))
    await world.turns()
    await world.heard()
    await world.has(replace(RICH, team="", runbook=""))

    await world.turns()

    assert await world.heard() == []
    assert world.rows.read(rows_of.untold) == ()


# Once a week, and what is due ---------------------------------------------------------------------------


async def test_the_week_s_digest_names_what_fails_once(world: World) -> None:
    await world.has(replace(RICH, channel=""))
    await world.turns()
    first = [each for each in await world.heard() if "below target" in each]
    await world.turns()
    again = await world.team_heard()
    world.clock.time += 5 * DAY
    await world.turns()

    assert first == [
        "payments: Payments: 1 service below target. *Shop*: Bronze 1/2",
    ]
    assert again == []
    assert [each for each in await world.heard() if "below target" in each] == first


async def test_who_has_snoozed_hears_nothing(world: World) -> None:
    reply = await scorecard.snooze(world.bot, ask("U0MAYA"), "payments 1w")
    await world.has(replace(RICH, runbook="", channel=""))
    await world.turns()
    quiet = await world.team_heard()
    world.clock.time += 8 * DAY
    await world.turns()

    assert reply.text.startswith("*Payments* hears nothing of its gaps until")
    assert quiet == []
    assert any("below target" in each for each in await world.heard())


@pytest.mark.parametrize(
    ("person", "words", "said"),
    [
        ("U0ANA", "payments 1w", "Only people of Payments can snooze"),
        ("U0MAYA", "ghosts 1w", "No team is called “ghosts”"),
        ("U0MAYA", "", "No team is called “”"),
    ],
)
async def test_snoozing_is_for_the_team(world: World, person: str, words: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        await scorecard.snooze(world.bot, ask(person), words)


async def test_what_has_to_be_mended_is_reminded_of_twice_at_most(world: World) -> None:
    await world.has(replace(RICH, channel=""))
    await world.turns()
    await world.heard()

    told = []
    for day in range(1, 14):
        world.clock.time = WEDNESDAY + day * DAY
        await world.turns()
        told += [(day, each) for each in await world.heard() if "to mend" in each]

    # The tenth day is a Saturday, and Monday's message is the digest.
    assert [day for day, _ in told] == [7, 13]
    assert "(due " in told[0][1]
    assert "(overdue since " in told[1][1]


async def test_days_to_mend_are_counted_from_when_the_rule_came(rows: Store) -> None:
    world = World(rows)
    await world.has(replace(RICH, channel=""))
    await brings(world, RULES[:1])
    await bringing.put_first(rows, "own", By("U0BOSS", WEDNESDAY, "test"))
    world.clock.time += 40 * DAY
    await brings(world, RULES)
    await world.turns()
    await world.heard()

    told = []
    for day in range(1, 12):
        world.clock.time += DAY
        await world.turns()
        told += [(day, each) for each in await world.heard() if "to mend" in each]

    # The seventh day is a Monday, whose message is the digest.
    assert [(day, "overdue" in each) for day, each in told] == [(8, False), (10, True)]


# Reports ------------------------------------------------------------------------------------------------


async def test_the_report_says_shares_what_fails_and_what_moved(rows: Store) -> None:
    world = await prepared(World(rows, "U0BOSS"))
    poor = replace(RICH, id="poor", title="Poor", runbook="", team="")
    await world.has(RICH, poor)
    await scorecard.routines(world.bot, {})
    first = await world.heard()
    world.clock.time += 7 * DAY
    await world.has(RICH, replace(poor, runbook="https://r.example"))

    found = world.rows.read(reporting.report, world.bot.house, "weekly", world.clock.time)
    await scorecard.routines(world.bot, {})
    again = [each for each in await world.heard() if "weekly report" in each]
    await scorecard.routines(world.bot, {})

    assert [each.partition(":")[0] for each in first if "report" in each] == ["U0BOSS", "U0BOSS"]
    assert (found.services, found.at_target, found.levels["Gold"]) == (2, 2, 2)
    assert (found.moved, found.ups, found.downs) == ({"Basic": -1, "Gold": 1}, ("Poor",), ())
    assert [(each.title, each.at_target, each.services, each.moved) for each in found.shares] == [
        ("Payments", 1, 1, 0.0),
        ("nobody", 1, 1, 1.0),
    ]
    assert (found.covered_then["runbook"], found.coverage["runbook"]) == (0.5, 1.0)
    assert len(again) == 1
    assert "2 of 2 services (100 %) are at Gold" in again[0]
    assert await world.heard() == []


async def test_a_report_goes_into_its_room_with_a_picture(rows: Store) -> None:
    world = World(rows, report_in="engineering", target="Silver")
    await world.has(RICH)

    await scorecard.routines(world.bot, {})

    waiting = [each.effect for each in rows.read(outbox.ready, WEDNESDAY + DAY)]
    rooms = [
        (each.kind.value, each.body.get("room")) for each in waiting if each.id.startswith("report:weekly")
    ]
    assert rooms[0] == ("post", "engineering")
    found = rows.read(reporting.report, world.bot.house, "monthly", WEDNESDAY)
    assert (found.target, found.then) == ("Silver", None)


async def test_before_anything_is_evaluated_there_is_no_report(rows: Store) -> None:
    world = World(rows, "U0BOSS")

    await scorecard.routines(world.bot, {})

    assert world.said() == []


async def test_a_chart_that_is_asked_for_comes_as_a_picture(world: World) -> None:
    reply = await scorecard.ask_for_chart(world.bot, ask("U0ANA", key=""), "payments")
    (job,) = await world.rows.run(jobs.claim, WEDNESDAY, "me", timedelta(minutes=1))

    await scorecard.draw_chart(world.bot, job.body)

    (effect,) = [
        each.effect for each in world.rows.read(outbox.ready, WEDNESDAY) if each.effect.kind == "picture"
    ]
    assert reply.text.startswith("The chart is being drawn")
    assert (effect.person, effect.body["title"]) == ("U0ANA", "Our own: services of Payments by level")
    assert effect.body["alt"] == "Our own: services of Payments by level. Gold: 1 (25 Nov)."


@pytest.mark.parametrize("form", charts.Form)
async def test_a_picture_is_a_png_in_every_form(form: charts.Form) -> None:
    chart = charts.Chart(
        "Costs of $100 & more", ["a", "b"], [charts.Series("x", [1, None], "gold")], form=form, goal=1.0
    )

    drawn = await charts.draw(chart)

    assert drawn.startswith(b"\x89PNG")
    assert charts.words(chart) == "Costs of $100 & more. x: 1 (a)."
    assert charts.words(charts.Chart("t", [], [])) == "t. No numbers yet."
