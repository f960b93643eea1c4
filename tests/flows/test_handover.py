"""Around a shift, over real rows and a clock that is moved: who hears what, once, and never twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.domain.catalog import Person, Rota, Team
from bot.domain.paging import PagerLevel, PagerPolicy, PagerSchedule, PagerSpan
from bot.domain.refusal import Refusal
from bot.domain.schedule import PagerLayer
from bot.flows.rota import handoff, handover
from bot.flows.rota.homes import PREFIX
from bot.ports import Ask, Bot
from store import catalog, inbox, outbox
from store import incident as incidents
from store import rota as rows_of
from store.rota import note as notes
from store.rota import turn as turns
from store.rota.generation import bump
from store.sqlite import Store
from tests import make
from tests.make import StillClock
from tests.oncall import ANA, API, BO, CHECKOUT, MAYA, MONDAY, PAYMENTS, PRIMARY, STOREFRONT, keep, paged

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
"""MONDAY at nine ana hands over to bo."""
WEEK_BEFORE = MONDAY - 3 * DAY


@dataclass
class House:
    """The small house with its bot, and what it was told so far."""

    bot: Bot
    clock: StillClock
    heard: set[str]

    async def at(self, moment: datetime) -> list[tuple[str, str]]:
        """(person, first line) of what the job tells at that time, however often it runs."""
        self.clock.time = moment
        for _ in range(3):
            await handover.watch(self.bot, {})
        waiting = self.bot.rows.read(outbox.stuck, moment + 900 * DAY)
        fresh = [each.effect for each in waiting if each.effect.id not in self.heard]
        self.heard |= {each.id for each in fresh}
        return sorted((each.person, plain(str(each.body["text"]))) for each in fresh)


def plain(text: str) -> str:
    """Slack's dates as their UTC, without stars."""
    return re.sub(r"<!date\^\d+\^[^|]*\|([^>]*)>", r"\1", text).replace("*", "")


async def house(rows: Store, *things: object, at: datetime = WEEK_BEFORE) -> House:
    await keep(rows, *things)
    clock = StillClock(at)
    made = House(make.bot(rows, clock=clock), clock, set())
    assert await made.at(at) == []
    return made


@pytest.fixture
async def here(rows: Store) -> House:
    """Storefront's own rota, on the Friday before a hand-over."""
    return await house(rows, ANA, BO, MAYA, STOREFRONT, PRIMARY)


def first(rows: Store) -> str:
    """Who is on call before Monday."""
    found = turns_of(rows)
    return found[0]


def turns_of(rows: Store, id: str = "storefront-primary") -> Sequence[str]:
    found = rows.read(turns.get, id)
    assert found is not None
    return found.people


async def test_the_day_before_and_at_the_hand_over_each_hears_once(here: House, rows: Store) -> None:
    assert first(rows) == "ana"

    assert await here.at(MONDAY - DAY - MINUTE) == []
    assert await here.at(MONDAY - DAY) == [
        (
            "U0BO",
            "You come on call for Storefront, primary 2026-11-23 09:00 UTC until 2026-11-30 09:00 UTC.",
        )
    ]
    assert await here.at(MONDAY - MINUTE) == []
    assert await here.at(MONDAY) == [
        ("U0ANA", "Your shift is over: Storefront, primary. Bo Lindqvist is on call now."),
        ("U0BO", "You are on call for Storefront, primary now until 2026-11-30 09:00 UTC."),
    ]
    assert await here.at(MONDAY + HOUR) == []


async def test_after_a_restart_in_between_it_is_told_late_and_once(here: House, rows: Store) -> None:
    assert [who for who, _ in await here.at(MONDAY - 14 * HOUR)] == ["U0ANA", "U0BO"]
    again = House(make.bot(rows, clock=here.clock), here.clock, here.heard)
    await rows.run(bump)

    assert await again.at(MONDAY - 13 * HOUR) == []
    assert [who for who, _ in await again.at(MONDAY + 5 * HOUR)] == ["U0ANA", "U0BO"]


async def test_what_comes_late_at_night_waits_for_the_morning(here: House) -> None:
    assert await here.at(MONDAY - 6 * HOUR) == []
    assert [who for who, _ in await here.at(MONDAY - HOUR)] == ["U0ANA", "U0BO"]


async def test_an_override_between_tells_those_who_really_hand_over(here: House, rows: Store) -> None:
    cover = {
        "id": "o1",
        "start": "2026-11-21T10:00:00Z",
        "end": "2026-11-21T13:00:00Z",
        "user": "maya",
        "created": "2026-11-20T10:00:00Z",
    }
    covered = {**PRIMARY.definition, "overrides": [cover]}
    await rows.run(rows_of.revise, "storefront-primary", covered, WEEK_BEFORE, expected=1)
    saturday = datetime(2026, 11, 21, 10, tzinfo=MONDAY.tzinfo)

    assert await here.at(saturday - DAY) == [
        (
            "U0MAYA",
            "You come on call for Storefront, primary 2026-11-21 10:00 UTC until 2026-11-21 13:00 UTC.",
        )
    ]
    assert [who for who, _ in await here.at(saturday)] == ["U0ANA", "U0MAYA"]
    assert await here.at(saturday + 3 * HOUR) == [
        ("U0ANA", "You are on call for Storefront, primary now until 2026-11-23 09:00 UTC."),
        ("U0MAYA", "Your shift is over: Storefront, primary. Ana Silva is on call now."),
    ]


async def test_whoever_keeps_the_shift_hands_over_to_nobody(rows: Store) -> None:
    alone = Rota("storefront-primary", make.rota_layers(members=["ana", "ana"]), "catalog.yaml")
    here = await house(rows, BO, STOREFRONT, alone)

    assert await here.at(MONDAY - DAY) == []
    assert await here.at(MONDAY) == []


async def test_office_hours_are_handed_over_by_the_week_and_not_by_the_day(rows: Store) -> None:
    hours = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]
    office = Rota("storefront-primary", make.rota_layers(members=["bo", "ana"], windows=hours), "c.yaml")
    here = await house(rows, ANA, BO, STOREFRONT, office, at=MONDAY - 4 * DAY)

    assert await here.at(MONDAY - 4 * DAY + 9 * HOUR) == []
    assert await here.at(MONDAY - 3 * DAY + HOUR) == []
    assert await here.at(MONDAY - 3 * DAY + 8 * HOUR) == [
        (
            "U0ANA",
            "Your shift is over: Storefront, primary. Nobody is on call until 2026-11-23 09:00 UTC; "
            "then Bo Lindqvist is.",
        )
    ]
    assert [who for who, _ in await here.at(MONDAY - DAY)] == ["U0BO"]
    assert await here.at(MONDAY) == [
        ("U0BO", "You are on call for Storefront, primary now until 2026-11-23 17:00 UTC.")
    ]


async def test_hand_overs_missed_while_away_are_told_as_the_last_one_was(here: House) -> None:
    two_weeks = MONDAY + 7 * DAY + HOUR

    assert await here.at(two_weeks) == [
        ("U0ANA", "You are on call for Storefront, primary now until 2026-12-07 09:00 UTC."),
        ("U0BO", "Your shift is over: Storefront, primary. Ana Silva is on call now."),
    ]


async def test_a_rota_of_two_teams_is_told_of_once_with_both(rows: Store) -> None:
    other = Team("web", "Web", oncall=STOREFRONT.oncall[:1])
    here = await house(rows, ANA, BO, STOREFRONT, other, PRIMARY)

    ((_, said),) = await here.at(MONDAY - DAY)

    assert said.startswith("You come on call for Storefront, primary and Web, primary 2026-11-23")


async def test_nobody_without_slack_is_told_and_the_other_is(rows: Store) -> None:
    here = await house(rows, ANA, Person("bo", "Bo Lindqvist"), STOREFRONT, PRIMARY)

    assert [who for who, _ in await here.at(MONDAY)] == ["U0ANA"]


def layer() -> PagerLayer:
    return PagerLayer("L1", "", MONDAY - 28 * DAY, MONDAY - 28 * DAY, 604_800, ("PANA", "PBO"))


POLICY = PagerPolicy("PPOL1", "Payments", (PagerLevel(30, (("schedule", "S1"),)),))


@pytest.mark.parametrize("api", ["v2", "v3"])
async def test_a_schedule_of_pagerduty_is_told_of_as_last_synced(rows: Store, api: str) -> None:
    await keep(rows, ANA, BO, PAYMENTS, API)
    layers = (layer(),) if api == "v2" else ()
    spans = (
        PagerSpan("PPOL1", 1, "PBO", MONDAY - 7 * DAY, MONDAY, "S1", "Payments"),
        PagerSpan("PPOL1", 1, "PANA", MONDAY, MONDAY + 7 * DAY, "S1", "Payments"),
    )
    schedule = PagerSchedule("S1", "Payments", "UTC", api, layers=layers)
    await paged(rows, *spans, at=WEEK_BEFORE, policies=(POLICY,), schedules=(schedule,))
    clock = StillClock(WEEK_BEFORE)
    here = House(make.bot(rows, clock=clock), clock, set())

    assert await here.at(WEEK_BEFORE) == []
    assert turns_of(rows, f"{PREFIX}S1") == ("bo",)
    assert [who for who, _ in await here.at(MONDAY - DAY)] == ["U0ANA"]
    assert await here.at(MONDAY) == [
        ("U0ANA", "You are on call for Payments, primary now until 2026-11-30 09:00 UTC."),
        ("U0BO", "Your shift is over: Payments, primary. Ana Silva is on call now."),
    ]


def body(here: House, person: str, words: str) -> str:
    """All that the newest message with these words says."""
    waiting = here.bot.rows.read(outbox.stuck, here.clock.time + 900 * DAY)
    found = [each.effect for each in waiting if each.effect.person == person]
    return plain(str([each.body["blocks"] for each in found if words in plain(str(each.body))][-1]))


async def asking(rows: Store, person: str, at: datetime, key: str) -> Ask:
    await rows.run(inbox.accept, key, "button", {}, at)
    return Ask(person, "D1", "", at, "button", key)


async def test_whoever_hands_over_is_asked_for_a_note_in_the_evening_before(here: House, rows: Store) -> None:
    evening = MONDAY - 15 * HOUR

    await here.at(MONDAY - DAY)
    assert await here.at(evening - MINUTE) == []
    assert await here.at(evening) == [
        ("U0ANA", "Your shift ends 2026-11-23 09:00 UTC: Storefront, primary. Bo Lindqvist follows.")
    ]
    assert await here.at(evening + HOUR) == []


async def test_a_note_is_handed_over_with_the_facts_and_stands_in_the_answer(
    here: House, rows: Store
) -> None:
    evening = MONDAY - 15 * HOUR
    open_one = make.incident(title="checkout <!channel> 500s", service="checkout", declared_at=evening)
    await keep(rows, CHECKOUT)
    await rows.run(incidents.save, open_one)
    await here.at(evening)
    note = rows.read(notes.opened, "storefront-primary")
    assert note is not None
    said = await handoff.write(
        here.bot, await asking(rows, "U0ANA", evening, "k1"), (note.id, 0), "Watch <@U0BO> the pool"
    )
    assert said is not None
    await here.at(MONDAY)

    assert "It is read at the hand-over." in said.text
    read = body(here, "U0BO", "You are on call")
    assert "Hand-off note of Ana Silva, 15 h ago" in read
    assert "> Watch &lt;@U0BO&gt; the pool" in read
    assert "INC-12 checkout &lt;!channel&gt; 500s" in read
    team = rows.read(catalog.team, "storefront")
    assert [each.text for each in rows.read(handoff.of_team, team, MONDAY + HOUR)] == [
        "Watch <@U0BO> the pool"
    ]


async def test_a_note_written_after_the_hand_over_reaches_who_took_over(here: House, rows: Store) -> None:
    await here.at(MONDAY)
    note = rows.read(notes.handed, "storefront-primary")
    assert note is not None

    await handoff.write(here.bot, await asking(rows, "U0ANA", MONDAY, "k1"), (note.id, 0), "One more thing")

    assert await here.at(MONDAY + MINUTE) == [
        ("U0BO", "Ana Silva wrote the hand-off note of Storefront, primary.")
    ]


async def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(
    here: House, rows: Store
) -> None:
    await here.at(MONDAY)
    note = rows.read(notes.handed, "storefront-primary")
    assert note is not None
    first = await handoff.write(
        here.bot, await asking(rows, "U0ANA", MONDAY, "k1"), (note.id, 0), "The first"
    )

    second = await handoff.write(
        here.bot, await asking(rows, "U0ANA", MONDAY, "k2"), (note.id, 0), "The second"
    )

    kept = rows.read(notes.get, note.id)
    assert (first is None, second) == (False, None)
    assert kept is not None and (kept.text, kept.version) == ("The first", 1)


async def test_only_whoever_hands_over_writes_the_note(here: House, rows: Store) -> None:
    await here.at(MONDAY)
    note = rows.read(notes.handed, "storefront-primary")
    assert note is not None

    with pytest.raises(Refusal, match="The note is written by Ana Silva"):
        await handoff.write(here.bot, await asking(rows, "U0BO", MONDAY, "k1"), (note.id, 0), "Mine")
