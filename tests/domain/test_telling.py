"""Telling people: what a delay is, when the next update is due, who is reminded, what a severity means."""

from datetime import timedelta

import pytest

from bot.domain import roles, telling
from bot.domain.house import House
from bot.domain.incident import Kind, Status
from bot.domain.telling import Reminder
from tests import make

HOUSE = House()


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("20m", timedelta(minutes=20)),
        ("in 20 min", timedelta(minutes=20)),
        ("me in 20 minutes", timedelta(minutes=20)),
        ("1h", timedelta(hours=1)),
        ("me in 2 Hours", timedelta(hours=2)),
        ("0m", None),
        ("soon", None),
        ("20", None),
        ("about the meeting in 20 min", None),
        ("", None),
    ],
)
def test_a_delay_is_read_as_people_say_it(text: str, wait: timedelta | None) -> None:
    assert telling.delay(text) == wait


def test_the_next_update_is_due_as_the_severity_asks() -> None:
    assert telling.next_update(HOUSE.severity(1), make.NOW) == make.NOW + timedelta(minutes=20)
    assert telling.next_update(HOUSE.severity(4), make.NOW) is None
    assert telling.next_update(None, make.NOW) is None


@pytest.mark.parametrize(
    ("waiting", "minutes", "status", "due"),
    [
        (False, 0, Status.INVESTIGATING, True),
        (False, -1, Status.MITIGATED, True),
        (False, 1, Status.INVESTIGATING, False),
        (True, -60, Status.INVESTIGATING, False),
        (False, -60, Status.RESOLVED, False),
    ],
)
def test_who_was_asked_and_has_not_answered_is_not_asked_again(
    waiting: bool, minutes: int, status: Status, due: bool
) -> None:
    planned = Reminder("INC-12", "U0ANA", make.NOW + timedelta(minutes=minutes), waiting)

    assert telling.is_due(planned, make.incident(status=status), make.NOW) is due


def test_without_a_plan_nobody_is_reminded() -> None:
    assert not telling.is_due(None, make.incident(), make.NOW)


def test_a_digest_keeps_the_last_deeds_and_the_last_hypothesis() -> None:
    events = [
        make.event("declared", kind=Kind.DECLARED),
        make.event("one"),
        make.event("hypothesis: the pool"),
        make.event("two"),
        make.event("Theory: the cache"),
        make.event("three", kind=Kind.PIN),
        make.event("four"),
    ]

    found = telling.digest(make.incident(), events, None)

    assert [event.text for event in found.done] == ["two", "three", "four"]
    assert found.hypothesis is not None
    assert found.hypothesis.text == "Theory: the cache"


def test_another_severity_says_what_changes() -> None:
    assert telling.what_changes(HOUSE, 3, 1) == (
        "SEV1: Most customers are hurt or data is at risk",
        "People are told every 20 min",
        "A post-incident document is required",
    )
    assert telling.what_changes(HOUSE, 3, 4) == (
        "SEV4: Nobody outside notices",
        "No updates are owed",
        "No document is required, as before",
    )
    assert telling.what_changes(HOUSE, 3, 9) == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("comms <@U0BO>", ("communications", "U0BO")),
        ("Scribe <@U0BO|bo>", ("scribe", "U0BO")),
        ("ic <@U0BO>", ("lead", "U0BO")),
        ("ops Me", ("operations", "U0ANA")),
        ("juggler <@U0BO>", None),
        ("scribe", None),
        ("scribe bo", None),
    ],
)
def test_a_role_is_read_with_its_person(words: str, found: tuple[str, str] | None) -> None:
    assert roles.read(words, "U0ANA") == found
