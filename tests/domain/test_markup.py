"""Slack's encoding is undone once at the border."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit import escape
from bot.domain.markup import decode, decode_words, plain


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        ("A &amp; B &lt;x&gt;", "A & B <x>"),
        ("see <https://a.example/x?a=1&amp;b=2|the page>", "see the page"),
        ("see <https://a.example/x?a=1&amp;b=2>", "see https://a.example/x?a=1&b=2"),
        ("<@U0ANA|ana> and <@U0BO>", "@ana and @U0BO"),
        ("<#C0GEN|general>", "#general"),
        ("<!channel> wake up", "@channel wake up"),
        ("<!subteam^S1|@oncall> please", "@oncall please"),
        ("&amp;lt;", "&lt;"),
        ('{"operator": "<", "then": ">"}', '{"operator": "<", "then": ">"}'),
        ("a <b> c", "a <b> c"),
        ("", ""),
    ],
)
def test_people_read_what_they_typed(encoded: str, text: str) -> None:
    assert decode(encoded) == text


def test_a_commands_words_keep_the_people_in_them() -> None:
    words = decode_words("lead <@U0BO|bo> &amp; co in <#C1|ops>")

    assert words == "lead <@U0BO|bo> & co in #ops"
    assert plain(words) == "lead @bo & co in #ops"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), max_size=200))
def test_what_is_escaped_for_slack_is_decoded_to_the_same(text: str) -> None:
    assert decode(escape(text)) == text


@given(st.text(max_size=400))
def test_escaped_text_holds_no_control_character_of_slack(text: str) -> None:
    escaped = escape(text)

    assert "<" not in escaped
    assert ">" not in escaped
