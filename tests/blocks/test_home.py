"""App Home within Slack's limits, whatever there is to show, and foreign text in it."""

from datetime import timedelta

import pytest

from bot.blocks import home
from bot.domain.catalog import Person
from bot.domain.home import Awaited, Wait
from bot.domain.oncall import Duties, Duty
from bot.ports import Block, Blocks
from bot.sandbox.slack import forms, rendering
from tests.make import NOW, incident

HOUR = timedelta(hours=1)


def read(blocks: Blocks) -> str:
    return rendering.shown("", list(blocks), str)


def owed(why: Wait, **fields: object) -> Awaited:
    return Awaited(why, incident(), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [0, 1, 15, 300])
@pytest.mark.parametrize("text", ["checkout 500s", "<!channel> & " * 300])
def test_slack_takes_it_however_much_there_is(size: int, text: str) -> None:
    many = [incident(n, title=text, lead="U0ANA") for n in range(size)]
    waits = [Awaited(list(Wait)[n % 4], each, NOW - HOUR, n, text, str(n)) for n, each in enumerate(many)]
    person = Person("ana", text, slack="U0ANA")
    duty = Duty(text, 1, NOW - HOUR, NOW + HOUR, "rota")
    parts = [
        home.waiting(waits, NOW),
        home.incidents(many[:15], size),
        home.shifts(Duties(person, (duty,) * size, (duty,) * min(size, 2)), NOW),
        home.services([home.Standing("a", text, text, n % 2 == 0) for n in range(min(size, 12))], size, text),
    ]

    view: Block = home.view([*parts, *parts, *parts, *parts], NOW)

    assert forms.complaints(view) == []
    assert len(view["blocks"]) <= 100
    assert "<!channel>" not in str(view)


def test_what_is_overdue_comes_first() -> None:
    said = read(
        home.waiting(
            [
                owed(Wait.TODO, at=NOW + HOUR, text="add an alert", key="1"),
                owed(Wait.LEADER),
                owed(Wait.UPDATE, at=NOW - HOUR),
            ],
            NOW,
        )
    )

    places = [said.index(words) for words in ("promised an update", "nobody leads it", "add an alert")]
    assert places == sorted(places)


def test_what_is_left_out_is_said() -> None:
    parts = [home.waiting([owed(Wait.LEADER)] * 15, NOW)] * 8

    view = home.view(parts, NOW)

    assert "more sections did not fit" in view["blocks"][-1]["elements"][0]["text"]


def test_who_is_on_call_for_nothing_reads_so() -> None:
    assert "You are on call for nothing" in read(home.shifts(Duties(Person("ana", "Ana")), NOW))
    assert "The catalog does not know you yet" in read(home.shifts(None, NOW))
    assert home.services([], 0, "Gold") == ()
