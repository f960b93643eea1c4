"""The builders of Block Kit: what is cut is cut whole, what is foreign is safe, what is long goes on."""

from datetime import datetime, timedelta

import pytest

from bot.blocks import kit
from bot.sandbox.slack.blocks import complaints
from tests.make import NOW

AGES = [0, 0.4, 1, 42, 59.9, 60, 61, 3599, 3600, 3601, 86399, 86400, 200000.5]
LINK = "<https://example.org|x>"


@pytest.mark.parametrize(
    ("mrkdwn", "limit", "kept"),
    [
        ("short", 5, "short"),
        ("longer than that", 10, "longer th…"),
        (f"see {LINK} now", 20, "see…"),
        ("by <@U0ANA>, <@U0BO>", 15, "by <@U0ANA>,…"),
        ("a &amp; b", 5, "a…"),
        ("a &lt; b", 4, "a…"),
        ("R&D is ours", 4, "R&D…"),
    ],
)
def test_mrkdwn_is_cut_before_what_the_cut_would_halve(mrkdwn: str, limit: int, kept: str) -> None:
    assert kit.cut(mrkdwn, limit) == kept
    assert len(kit.cut(mrkdwn, limit)) <= limit


@pytest.mark.parametrize(
    ("lines", "limit", "kept"),
    [
        ([], 20, ""),
        (["one", "two"], 20, "one\ntwo"),
        (["one", "two", "three", "four", "five"], 20, "one\ntwo\nand 3 more"),
        (["a single line that is too long"], 12, "a single li…"),
    ],
)
def test_lines_are_kept_whole_and_the_rest_is_counted(lines: list[str], limit: int, kept: str) -> None:
    assert kit.whole(lines, limit) == kept


@pytest.mark.parametrize(
    ("text", "limit", "safe"),
    [
        ("A & B <x>", 20, "A &amp; B &lt;x&gt;"),
        ("&" * 20, 20, "&amp;&amp;&amp;…"),
        ("two\tlines  apart", 40, "two lines apart"),
        ("\x07\u202edark\u202c\x1b", 40, "dark"),
    ],
)
def test_foreign_text_stays_within_its_limit_once_it_is_safe(text: str, limit: int, safe: str) -> None:
    assert kit.snug(text, limit) == safe
    assert len(safe) <= limit


@pytest.mark.parametrize(
    ("url", "usable"),
    [
        ("https://example.org/a?b=c&d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org|x> <!channel>", False),
        ("https://example.org/\x00", False),
        ("https://example.org/" + "x" * 3000, False),
    ],
)
def test_only_plain_addresses_become_links(url: str, usable: bool) -> None:
    assert bool(kit.address(url)) is usable
    assert kit.link(url, "x").startswith("<http") is usable


@pytest.mark.parametrize(
    ("slack_id", "shown"), [("U0ANA", "<@U0ANA>"), ("", "nobody"), ("U1> <!channel", "U1&gt; &lt;!channel")]
)
def test_only_an_id_becomes_a_mention(slack_id: str, shown: str) -> None:
    assert kit.person(slack_id) == shown


def test_many_lines_go_on_in_further_sections() -> None:
    lines = [f"{number} " + "x" * 500 for number in range(20)]

    made = kit.sections("*Title*", lines)

    assert "\n".join(block["text"]["text"] for block in made) == "\n".join(["*Title*", *lines])
    assert complaints(list(made), "message") == []


@pytest.mark.parametrize("text", ["", " ", "\x07", "\u202e"])
def test_what_nobody_sees_is_an_ellipsis(text: str) -> None:
    assert [kit.header(text)["text"]["text"], kit.button(text, "x")["text"]["text"]] == ["…", "…"]


@pytest.mark.parametrize("age", [*AGES, *(-age for age in AGES)])
def test_an_age_is_steady_until_it_is_told_by_another_number(age: float) -> None:
    at = NOW - timedelta(seconds=age)
    millisecond = timedelta(milliseconds=1)

    until = kit.steady([at], NOW)

    def told(now: datetime) -> tuple[bool, str]:
        return now < at, kit.ago(abs((now - at).total_seconds()))

    assert until >= NOW
    assert until == NOW or told(until - millisecond) == told(NOW)
    assert told(until + millisecond) != told(NOW)


def test_the_first_to_change_is_told_and_nothing_is_steady_for_a_day() -> None:
    moments = [NOW - timedelta(hours=3), NOW - timedelta(minutes=3, seconds=20)]

    assert kit.steady(moments, NOW) == NOW + timedelta(seconds=40)
    assert kit.steady([], NOW) == NOW + timedelta(days=1)
