"""What waits for PagerDuty: seen in a preview, by the second lead and by Undo; what is said when it ends."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.effect import EffectKind
from bot.domain.refusal import Refusal
from bot.domain.rota import who
from bot.flows import rota
from bot.flows.rota import changing, deeds, editing, handover, planning
from bot.flows.rota.previewing import preview
from bot.flows.rota.written import Wanted
from bot.integrations.pagerduty import PagerDuty
from bot.ports import Ask, Bot, By, Reply
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Schedule, Service, User, routes
from store import outbox
from store.sqlite import Store
from tests import make
from tests.flows.test_rota_homes import cover, delivered, edit_of, later, seen
from tests.loopback import serving
from tests.make import NOW
from tests.oncall import ANA, API, BO, MAYA, PAYMENTS, keep

HOUR = timedelta(hours=1)
LEAD, ID = By("U0MAYA", NOW, "modal"), "pagerduty:S1"
DAYS = timedelta(weeks=4)


class House:
    """Payments on call by a schedule of PagerDuty's; Maya leads."""

    def __init__(self, bot: Bot, twin: PagerDutyTwin, faults: Faults) -> None:
        self.bot, self.twin, self.faults = bot, twin, faults

    def ask(self, **values: Any) -> Ask:
        return Ask("U0MAYA", "C1", "", self.bot.clock.now(), "button", values=values)

    async def puts(self, user: str, start: str, end: str) -> Reply:
        """A lead overrides."""
        given = deeds.Given(user, start, end)
        return await deeds.override(self.bot, self.ask(), ("payments", ""), given)

    def told(self, person: str = "") -> list[str]:
        """What is on its way as a direct message to somebody, or to anybody."""
        found = self.bot.rows.read(outbox.ready, self.bot.clock.now(), 100)
        return [
            each.effect.body["text"]
            for each in found
            if each.effect.kind is EffectKind.DIRECT and person in ("", each.effect.person)
        ]


@pytest.fixture
async def here(rows: Store) -> AsyncIterator[House]:
    clock, twin, faults = make.StillClock(), PagerDutyTwin(), Faults()
    twin.clock = clock  # type: ignore[assignment]
    people = {"PANA": ANA, "PBO": BO, "PMAYA": MAYA}
    twin.users = {id: User(id, each.name, f"{each.id}@acme.example") for id, each in people.items()}
    twin.schedules = {"S1": Schedule("S1", "Payments primary", "Europe/London", users=("PANA", "PBO"))}
    twin.policies = {"PPOL1": Policy("PPOL1", "Payments", (("S1",),))}
    twin.services = {"PSVC1": Service("PSVC1", "Payments API", "PPOL1")}
    maya, team = replace(MAYA, pagerduty="PMAYA"), replace(PAYMENTS, leads=("maya",))
    await keep(rows, ANA, replace(BO, pagerduty="PBO"), maya, team, API)
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), clock=clock)) as pager,
    ):
        bot = make.bot(rows, pager=pager, clock=clock)
        await rota.sync_pagerduty(bot)
        yield House(bot, twin, faults)


@pytest.mark.parametrize("away", [False, True])
async def test_a_preview_has_what_waits_on_both_sides_and_says_so(here: House, away: bool) -> None:
    await here.bot.rows.run(changing.override, ID, cover("maya", 30), LEAD)
    if away:
        here.faults.add({"vendor": "pagerduty", "kind": "server_error"})
    wanted = edit_of(seen(here.bot, ID), members=["bo", "ana"], start="2026-01-07T10:00")

    shown = await preview(here.bot, ID, wanted.layers, NOW)

    for told in (shown.before, shown.after):
        covered = [(each.start, each.end) for each in told if each.people == ("maya",)]
        assert covered == [(NOW + 30 * HOUR, NOW + 38 * HOUR)]
    assert shown.note.endswith("; with a change that is not yet in PagerDuty")
    assert shown.note.startswith("PagerDuty answered 500" if away else "as PagerDuty says; with")


async def test_an_edit_that_waits_is_the_before_of_the_next_one(here: House) -> None:
    first = edit_of(seen(here.bot, ID), members=["maya", "ana"])
    await here.bot.rows.run(changing.edit, ID, first, LEAD)

    found = seen(here.bot, ID)
    shown = await preview(here.bot, ID, edit_of(found, members=["bo"]).layers, NOW)

    assert found.layers[0]["members"] == ["maya", "ana"]
    assert {person for each in shown.before for person in each.people} == {"maya", "ana"}
    assert {person for each in shown.after for person in each.people} == {"bo"}


async def test_an_override_that_is_taken_back_is_in_no_plan_while_that_waits(here: House) -> None:
    await here.bot.rows.run(changing.override, ID, cover("maya", 30), LEAD)
    await delivered(here.bot)
    await rota.sync_pagerduty(here.bot)
    (there,) = seen(here.bot, ID).rota.overrides
    await here.bot.rows.run(changing.remove_override, ID, there.id, LEAD)

    found = seen(here.bot, ID)
    shown = await preview(here.bot, ID, edit_of(found, members=["bo", "ana"]).layers, NOW)

    assert (len(found.rota.overrides), found.planned.overrides) == (1, ())
    assert {person for each in (*shown.before, *shown.after) for person in each.people} == {"ana", "bo"}


async def test_the_past_of_a_plan_stays_as_it_was(here: House) -> None:
    before = seen(here.bot, ID).rota
    await here.bot.rows.run(changing.edit, ID, edit_of(seen(here.bot, ID), members=["maya"]), LEAD)

    then = seen(here.bot, ID).planned

    assert who(then, NOW - 100 * HOUR) == who(before, NOW - 100 * HOUR)
    assert who(then, NOW + 500 * HOUR) == ("maya",)


async def test_the_second_of_two_leads_reads_what_waits_already(here: House) -> None:
    about = ("payments", ID, 0, editing.seen(here.bot, ID))
    wanted = Wanted("bo\nana", "Europe/London", "wed", "10:00", "1 week")
    first = await editing.propose(here.bot, here.ask(), about, wanted)
    apply = first.blocks[-1]["elements"][0]["value"]
    applied = await editing.apply(here.bot, here.ask(), apply)

    with pytest.raises(
        Refusal, match=r"was changed while you were at it.*edited Payments, primary"
    ) as second:
        await editing.propose(here.bot, here.ask(), about, replace(wanted, people="ana"))

    assert "• <@U0MAYA>: edited Payments, primary" in second.value.shown
    assert "edited: edited" not in str(here.told()) + applied.text


async def test_an_edit_that_changes_nothing_is_not_made(here: House) -> None:
    about = ("payments", ID, 0, editing.seen(here.bot, ID))
    (layer,) = seen(here.bot, ID).layers
    day, clock = f"{NOW.fromisoformat(layer['start']):%a %H:%M}".lower().split()

    with pytest.raises(Refusal, match="Payments, primary is so already") as refusal:
        editing.prove(
            here.bot, here.ask(), about, Wanted("ana\nbo", "Europe/London", day, clock, "1 week", "")
        )

    assert refusal.value.field == "people"


async def test_whoever_is_relieved_hears_of_an_override_and_of_its_undo(here: House) -> None:
    said = await here.puts("U0MAYA", "2026-11-23 08:00", "2026-11-23 12:00")
    told = {person: here.told(person) for person in ("U0ANA", "U0BO")}
    listed = await planning.overrides(here.bot, here.ask(), "payments")
    undo = next(each for each in said.blocks if each["type"] == "actions")["elements"][0]["value"]

    await deeds.undo(here.bot, here.ask(), undo)

    text = "Maya Okafor is on call for Payments, primary instead of Bo Lindqvist, Ana Silva, "
    assert said.text == text.removesuffix(", ")
    assert [len(each) for each in told.values()] == [1, 1]
    assert all(each[0].startswith(text) for each in told.values())
    assert "on its way to PagerDuty" in str(said.blocks)
    assert "· not yet in PagerDuty" in str(listed.blocks)
    for person in ("U0ANA", "U0BO"):
        assert here.told(person)[1].startswith("Taken back: Maya Okafor is on call for Payments, primary")


async def test_whoever_is_on_call_again_hears_that_an_override_is_gone(here: House) -> None:
    await here.puts("U0MAYA", "in 10h", "in 12h")
    (made,) = seen(here.bot, ID).planned.overrides

    said = await deeds.remove(here.bot, here.ask(), "payments", ID, made.id)

    assert said.text == (
        "Maya Okafor's override of Payments, primary is taken back; on call again: Bo Lindqvist"
    )
    assert here.told("U0BO")[1].startswith(said.text)


async def test_an_override_of_whoever_is_on_call_anyway_relieves_nobody(here: House) -> None:
    said = await here.puts("U0BO", "in 10h", "in 12h")

    assert said.text == "Bo Lindqvist is on call for Payments, primary, as before"


async def test_what_is_there_at_last_is_named(here: House) -> None:
    here.faults.add({"vendor": "pagerduty", "kind": "error", "code": "401"})
    await here.bot.rows.run(changing.override, ID, cover("maya", 200), LEAD)
    await here.bot.rows.run(changing.edit, ID, edit_of(seen(here.bot, ID), members=["bo", "ana"]), LEAD)
    await delivered(here.bot)
    later(here.bot, 90)
    here.faults.clear()
    for _ in range(2):
        await delivered(here.bot)
    await here.bot.rows.run(changing.remove_override, ID, "o200", LEAD)
    here.faults.add({"vendor": "pagerduty", "kind": "error", "code": "401"})
    await delivered(here.bot)
    later(here.bot, 90)
    here.faults.clear()
    await delivered(here.bot)

    (over, edit, gone) = here.told("U0MAYA")
    assert "is in PagerDuty now: Maya Okafor on call for Payments primary, " in over
    assert edit.endswith("is in PagerDuty now: the edit of Payments primary.")
    assert "is in PagerDuty now: the override of Payments primary by Maya Okafor taken back, " in gone


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"kind": "error", "code": "401"}, "Nothing was changed there: make it again"),
        ({"kind": "server_error"}, "An answer was lost on the way, so it may stand in PagerDuty: <https://"),
    ],
)
async def test_what_is_given_up_says_whether_it_may_have_come_through(
    here: House, fault: dict[str, Any], says: str
) -> None:
    here.faults.add({"vendor": "pagerduty", **fault})
    await here.bot.rows.run(changing.override, ID, cover("maya", 400), LEAD)
    await delivered(here.bot)
    later(here.bot, 7 * 86_400 + 60)

    await delivered(here.bot)

    (told,) = here.told("U0MAYA")
    assert "(Maya Okafor on call for Payments primary, " in told
    assert says in told


async def test_a_shift_changes_hands_once_pagerduty_has_it(here: House) -> None:
    await handover.watch(here.bot, {})
    here.faults.add({"vendor": "pagerduty", "kind": "error", "code": "401"})
    await here.puts("U0MAYA", "now", "in 8h")
    here.told()
    for _ in range(2):
        later(here.bot, 60)
        await delivered(here.bot)
        await handover.watch(here.bot, {})
    waits = [each for each in here.told() if "Your shift is over" in each or "You are on call" in each]

    here.faults.clear()
    later(here.bot, 60)
    await delivered(here.bot)
    await rota.sync_pagerduty(here.bot)
    await handover.watch(here.bot, {})

    assert waits == []
    assert any("You are on call for *Payments, primary* now" in each for each in here.told("U0MAYA"))


async def test_an_override_further_ahead_than_pagerduty_is_asked_stays_until_it_is_deleted(
    here: House,
) -> None:
    at = NOW + 501 * HOUR

    async def reached(*users: str) -> None:
        for _ in range(2):
            await delivered(here.bot)
        await rota.sync_pagerduty(here.bot)
        assert [each.user for each in here.twin.schedules["S1"].overrides] == list(users)

    await here.puts("U0MAYA", "2026-12-11 08:00", "2026-12-11 18:00")
    await here.puts("U0MAYA", "2026-12-04 08:00", "2026-12-04 18:00")  # it is cut where the reading ends
    await reached("PMAYA", "PMAYA")
    far, cut = sorted(seen(here.bot, ID).planned.overrides, key=lambda each: each.start, reverse=True)
    schedule = await planning.schedule(here.bot, here.ask(), "payments")
    here.faults.add({"vendor": "pagerduty", "kind": "server_error"})
    shown = await preview(here.bot, ID, edit_of(seen(here.bot, ID), members=["bo"]).layers, NOW)
    here.faults.clear()

    stands = who(seen(here.bot, ID).rota, at)
    await deeds.remove(here.bot, here.ask(), "payments", ID, far.id)
    waits = who(seen(here.bot, ID).planned, at)
    await reached("PMAYA")

    assert stands == ("maya",)
    assert "maya" not in (*waits, *who(seen(here.bot, ID).rota, at))
    assert f"{cut.end:%d %H}" == "04 18"
    assert sum(each.people == ("maya",) for each in shown.after) == 2
    assert "Overrides made in PagerDuty itself are known until <!date^" in str(schedule.blocks)
