"""What is owed, over real rows and a clock that is moved: who hears what on which day, each once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalog import Catalog, Person, Service, Team
from bot.domain.followup import Sort
from bot.domain.incident import Incident, Status
from bot.domain.refusal import Refusal
from bot.flows import effects, followup, owing
from bot.flows.followup import Wanted
from bot.ports import Ask, Bot
from store import catalog as catalogs
from store import followup as followups
from store import inbox, outbox
from store import incident as incidents
from store import owed as debts
from store.sqlite import Store
from tests.make import NOW, StillClock, bot, event, incident

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Asking = Callable[[], Awaitable[Ask]]
COMPANY = Catalog(
    people=(
        Person("ana", "Ana Silva", slack="U0ANA", timezone="Europe/Lisbon"),
        Person("maya", "Maya", slack="U0MAYA"),
    ),
    teams=(Team("web", "Web", channel="#team-web", leads=("maya",)), Team("alone", "Alone", leads=("maya",))),
    services=(Service("shop", "Shop", team="web"), Service("lone", "Lone", team="alone")),
)


def resolved(severity: int = 1, **fields: object) -> Incident:
    plain: dict[str, object] = {
        "severity": severity,
        "status": Status.RESOLVED,
        "stamps": {"declared": NOW, "resolved": NOW},
        "service": "shop",
        "channel": "C12",
        "lead": "U0ANA",
    }
    return incident(**(plain | fields))  # type: ignore[arg-type]


@pytest.fixture
async def here(rows: Store) -> Bot:
    """The company, and INC-12, which was SEV1 and is over."""
    await rows.run(catalogs.save, COMPANY, NOW)
    await rows.run(incidents.save, resolved())
    await rows.run(outbox.add, effects.open_channel(resolved(), Ask("U0ANA", "C1", "", NOW, "slash")), NOW)
    made = bot(rows, clock=StillClock())
    await rows.run(owing.owe, made, resolved())
    return made


@pytest.fixture
def asking(here: Bot) -> Asking:
    """An ask of Bo, accepted by the inbox."""
    count = iter(range(1000))

    async def ask() -> Ask:
        key = f"k{next(count)}"
        await here.rows.run(inbox.accept, key, "form", {}, NOW)
        return Ask("U0BO", "C12", "", here.clock.now(), "form", key=key)

    return ask


async def hears(here: Bot, later: timedelta) -> list[tuple[str, str]]:
    """(who, what) of all that is sent when it is so much later, and no more when it is asked again."""
    clock = here.clock
    assert isinstance(clock, StillClock)
    clock.time = NOW + later
    before = {each.effect.id for each in here.rows.read(outbox.stuck, clock.now() + 900 * DAY)}
    for _ in range(2):
        await owing.remind(here, {})
    waiting = here.rows.read(outbox.stuck, clock.now() + 900 * DAY)
    return [
        (each.effect.person or each.effect.lane, str(each.effect.body["text"]))
        for each in waiting
        if each.effect.id not in before
    ]


async def test_the_author_of_a_grave_one_hears_a_day_before_on_the_day_and_three_days_after(
    here: Bot,
) -> None:
    heard = {days: await hears(here, days * DAY - 3 * HOUR) for days in (1, 2, 3, 4, 6, 9)}

    assert {days: [who for who, what in said if "document of" in what] for days, said in heard.items()} == {
        1: [], 2: ["U0ANA"], 3: ["U0ANA"], 4: [], 6: ["U0ANA"], 9: [],
    }  # fmt: skip
    assert "is due <!date^" in heard[2][0][1]
    assert "was due <!date^" in next(what for who, what in heard[6] if who == "U0ANA")


@pytest.mark.parametrize(
    ("found", "owner"),
    [
        (resolved(severity=2), "U0ANA"),
        (resolved(severity=2, lead=""), "U0BO"),
        (resolved(severity=3), None),
        (resolved(severity=1, status=Status.INVESTIGATING, stamps={"declared": NOW}), None),
    ],
)
async def test_it_is_the_leads_else_who_wrote_most_and_only_where_the_severity_asks(
    rows: Store, found: Incident, owner: str | None
) -> None:
    made = bot(rows)
    await rows.run(incidents.save, found)
    await rows.run(incidents.add_event, event("pool is full", by="U0BO"))

    await rows.run(owing.owe, made, found)

    owed = rows.read(debts.get, "INC-12")
    assert (owed.owner if owed else None) == owner


async def test_another_severity_is_another_date_and_a_small_one_owes_nothing(here: Bot) -> None:
    first = here.rows.read(debts.get, "INC-12")
    await here.rows.run(owing.owe, here, resolved(severity=2))
    second = here.rows.read(debts.get, "INC-12")
    await here.rows.run(owing.owe, here, resolved(severity=3))

    assert first is not None
    assert second is not None
    assert (second.due - first.due, second.owner) == (4 * DAY, "U0ANA")
    assert here.rows.read(debts.get, "INC-12") is None


async def test_given_away_the_new_author_hears_and_done_nobody_does(here: Bot, asking: Asking) -> None:
    given = await owing.give(here, await asking(), resolved(), "U0MAYA")
    heard = await hears(here, 2 * DAY)
    said = await owing.done(here, await asking(), resolved())
    silent = await hears(here, 6 * DAY)

    assert "<@U0MAYA>'s, due" in given.text
    assert [who for who, _ in heard if who.startswith("U0")] == ["U0MAYA"]
    assert "is done. It still lacks" in said.text
    assert [what for _, what in silent if "document" in what] == []
    with pytest.raises(Refusal, match="done already"):
        await owing.done(here, await asking(), resolved())
    with pytest.raises(Refusal, match="INC-7 owes no document"):
        await owing.give(here, await asking(), incident(7), "U0MAYA")


async def test_a_follow_up_is_spoken_of_to_its_owner_until_it_is_done(here: Bot, asking: Asking) -> None:
    await followup.add(here, await asking(), resolved(), Wanted(Sort.FOLLOWUP, "add an alert", "U0CY", "2"))
    kept = here.rows.read(followups.of_incident, "INC-12")

    early = await hears(here, 11 * DAY)
    soon = await hears(here, 12 * DAY)

    assert [who for who, _ in early if who == "U0CY"] == []
    assert [what.split(" <!")[0] for who, what in soon if who == "U0CY"] == [
        "Your follow-up of *INC-12* is due"
    ]
    assert kept[0].owner == "U0CY"


async def test_a_team_hears_once_a_week_of_all_that_it_owes(here: Bot, asking: Asking) -> None:
    await followup.add(here, await asking(), resolved(), Wanted(Sort.FOLLOWUP, "add an alert", "", "1"))
    lone = resolved(number=13, service="lone", severity=2)
    await here.rows.run(incidents.save, lone)
    await here.rows.run(owing.owe, here, lone)

    monday = await hears(here, 3 * DAY)
    again = await hears(here, 4 * DAY)

    assert [(who, what) for who, what in monday if "owes" in what] == [
        ("U0MAYA", "*Web* owes 1 document and 1 follow-up"),
        ("U0MAYA", "*Alone* owes 1 document"),
    ]
    assert [what for _, what in again if "owes" in what] == []


async def test_what_was_reopened_owes_nothing_for_now(here: Bot) -> None:
    await here.rows.run(incidents.save, replace(resolved(), status=Status.INVESTIGATING))

    assert await hears(here, 3 * DAY) == []
