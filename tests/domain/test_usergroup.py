"""User groups and topics by value: what is wanted, what somebody changed by hand, what stays."""

import pytest

from bot.domain.house import Chosen
from bot.domain.rota.topic import LONGEST, part, told, written
from bot.domain.usergroup import Drift, UserGroup, drift, handle

ANA, BO, CY = "U0ANA", "U0BO", "U0CY"


@pytest.mark.parametrize(
    ("team", "expected"),
    [("payments", "oncall-payments"), ("Web & Mobile", "oncall-web-mobile"), ("a.b_c", "oncall-a.b_c")],
)
def test_a_handle_is_one_that_slack_takes(team: str, expected: str) -> None:
    assert handle(team) == expected


@pytest.mark.parametrize(
    ("found", "put", "wanted", "expected"),
    [
        (UserGroup("S1", "oncall-x", (ANA,)), (ANA,), (BO,), None),
        (UserGroup("S1", "oncall-x", (BO,)), (ANA,), (BO,), None),
        (UserGroup("S1", "oncall-x", (ANA, CY)), (ANA,), (ANA,), Drift(added=(CY,))),
        (UserGroup("S1", "oncall-x", (CY,)), (ANA,), (BO,), Drift((CY,), (ANA,))),
        (UserGroup("S1", "oncall-x", (ANA,), on=False), (ANA,), (ANA,), Drift((), (ANA,), off=True)),
        (UserGroup("S1", "duty", (ANA,)), (ANA,), (ANA,), Drift(renamed="duty")),
        (UserGroup("S1", "oncall-x", (ANA,), on=False), (), (), None),
    ],
    ids=["ours", "right already", "added", "another", "off", "renamed", "off as it should be"],
)
def test_only_what_somebody_else_changed_is_drift(
    found: UserGroup, put: tuple[str, ...], wanted: tuple[str, ...], expected: Drift | None
) -> None:
    assert drift(found, put, wanted, "oncall-x") == expected


def test_what_is_chosen_is_for_everyone_for_some_or_for_none() -> None:
    assert (bool(Chosen()), Chosen().has("x")) == (False, False)
    assert (bool(Chosen(teams=("x",))), Chosen(teams=("x",)).has("x"), Chosen(teams=("x",)).has("y")) == (
        True,
        True,
        False,
    )
    assert Chosen(everyone=True).has("y")


LEVELS = (("Ana Silva", "Cy"), ("Bo Lindqvist",))
SAID = "[on call: Ana Silva and Cy, then Bo Lindqvist]"


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("", SAID),
        ("Payments. Ask here first", f"Payments. Ask here first {SAID}"),
        ("[on call: nobody] Ask here", f"{SAID} Ask here"),
        (f"Ask [first] {SAID} here", f"Ask [first] {SAID} here"),
    ],
    ids=["empty", "at the end", "in its place", "as it is"],
)
def test_the_part_is_put_in_and_the_rest_stays(topic: str, expected: str) -> None:
    assert told(topic, LEVELS) == expected


def test_what_does_not_fit_is_left_out_level_by_level_and_people_go_first() -> None:
    room = LONGEST - len(part(LEVELS[:1])) - 1

    assert told("x" * room, LEVELS) == f"{'x' * room} {part(LEVELS[:1])}"
    assert told("x" * (room + 1), LEVELS) is None
    assert told("x", ()) == "x [on call: nobody]"


def test_names_can_neither_end_the_part_nor_call_anybody() -> None:
    assert part([["<!here> ]x["]]) == "[on call: !here x]"


def test_a_topic_is_read_as_people_wrote_it() -> None:
    assert written("A &amp; B &lt;3 <https://x.example/a|x.example> <#C1|web>") == (
        "A & B <3 https://x.example/a <#C1|web>"
    )
