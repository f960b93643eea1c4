"""The builders of Block Kit, with any text and any number of things: Slack takes what they make."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.blocks import kit
from bot.sandbox.slack import forms
from bot.sandbox.slack.blocks import complaints

LONG = st.integers(0, 4000).map(lambda n: "x" * n)
TEXT = st.one_of(
    st.text(max_size=200), LONG, st.sampled_from(["", " ", "\x00", "&" * 3001, "<" * 900, "\u202e"])
)
PAIRS = st.lists(st.tuples(TEXT, st.text(min_size=1, max_size=300)), max_size=150)
Make = Callable[[str], kit.Block]

IN_MESSAGES: list[Make] = [
    kit.header,
    lambda text: kit.section(kit.escape(text)),
    lambda text: kit.section(kit.escape(text), kit.button(text, "svc_show", text)),
    lambda text: kit.fields([(kit.escape(text), kit.escape(text))] * 12),
    lambda text: kit.context(*[kit.escape(text)] * 12),
    lambda _: kit.context(),
    lambda text: kit.actions([kit.button(text, "svc_show", text, style="primary")] * 30, "row"),
    lambda text: kit.actions([kit.link_button(text, "page_link", "https://example.com/x")]),
    lambda text: kit.section(kit.link("https://example.com/x", text)),
    lambda text: kit.section(kit.link(text, text)),
    lambda text: kit.section(kit.person(text)),
    lambda text: kit.section(kit.whole([kit.escape(text)] * 5)),
    lambda _: kit.divider(),
]


@pytest.mark.parametrize("make", IN_MESSAGES)
@given(text=TEXT)
@settings(max_examples=25, deadline=None)
def test_slack_takes_every_block_of_a_message(make: Make, text: str) -> None:
    assert complaints([make(text)], "message") == []


@given(text=TEXT, lines=st.lists(TEXT.map(kit.escape), max_size=30))
@settings(max_examples=25, deadline=None)
def test_no_line_is_lost_in_many_sections(text: str, lines: list[str]) -> None:
    made = kit.sections(kit.escape(text) or "title", [line for line in lines if line])

    assert complaints(list(made), "message") == []
    shown = "\n".join(block["text"]["text"] for block in made)
    assert all(line in shown for line in lines if len(line) <= kit.TEXT)


@given(text=TEXT, pairs=PAIRS.filter(bool))
@settings(max_examples=25, deadline=None)
def test_slack_takes_every_form(text: str, pairs: list[tuple[str, str]]) -> None:
    inputs = [
        kit.text_input("a", text, initial=text, lines=True),
        kit.select_input("b", text, pairs, initial=pairs[0][1]),
        kit.search_input("c", text, pairs),
        kit.person_input("d", text, initial="U0ANA"),
    ]

    made = kit.modal(text, inputs, callback="declare", submit=text or "Go")

    assert complaints(made["blocks"], "modal") == []
    assert forms.complaints(made) == []


@given(text=TEXT, limit=st.integers(1, 3000))
@example(text="a" * 10, limit=1)
@settings(max_examples=100, deadline=None)
def test_nothing_is_longer_than_it_may_be(text: str, limit: int) -> None:
    assert len(kit.clip(text, limit)) <= limit
    assert len(kit.cut(kit.escape(text), limit)) <= limit


@pytest.mark.parametrize(
    ("mrkdwn", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("0123456789", 5, "0123…"),
        ("see <https://x.example|the page>", 20, "see…"),
        ("A &amp; B", 5, "A…"),
        ("A &amp; B", 8, "A &amp;…"),
    ],
)
def test_a_cut_halves_no_link_and_no_entity(mrkdwn: str, limit: int, expected: str) -> None:
    assert kit.cut(mrkdwn, limit) == expected


@pytest.mark.parametrize(
    ("lines", "limit", "expected"),
    [
        ([], 10, ""),
        (["a", "b"], 10, "a\nb"),
        (["aaaa", "bbbb", "cccc", "dddd"], 16, "aaaa\nand 3 more"),
        (["x" * 20], 10, "x" * 9 + "…"),
    ],
)
def test_lines_that_do_not_fit_are_counted(lines: list[str], limit: int, expected: str) -> None:
    assert kit.whole(lines, limit) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/a?b=1&c=2", "<https://x.example/a?b=1&amp;c=2|A ¦ B &amp; C>"),
        ("javascript:alert(1)", "A ¦ B &amp; C"),
        ("https://x.example/>|<!channel>", "A ¦ B &amp; C"),
        ("https://x.example/\u202e", "A ¦ B &amp; C"),
        ("", "A ¦ B &amp; C"),
    ],
)
def test_a_link_leads_to_a_page_or_is_a_text(url: str, expected: str) -> None:
    assert kit.link(url, "A | B & C") == expected


@pytest.mark.parametrize(
    ("slack_id", "expected"),
    [("U0ANA", "<@U0ANA>"), ("W1", "<@W1>"), ("ana", "ana"), ("", "nobody"), ("<!here>", "&lt;!here&gt;")],
)
def test_a_person_is_a_mention_or_a_text(slack_id: str, expected: str) -> None:
    assert kit.person(slack_id) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (200_000, "2 d"),
    ],
)
def test_how_long_in_the_largest_unit(seconds: float, expected: str) -> None:
    assert kit.ago(seconds) == expected


def test_a_time_is_the_readers_with_utc_beside_it() -> None:
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    assert kit.when(at) == "<!date^1795176000^{date_short_pretty} {time}|2026-11-20 12:00 UTC>"


def test_each_button_of_a_row_has_a_name_of_its_own() -> None:
    row = kit.actions([kit.button("A", "svc_show", "a"), kit.button("B", "svc_show", "b")], "which")

    assert [each["action_id"] for each in row["elements"]] == ["svc_show", "svc_show:1"]
    assert row["block_id"] == "which"


STATE: dict[str, Any] = {
    "title": {"title": {"type": "plain_text_input", "value": "checkout 500s"}},
    "empty": {"empty": {"type": "plain_text_input", "value": None}},
    "one": {"one": {"type": "static_select", "selected_option": {"value": "2"}}},
    "none": {"none": {"type": "external_select", "selected_option": None}},
    "who": {"who": {"type": "users_select", "selected_user": "U0BO"}},
    "day": {"day": {"type": "datepicker", "selected_date": "2026-11-20"}},
    "many": {"many": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
}


def test_what_was_filled_in_is_read_whatever_held_it() -> None:
    assert kit.values(STATE) == {
        "title": "checkout 500s",
        "empty": "",
        "one": "2",
        "none": "",
        "who": "U0BO",
        "day": "2026-11-20",
        "many": "a,b",
    }
