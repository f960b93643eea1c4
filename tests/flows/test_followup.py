"""Follow-ups over real rows: kept once, given to somebody, changed, ended once; what follows each."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.effect import EffectKind
from bot.domain.followup import Followup, Sort, State
from bot.domain.refusal import Refusal
from bot.flows import effects
from bot.flows import followup as flow
from bot.flows.followup import Wanted
from bot.flows.rca import Message
from bot.ports import Ask, Bot
from store import audit, inbox, outbox
from store import followup as rows
from store import incident as incidents
from store.sqlite import Store
from tests.make import NOW, bot, incident

FOUND = incident(severity=1, channel="C12")
WEEK = timedelta(weeks=1)
Asking = Callable[[], Awaitable[Ask]]


@pytest.fixture
async def here(rows: Store) -> Bot:
    """INC-12, SEV1, with its channel."""
    await rows.run(incidents.save, FOUND)
    await rows.run(outbox.add, effects.open_channel(FOUND, Ask("U0ANA", "C1", "", NOW, "slash")), NOW)
    return bot(rows)


@pytest.fixture
def asking(here: Bot) -> Asking:
    """An ask of Ana, accepted by the inbox."""
    count = iter(range(1000))

    async def ask() -> Ask:
        key = f"k{next(count)}"
        await here.rows.run(inbox.accept, key, "form", {}, NOW)
        return Ask("U0ANA", "C12", "", NOW, "form", key=key)

    return ask


def kept(here: Bot) -> tuple[Followup, ...]:
    return here.rows.read(rows.of_incident, "INC-12")


def told(here: Bot) -> list[str]:
    waiting = here.rows.read(outbox.of_incident, "INC-12")
    return [each.effect.person for each in waiting if each.effect.kind is EffectKind.DIRECT]


@pytest.mark.parametrize(
    ("wanted", "due"),
    [
        (Wanted(Sort.FOLLOWUP, "add an alert", "U0BO"), NOW + 4 * WEEK),
        (Wanted(Sort.FOLLOWUP, "add an alert", "U0BO", weeks="2"), NOW + 2 * WEEK),
        (Wanted(Sort.TASK, "restart db-3", "U0BO", weeks="2"), None),
    ],
)
async def test_it_is_due_as_asked_or_by_severity_and_its_owner_is_told(
    here: Bot, asking: Asking, wanted: Wanted, due: object
) -> None:
    await flow.add(here, await asking(), FOUND, wanted)

    (found,) = kept(here)
    assert (found.text, found.owner, found.due, found.number) == (wanted.text, "U0BO", due, 1)
    assert told(here) == ["U0BO"]


async def test_ones_own_needs_no_telling_and_nothing_is_nothing(here: Bot, asking: Asking) -> None:
    await flow.add(here, await asking(), FOUND, Wanted(Sort.FOLLOWUP, "add an alert", "U0ANA"))

    assert told(here) == []
    for sort, example in ((Sort.TASK, "/inc task restart db-3"), (Sort.FOLLOWUP, "/inc followup alert")):
        with pytest.raises(Refusal, match=example):
            await flow.add(here, await asking(), FOUND, Wanted(sort, " "))


async def test_a_message_makes_one_follow_up(here: Bot, asking: Asking) -> None:
    wanted = Wanted(
        Sort.FOLLOWUP, "add an alert", message=Message("C7", "1795000000.000100", "U0CY", "add an alert")
    )

    first = await flow.add(here, await asking(), FOUND, wanted)
    again = await flow.add(here, await asking(), FOUND, wanted)

    assert "add an alert" in first.text
    assert "is a follow-up of *INC-12* already" in again.text
    assert len(kept(here)) == 1


async def test_what_changes_is_kept_and_a_new_owner_is_told(here: Bot, asking: Asking) -> None:
    await flow.add(here, await asking(), FOUND, Wanted(Sort.FOLLOWUP, "add an alert", "U0BO"))
    (before,) = kept(here)

    await flow.change(here, await asking(), 1, Wanted(Sort.FOLLOWUP, "", "U0BO", type="detect"))
    await flow.change(here, await asking(), 1, Wanted(Sort.FOLLOWUP, "page", "U0CY", weeks="1"))

    assert kept(here) == (replace(before, text="page", owner="U0CY", due=NOW + WEEK, type=""),)
    assert told(here) == ["U0BO", "U0CY"]
    deeds = [entry.what for entry in here.rows.read(audit.entries, "INC-12")]
    assert deeds == ["followup.added", "followup.changed", "followup.changed"]
    with pytest.raises(Refusal, match="not on record"):
        await flow.change(here, await asking(), 99, Wanted(Sort.FOLLOWUP, "page"))


async def test_it_is_ended_by_the_first_who_says_so(here: Bot, asking: Asking) -> None:
    await flow.add(here, await asking(), FOUND, Wanted(Sort.TASK, "restart db-3"))

    ended = await flow.end(here, replace(await asking(), person="U0BO"), 1, State.DONE)
    with pytest.raises(Refusal) as late:
        await flow.end(here, await asking(), 1, State.DONE)
    opened = await flow.end(here, await asking(), 1, State.OPEN)

    assert (ended.state, ended.ended_by) == (State.DONE, "U0BO")
    assert late.value.shown == "That is done already; <@U0BO> was faster."
    assert opened.is_open
    lines = [event.text for event in here.rows.read(incidents.events, "INC-12")]
    assert lines == ["restart db-3", "done: restart db-3", "reopened: restart db-3"]
