"""What a person enters, as Slack reports it: every kind of element, and what cannot be entered."""

from typing import Any

import pytest

from bot.sandbox.slack import inputs
from tests.sandbox.parts import actions, button, field, option, plain, section, select, typed

Json = dict[str, Any]
A, B = option("a", "A"), option("b", "B")


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        (typed(), "x", {"value": "x"}),
        (typed(), "", {"value": None}),
        (typed("email_text_input"), "a@b.c", {"value": "a@b.c"}),
        (typed("number_input", is_decimal_allowed=False), 7, {"value": "7"}),
        (select(options=[A, B]), "b", {"selected_option": B}),
        (select(options=[A]), None, {"selected_option": None}),
        (select(option_groups=[{"label": plain("G"), "options": [A, B]}]), "b", {"selected_option": B}),
        (select("external_select"), "pay", {"selected_option": option("pay", "pay")}),
        (select("external_select"), A, {"selected_option": A}),
        (select("multi_static_select", options=[A, B]), ["a", "b"], {"selected_options": [A, B]}),
        (select("checkboxes", options=[A, B]), "a", {"selected_options": [A]}),
        (select("radio_buttons", options=[A, B]), "a", {"selected_option": A}),
        (select("overflow", options=[A, B]), "a", {"selected_option": A}),
        (select("users_select"), "U1", {"selected_user": "U1"}),
        (select("conversations_select"), "C1", {"selected_conversation": "C1"}),
        (select("channels_select"), "", {"selected_channel": None}),
        (select("multi_users_select"), ["U1"], {"selected_users": ["U1"]}),
        (select("multi_conversations_select"), None, {"selected_conversations": []}),
        (select("datepicker"), "2026-01-31", {"selected_date": "2026-01-31"}),
        (select("timepicker"), "17:00", {"selected_time": "17:00"}),
        (select("datetimepicker"), "1800000000", {"selected_date_time": 1_800_000_000}),
        (typed("file_input"), ["F1"], {"files": ["F1"]}),
    ],
)
def test_what_is_entered_is_reported(element: Json, value: Any, state: Json) -> None:
    assert inputs.entered(element, value) == {"type": element["type"], **state}


@pytest.mark.parametrize(
    ("element", "value", "why"),
    [
        (typed(max_length=3), "four", "at most 3 characters"),
        (typed(min_length=3), "x", "at least 3 characters"),
        (select(options=[A]), "z", "no option has the value 'z'"),
    ],
)
def test_what_cannot_be_entered_is_refused(element: Json, value: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        inputs.entered(element, value)


@pytest.mark.parametrize(
    ("element", "state"),
    [
        (typed(initial_value="x"), {"value": "x"}),
        (typed(), {"value": None}),
        (select(options=[A], initial_option=A), {"selected_option": A}),
        (select("multi_static_select", options=[A], initial_options=[A]), {"selected_options": [A]}),
        (select("users_select", initial_user="U1"), {"selected_user": "U1"}),
        (select("datepicker", initial_date="2026-01-31"), {"selected_date": "2026-01-31"}),
    ],
)
def test_an_element_opens_with_its_initial_value(element: Json, state: Json) -> None:
    assert inputs.initial(element) == {"type": element["type"], **state}


def test_the_state_of_a_form_is_what_it_opened_with_and_what_was_entered_since() -> None:
    form = [
        section(block_id="words", accessory=button()),
        actions(select(options=[A])) | {"block_id": "level"},
        field(typed(initial_value="old"), block_id="title"),
    ]

    state = inputs.state(form, {"title": {"typed": {"type": "plain_text_input", "value": "new"}}})

    assert state == {
        "level": {"pick": {"type": "static_select", "selected_option": None}},
        "title": {"typed": {"type": "plain_text_input", "value": "new"}},
    }


@pytest.mark.parametrize(
    ("value", "empty"),
    [({"type": "x", "value": None}, True), ({"type": "x", "files": []}, True), ({"value": "x"}, False)],
)
def test_nothing_entered_is_empty(value: Json, empty: bool) -> None:
    assert inputs.is_empty(value) is empty
