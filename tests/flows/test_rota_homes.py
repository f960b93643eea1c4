"""Rotas at both homes by one way: looked at, overridden, edited, and brought to PagerDuty once."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.effect import EffectKind, Pending
from bot.domain.refusal import Refusal
from bot.domain.rota import Override, shifts, who
from bot.flows import outbox as sending
from bot.flows import rota
from bot.flows.rota import changing, homes
from bot.flows.rota.changing import Edit
from bot.flows.rota.homes import Home, View
from bot.flows.rota.previewing import preview
from bot.integrations.pagerduty import PagerDuty
from bot.ports import Bot, By
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Schedule, Service, User, routes
from bot.sandbox.pagerduty import Override as TwinOverride
from store import outbox
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.loopback import serving
from tests.make import NOW
from tests.oncall import ANA, API, BO, MAYA, PAYMENTS, PRIMARY, STOREFRONT, keep

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAD = By("U0LEAD", NOW, "modal")
THEIRS, OURS = "pagerduty:S1", "storefront-primary"


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def clock() -> make.StillClock:
    return make.StillClock()


@pytest.fixture
def twin(clock: make.StillClock) -> PagerDutyTwin:
    twin = PagerDutyTwin()
    twin.clock = clock  # type: ignore[assignment]
    twin.users = {
        "PANA": User("PANA", "Ana", "ana@acme.example"),
        "PBO": User("PBO", "Bo", "bo@acme.example"),
        "PZED": User("PZED", "Zed", "zed@contractor.example"),
    }
    twin.schedules = {
        "S1": Schedule("S1", "Payments primary", "Europe/London", users=("PANA", "PBO", "PZED")),
        "S3": Schedule("S3", "Payments shifts", "Europe/London", users=("PANA", "PBO"), api="v3"),
    }
    twin.policies = {"PPOL1": Policy("PPOL1", "Payments", (("S1",), ("S3",)))}
    twin.services = {"PSVC1": Service("PSVC1", "Payments API", "PPOL1")}
    return twin


@pytest.fixture
async def bot(rows: Store, twin: PagerDutyTwin, faults: Faults, clock: make.StillClock) -> AsyncIterator[Bot]:
    """Payments' rotas in PagerDuty, Storefront's here; PagerDuty was read."""
    await keep(rows, ANA, BO, MAYA, PAYMENTS, STOREFRONT, API, PRIMARY)
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), clock=clock)) as pager,
    ):
        made = make.bot(rows, pager=pager, clock=clock)
        await rota.sync_pagerduty(made)
        yield made


def seen(bot: Bot, id: str) -> View:
    found = bot.rows.read(homes.view, id, bot.clock.now())
    assert found is not None
    return found


def cover(user: str, start: int = 24, hours: int = 8) -> Override:
    begins = NOW + start * HOUR
    return Override(f"o{start}", begins, begins + hours * HOUR, user, NOW)


def waiting(bot: Bot) -> list[Pending]:
    ready = bot.rows.read(outbox.ready, bot.clock.now(), 100)
    return [each for each in ready if each.effect.kind is EffectKind.ROTA]


async def delivered(bot: Bot) -> None:
    """The outbox brings what waits to PagerDuty."""
    for pending in waiting(bot):
        await sending.deliver(bot, pending)


def later(bot: Bot, seconds: float) -> None:
    bot.clock.time += timedelta(seconds=seconds)  # type: ignore[attr-defined]


async def test_a_team_s_rotas_are_found_wherever_they_live(bot: Bot) -> None:
    theirs = bot.rows.read(homes.of_team, PAYMENTS)
    ours = bot.rows.read(homes.of_team, STOREFRONT)

    assert theirs == ((1, "pagerduty:S1"), (2, "pagerduty:S3"))
    assert ours == ((1, OURS),)


async def test_a_rota_of_pagerduty_looks_like_one_of_ours(bot: Bot, twin: PagerDutyTwin) -> None:
    theirs, ours = seen(bot, THEIRS), seen(bot, OURS)

    assert (theirs.home, theirs.title, theirs.cannot) == (Home.PAGERDUTY, "Payments primary", "")
    assert theirs.layers[0]["members"] == ["ana", "bo", "pagerduty:PZED"]
    assert theirs.layers[0]["every"] == {"n": 1, "unit": "week"}
    assert who(theirs.rota, NOW) == ("ana",)
    assert who(theirs.rota, NOW + 14 * DAY) == ("pagerduty:PZED",)
    assert (ours.home, ours.version, ours.layers[0]["members"]) == (Home.LOCAL, 1, ["bo", "ana"])
    assert bot.rows.read(homes.view, "nowhere", NOW) is None


async def test_what_cannot_be_edited_here_is_said_with_a_link(bot: Bot) -> None:
    shifts_of = seen(bot, "pagerduty:S3")
    wanted = Edit(({"id": "S3L1", "members": ["ana"]},), NOW, shifts_of.version)

    assert shifts_of.cannot.startswith("this schedule is made of shifts")
    with pytest.raises(Refusal, match="example/schedules/S3"):
        await bot.rows.run(changing.edit, "pagerduty:S3", wanted, LEAD)


@pytest.mark.parametrize(("id", "stands"), [(OURS, True), (THEIRS, False)])
async def test_an_override_stands_here_at_once_and_waits_for_pagerduty(
    bot: Bot, id: str, stands: bool
) -> None:
    told = await bot.rows.run(changing.override, id, cover("bo"), LEAD)

    found = seen(bot, id)
    assert told is stands
    assert who(found.planned, NOW + 25 * HOUR) == ("bo",)
    assert [each.override.user for each in found.waiting if each.override] == ([] if stands else ["bo"])


@pytest.mark.parametrize(("schedule", "id"), [("S1", THEIRS), ("S3", "pagerduty:S3")])
async def test_an_override_goes_to_pagerduty_once_and_can_be_taken_back(
    bot: Bot, twin: PagerDutyTwin, schedule: str, id: str
) -> None:
    await bot.rows.run(changing.override, id, cover("bo", 80), LEAD)
    (waits,) = seen(bot, id).waiting
    note = rota.oncall_for_service(bot.rows, API, NOW).note
    await delivered(bot)
    await delivered(bot)
    made = [(each.user, each.start) for each in twin.schedules[schedule].overrides]
    await bot.rows.run(changing.remove_override, id, waits.id, LEAD)
    await delivered(bot)

    assert made == [("PBO", NOW + 80 * HOUR)]
    assert "A change made here (since 2026-11-20 12:00 UTC) not yet in PagerDuty" in note
    assert twin.schedules[schedule].overrides == []
    assert seen(bot, id).waiting == ()


async def test_an_override_keeps_its_name_when_it_comes_back_from_pagerduty(
    bot: Bot, twin: PagerDutyTwin
) -> None:
    twin.schedules["S1"].overrides.append(TwinOverride("PO1", "PANA", NOW + 90 * HOUR, NOW + 99 * HOUR))
    await bot.rows.run(changing.override, THEIRS, cover("bo", 80), LEAD)
    await delivered(bot)
    await rota.sync_pagerduty(bot)

    ours, strange = sorted(seen(bot, THEIRS).rota.overrides, key=lambda each: each.start)
    for each in (ours, strange):
        await bot.rows.run(changing.remove_override, THEIRS, each.id, LEAD)
        await delivered(bot)
    with pytest.raises(Refusal, match="no longer there"):
        await bot.rows.run(changing.remove_override, THEIRS, "nowhere", LEAD)

    assert (ours.id, ours.user, strange.user) == ("o80", "bo", "ana")
    assert twin.schedules["S1"].overrides == []


@pytest.mark.parametrize("kind", ["drop", "refuse", "server_error", "rate_limited"])
async def test_what_pagerduty_cannot_take_now_is_kept_and_goes_later_exactly_once(
    bot: Bot, twin: PagerDutyTwin, faults: Faults, kind: str
) -> None:
    fault = {"vendor": "pagerduty", "match": "/schedules/S1", "kind": kind, "times": 2}
    faults.add(fault | ({"retry_after": 30} if kind == "rate_limited" else {}))
    await bot.rows.run(changing.override, THEIRS, cover("bo"), LEAD)
    for _ in range(4):
        await delivered(bot)
        later(bot, 90)

    assert [each.user for each in twin.schedules["S1"].overrides] == ["PBO"]
    assert seen(bot, THEIRS).waiting == ()
    told = [e for e in bot.rows.read(outbox.ready, bot.clock.now(), 100) if e.effect.id.endswith(":told")]
    assert "is in PagerDuty now" in told[0].effect.body["text"]


async def test_a_key_that_is_mended_after_the_weekend_finds_the_change_waiting(
    bot: Bot, twin: PagerDutyTwin, faults: Faults
) -> None:
    faults.add({"vendor": "pagerduty", "kind": "error", "code": "401"})
    await bot.rows.run(changing.override, THEIRS, cover("bo", 100), LEAD)
    for _ in range(24):
        await delivered(bot)
        later(bot, 3 * 3600)
    waits = len(seen(bot, THEIRS).waiting)

    faults.clear()
    await delivered(bot)

    assert waits == 1
    assert [each.user for each in twin.schedules["S1"].overrides] == ["PBO"]


async def test_after_a_week_a_change_waits_no_more_and_whoever_made_it_hears_so(
    bot: Bot, twin: PagerDutyTwin, faults: Faults
) -> None:
    faults.add({"vendor": "pagerduty", "kind": "error", "code": "401"})
    await bot.rows.run(changing.override, THEIRS, cover("bo", 200), LEAD)
    await delivered(bot)
    later(bot, 7 * 86_400 + 60)

    await delivered(bot)

    (told,) = [e for e in bot.rows.read(outbox.ready, bot.clock.now(), 100) if e.effect.id.endswith(":told")]
    assert "not delivered in 168 hours: PagerDuty does not accept the key" in told.effect.body["text"]
    assert seen(bot, THEIRS).waiting == ()


async def test_what_pagerduty_refuses_is_told_and_waits_no_more(bot: Bot, twin: PagerDutyTwin) -> None:
    await bot.rows.run(changing.override, THEIRS, cover("bo", -20), LEAD)
    await delivered(bot)

    (told,) = [e for e in bot.rows.read(outbox.ready, NOW, 100) if e.effect.id.endswith(":told")]
    assert told.effect.person == "U0LEAD"
    assert "Override must end after current time" in told.effect.body["text"]
    assert seen(bot, THEIRS).waiting == ()


async def test_who_is_not_in_pagerduty_cannot_cover_there(bot: Bot) -> None:
    with pytest.raises(Refusal, match="PagerDuty does not know Maya Okafor"):
        await bot.rows.run(changing.override, THEIRS, cover("maya"), LEAD)


def edit_of(found: View, **fields: Any) -> Edit:
    return Edit(({**found.layers[0], **fields},), NOW, found.version)


async def test_an_edit_is_previewed_by_pagerduty_and_whoever_is_on_call_stays(
    bot: Bot, twin: PagerDutyTwin
) -> None:
    found = seen(bot, THEIRS)
    wanted = edit_of(found, members=["bo", "ana"], start="2026-01-07T10:00")

    shown = await preview(bot, THEIRS, wanted.layers, NOW)
    await bot.rows.run(changing.edit, THEIRS, wanted, LEAD)
    await delivered(bot)
    await rota.sync_pagerduty(bot)

    after = seen(bot, THEIRS)
    assert shown.note == "as PagerDuty says"
    assert [each.people[0] for each in shown.before][:2] == ["ana", "bo"]
    assert twin.schedules["S1"].everybody == ("PBO", "PANA")
    found_shifts = shifts(after.rota, NOW, NOW + timedelta(weeks=4))
    assert [(s.people, s.end) for s in shown.after] == [(s.people, s.end) for s in found_shifts]
    assert shown.after[0].people == ("ana",)
    first = shown.after[0].end
    assert first is not None and f"{first:%a %H:%M}" == "Wed 10:00"
    assert after.version != found.version


async def test_an_override_outlasts_an_edit_and_whoever_is_only_in_it_has_a_name(
    rows: Store, bot: Bot, twin: PagerDutyTwin
) -> None:
    maya = replace(MAYA, pagerduty="PMAYA")
    await keep(rows, ANA, BO, maya, PAYMENTS, STOREFRONT, API, PRIMARY)
    twin.users["PMAYA"] = User("PMAYA", "Maya", "maya@acme.example")
    twin.schedules["S1"].overrides.append(TwinOverride("O1", "PMAYA", NOW - HOUR, NOW + 8 * HOUR))
    twin.schedules["S1"].overrides.append(TwinOverride("O2", "PMAYA", NOW + 30 * HOUR, NOW + 38 * HOUR))
    wanted = edit_of(seen(bot, THEIRS), members=["bo", "ana"], start="2026-01-07T10:00")

    shown = await preview(bot, THEIRS, wanted.layers, NOW)
    await bot.rows.run(changing.edit, THEIRS, wanted, LEAD)
    await delivered(bot)
    await rota.sync_pagerduty(bot)

    assert shown.note == "as PagerDuty says"
    for told in (shown.before, shown.after):
        covered = [(each.start, each.end) for each in told if each.people == ("maya",)]
        assert covered == [(NOW, NOW + 8 * HOUR), (NOW + 30 * HOUR, NOW + 38 * HOUR)]
    assert {person for told in (shown.before, shown.after) for each in told for person in each.people} <= {
        "ana", "bo", "maya", "pagerduty:PZED",
    }  # fmt: skip
    found = shifts(seen(bot, THEIRS).rota, NOW, NOW + timedelta(weeks=4))
    assert [(each.people, each.end) for each in shown.after] == [(each.people, each.end) for each in found]


async def test_the_second_of_two_leads_is_told(bot: Bot, twin: PagerDutyTwin) -> None:
    found = seen(bot, THEIRS)
    twin.schedules["S1"] = Schedule("S1", "Payments primary", "Europe/London", users=("PBO",))
    await rota.sync_pagerduty(bot)

    with pytest.raises(Refusal, match="Payments primary was changed meanwhile"):
        await bot.rows.run(changing.edit, THEIRS, edit_of(found, members=["ana"]), LEAD)


async def test_an_edit_that_came_through_unheard_is_not_made_twice(
    bot: Bot, twin: PagerDutyTwin, faults: Faults
) -> None:
    wanted = edit_of(seen(bot, THEIRS), members=["bo", "ana"])
    await bot.rows.run(changing.edit, THEIRS, wanted, LEAD)
    faults.add({"vendor": "pagerduty", "match": "/schedules/S1", "kind": "drop", "times": 1, "skip": 1})
    await delivered(bot)
    written = twin.schedules["S1"].layers
    later(bot, 90)
    await delivered(bot)

    assert twin.schedules["S1"].layers == written
    assert seen(bot, THEIRS).waiting == ()


async def test_where_pagerduty_is_silent_the_preview_is_our_engine_s_and_says_so(
    bot: Bot, faults: Faults
) -> None:
    faults.add({"vendor": "pagerduty", "kind": "server_error"})

    shown = await preview(bot, THEIRS, edit_of(seen(bot, THEIRS), members=["bo", "ana"]).layers, NOW)

    assert shown.note.startswith("PagerDuty answered 500: this is as our own engine has it")
    assert shown.after[0].people == ("ana",)


async def test_a_rota_of_ours_is_edited_and_previewed_by_the_same_words(bot: Bot) -> None:
    found = seen(bot, OURS)
    wanted = replace(edit_of(found, members=["ana"]), effective=NOW + DAY)

    shown = await preview(bot, OURS, wanted.layers, NOW + DAY)
    stands = await bot.rows.run(changing.edit, OURS, wanted, LEAD)
    with pytest.raises(Refusal, match="changed meanwhile"):
        await bot.rows.run(changing.edit, OURS, wanted, LEAD)

    assert stands
    assert [each.people for each in shown.after][-1] == ("ana",)
    assert bot.rows.read(rows_of.get, OURS).version == 2  # type: ignore[union-attr]
