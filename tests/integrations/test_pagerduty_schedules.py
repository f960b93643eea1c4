"""Schedules by the real pdpyras against the twin: read, previewed, written, overridden, v2 and v3."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.domain.rota import shifts
from bot.domain.rota.pager import differences, imported
from bot.domain.schedule import Hours, Outcome, PagerTurn
from bot.integrations.pagerduty import PagerDuty
from bot.integrations.pagerduty.schedules import became
from bot.ports import Rejected, Unreachable
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, Layer, Override, PagerDutyTwin, Restriction, Schedule, routes
from tests.integrations.test_pagerduty import account
from tests.loopback import serving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def twin() -> PagerDutyTwin:
    twin = account()
    twin.clock = SandboxClock()
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    nights = Layer("LN", "Nights", start, start, 86_400, ("PMAYA",))
    weeks = Layer("LW", "Weeks", start, start, 604_800, ("PANA", "PBO"))
    twin.schedules["S2"] = Schedule("S2", "Two layers", "Europe/London", layers=(weeks, nights))
    twin.schedules["S3"] = replace(twin.schedules["S1"], id="S3", api="v3", overrides=[])
    return twin


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def pager(twin: PagerDutyTwin, faults: Faults) -> AsyncIterator[PagerDuty]:
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), clock=twin.clock)) as pager,
    ):
        yield pager


@pytest.fixture
def now(twin: PagerDutyTwin) -> datetime:
    return twin.clock.now().replace(microsecond=0)


async def test_layers_come_back_in_the_order_of_writing(pager: PagerDuty, now: datetime) -> None:
    plan = await pager.plan("S2", "v2", now, now + DAY)

    assert [layer.id for layer in plan.layers] == ["LW", "LN"]
    assert (plan.timezone, {turn.user for turn in plan.turns}) == ("Europe/London", {"PMAYA"})


async def test_what_it_says_of_four_weeks_is_what_our_engine_says(
    pager: PagerDuty, twin: PagerDutyTwin, now: datetime
) -> None:
    twin.schedules["S1"].overrides.append(Override("O1", "PMAYA", now + DAY, now + 2 * DAY))
    plan = await pager.plan("S1", "v2", now, now + 28 * DAY)

    rota = imported(plan)

    assert rota is not None
    ours = [(s.people[0], s.end) for s in shifts(rota, now, now + 28 * DAY)]
    assert [each[0] for each in ours] == [turn.user for turn in plan.turns]
    assert ours[0][1] == plan.turns[0].end
    assert [turn.user for turn in plan.overrides] == ["PMAYA"]


async def test_a_preview_changes_nothing_and_a_write_does(
    pager: PagerDuty, twin: PagerDutyTwin, now: datetime
) -> None:
    plan = await pager.plan("S1", "v2", now, now + DAY)
    wanted = replace(plan, layers=(replace(plan.layers[0], users=("PMAYA",)),), timezone="Asia/Tokyo")

    shown = await pager.preview(wanted, now, now + DAY)
    before = twin.schedules["S1"].everybody
    await pager.save_plan(wanted)

    assert [turn.user for turn in shown] == ["PMAYA"]
    assert before == ("PANA", "PBO")
    assert (twin.schedules["S1"].everybody, twin.schedules["S1"].zone) == (("PMAYA",), "Asia/Tokyo")


@pytest.mark.parametrize(("schedule", "api"), [("S1", "v3"), ("S3", "v2")])
async def test_a_schedule_answers_at_its_own_address_only(
    pager: PagerDuty, now: datetime, schedule: str, api: str
) -> None:
    with pytest.raises(Rejected) as refused:
        await pager.plan(schedule, api, now, now + DAY)

    assert refused.value.code == "400"


async def test_of_several_overrides_each_has_its_own_outcome(pager: PagerDuty, now: datetime) -> None:
    good = PagerTurn("PMAYA", now + HOUR, now + 2 * HOUR)
    wanted = (good, replace(good, user="PNOBODY"), replace(good, end=now - HOUR, start=now - 2 * HOUR))

    made, unknown, past = await pager.add_overrides("S1", "v2", wanted)
    listed = await pager.overrides("S1", "v2", now, now + DAY)

    assert listed == (replace(good, id=made.id),)
    assert unknown == Outcome(why="Override must reference a valid user")
    assert past == Outcome(why="Override must end after current time")


async def test_an_override_is_taken_away_ended_or_gone_already(
    pager: PagerDuty, twin: PagerDutyTwin, now: datetime
) -> None:
    turns = [PagerTurn("PMAYA", now + HOUR, now + 2 * HOUR), PagerTurn("PMAYA", now - HOUR, now + 9 * HOUR)]
    ahead, begun = await pager.add_overrides("S1", "v2", turns)

    for id in (ahead.id, ahead.id, begun.id):
        await pager.remove_override("S1", "v2", id)

    (left,) = twin.schedules["S1"].overrides
    assert left.end - now < timedelta(seconds=30)


async def test_a_schedule_of_shifts_is_overridden_for_whoever_is_on_call(
    pager: PagerDuty, twin: PagerDutyTwin, now: datetime
) -> None:
    plan = await pager.plan("S3", "v3", now, now + 8 * DAY)
    wanted = PagerTurn("PMAYA", plan.turns[0].end - HOUR, plan.turns[0].end + HOUR)

    (made,) = await pager.add_overrides("S3", "v3", [wanted])
    listed = await pager.overrides("S3", "v3", now, now + 9 * DAY)
    (nobody,) = await pager.add_overrides("S3", "v3", [wanted])

    assert plan.layers == ()
    assert [(each.of, each.user) for each in twin.schedules["S3"].overrides] == [
        (plan.turns[0].user, "PMAYA"),
        (plan.turns[1].user, "PMAYA"),
    ]
    assert ",".join(each.id for each in listed) == made.id
    assert nobody.why == "nobody is on call then whom the override could stand for"
    await pager.remove_override("S3", "v3", made.id)
    assert twin.schedules["S3"].overrides == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            [{"status": 201, "override": {"id": "PO1"}}, {"status": 400, "errors": ["no"]}],
            [("PO1", ""), ("", "no")],
        ),
        ({"overrides": [{"id": "PO1", "start": "2026-05-10T16:00:00Z"}]}, [("PO1", "")]),
        ({"message": "?"}, []),
        (None, []),
    ],
)
def test_both_published_answers_to_overrides_are_understood(
    body: object, told: list[tuple[str, str]]
) -> None:
    assert [(each.id, each.why) for each in became(body)] == told


async def test_a_write_that_may_have_come_through_is_uncertain(
    pager: PagerDuty, faults: Faults, now: datetime
) -> None:
    faults.add({"vendor": "pagerduty", "match": "/schedules/S1/overrides", "kind": "drop", "times": 1})

    with pytest.raises(Unreachable) as trouble:
        await pager.add_overrides("S1", "v2", [PagerTurn("PMAYA", now + HOUR, now + 2 * HOUR)])

    assert trouble.value.uncertain


async def test_what_is_read_and_written_back_is_what_was_there(
    pager: PagerDuty, twin: PagerDutyTwin, now: datetime
) -> None:
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    hours = (Restriction(time(9), 8 * 3600), Restriction(time(18), 62 * 3600, 5))
    days = Layer("LD", "Days", start, start - DAY, 43_200, ("PANA", "PBO"), hours, now + 99 * DAY)
    nights = Layer("LN", "Nights", start, start, 86_400, ("PMAYA",))
    twin.schedules["S4"] = Schedule("S4", "Hours", "America/New_York", layers=(nights, days))

    plan = await pager.plan("S4", "v2", now, now + 28 * DAY)
    await pager.save_plan(plan)
    again = await pager.plan("S4", "v2", now, now + 28 * DAY)

    rota = imported(plan)
    assert rota is not None
    assert plan.layers[1].hours == (Hours(time(9), 8 * 3600), Hours(time(18), 62 * 3600, 5))
    assert twin.schedules["S4"].layers == (nights, days)
    assert again == plan
    assert differences(rota, plan) == ()


async def test_an_answer_that_names_no_outcome_is_not_taken_for_one(now: datetime) -> None:
    async def say(request: web.Request) -> web.Response:
        return web.json_response({"overrides": "made"}, status=201)

    async with (
        serving([web.post("/{path:.*}", say)]) as url,
        aclosing(PagerDuty(url, SecretStr(KEY))) as pager,
    ):
        with pytest.raises(Rejected, match="did not say what became of the overrides"):
            await pager.add_overrides("S1", "v2", [PagerTurn("PANA", now, now + HOUR)])
