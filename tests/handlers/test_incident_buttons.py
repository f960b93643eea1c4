"""Earlier and Later under the timeline: a press turns the page where it stands."""

from datetime import timedelta

import pytest

from bot.domain.refusal import Refusal
from bot.ports import Ask, Reply
from bot.sandbox.slack import rendering
from handlers.commands.incident import timeline_on
from store import incident as incidents
from store.sqlite import Store
from tests import make
from tests.make import NOW, event, incident


@pytest.fixture
async def long(rows: Store) -> Store:
    """INC-12 with 25 lines on its timeline."""
    await rows.run(incidents.save, incident())
    for minute in range(25):
        await rows.run(incidents.add_event, event(f"note {minute}", at=NOW + timedelta(minutes=minute)))
    return rows


def press(value: str) -> Ask:
    """Ana presses a button of that value."""
    return Ask("U0ANA", "C12", "", NOW, "button", values={"value": value})


async def pressed(store: Store, value: str) -> tuple[str, bool]:
    """The first line of the page that a press leads to, and whether it takes the place of the one before."""
    try:
        answer = await timeline_on(make.bot(store), press(value))
    except Refusal as refusal:
        return refusal.text, False
    assert isinstance(answer, Reply)
    return rendering.shown(answer.text, answer.blocks, str).splitlines()[0], answer.replace


async def test_the_timeline_goes_on_in_its_place(long: Store) -> None:
    pages = [await pressed(long, value) for value in ("INC-12 5", "INC-12 25", "INC-12", "INC-12 x")]

    first, last = "*Timeline of INC-12* (25 lines, 1 to 5)", "*Timeline of INC-12* (25 lines, 6 to 25)"
    assert pages == [(first, True), (last, True), (last, True), (last, True)]


async def test_a_timeline_that_is_not_there_is_refused(long: Store) -> None:
    assert await pressed(long, "INC-99 5") == ("There is no INC-99.", False)
