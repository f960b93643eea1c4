"""A page: whom to call next, when it is answered, and that the same thing told twice stands once."""

from datetime import timedelta

import pytest

from bot.domain.page import Entry, Happened, Page, State, Step, Way, Who, answer, in_order, next_step, state
from tests.make import NOW

ANA, BO, CY = Who("Ana", "U0ANA", pager="PANA"), Who("Bo", "U0BO"), Who("Cy", phone="+1 604")
MAYA = Who("Maya", "U0MAYA")
MINUTE = timedelta(minutes=1)
PAGE = Page(
    "page-1", "team", "payments", "Payments", "U0LEE", NOW, Way.SLACK, levels=((ANA,), (CY,), (BO, MAYA))
)


def happened(kind: Happened, who: Who | None, minutes: float = 0, level: int = 0) -> Entry:
    id = f"{kind}:{who.name if who else ''}:{minutes}"
    return Entry(id, kind, NOW + minutes * MINUTE, who, level)


CALLED = happened(Happened.PAGED, ANA, 0, 1)


@pytest.mark.parametrize(
    ("entries", "minutes", "expected"),
    [
        ((), 0, Step(1, (ANA,))),
        ((CALLED,), 4.9, Step(1, until=NOW + 5 * MINUTE)),
        ((CALLED,), 5, Step(3, (BO, MAYA))),
        ((CALLED, happened(Happened.DECLINED, ANA, 1)), 1, Step(3, (BO, MAYA))),
        ((CALLED, happened(Happened.DECLINED, BO, 1)), 1, Step(1, until=NOW + 5 * MINUTE)),
        ((CALLED, happened(Happened.PAGED, BO, 5, 3), happened(Happened.PAGED, MAYA, 5, 3)), 10, Step()),
    ],
)
def test_a_level_has_its_time_and_who_has_no_slack_is_passed_over(
    entries: tuple[Entry, ...], minutes: float, expected: Step
) -> None:
    assert next_step(PAGE, entries, NOW + minutes * MINUTE) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), State.CALLING),
        ((CALLED,), State.CALLING),
        ((happened(Happened.DELIVERED, None),), State.DELIVERED),
        ((happened(Happened.EXHAUSTED, None, 9),), State.UNANSWERED),
        (
            (happened(Happened.EXHAUSTED, None, 9), happened(Happened.ACKNOWLEDGED, BO, 12)),
            State.ACKNOWLEDGED,
        ),
        ((happened(Happened.ACKNOWLEDGED, BO, 1), happened(Happened.RESOLVED, BO, 2)), State.ACKNOWLEDGED),
        ((happened(Happened.RESOLVED, None, 2),), State.RESOLVED),
    ],
)
def test_how_a_page_stands(entries: tuple[Entry, ...], expected: State) -> None:
    assert state(entries) is expected


def test_who_was_first_is_who_was_first_whatever_came_first() -> None:
    later, sooner = happened(Happened.ACKNOWLEDGED, BO, 3), happened(Happened.ACKNOWLEDGED, ANA, 2)

    found = answer((later, sooner))

    assert found == sooner


def test_what_a_webhook_and_a_poll_both_tell_stands_once() -> None:
    by_poll = Entry("R1:0", Happened.ACKNOWLEDGED, NOW, Who("Ana Silva", pager="PANA"))
    by_hook = Entry("event:1:0", Happened.ACKNOWLEDGED, NOW + timedelta(milliseconds=400), ANA)
    another = Entry("R2:0", Happened.ACKNOWLEDGED, NOW, BO)

    assert in_order((by_hook, another, by_poll)) == (by_poll, another)
