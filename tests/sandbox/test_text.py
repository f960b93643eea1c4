"""Text: encoded as Slack encodes what people type, and read as people read it."""

from typing import Any

import pytest

from bot.sandbox.slack import rendering
from bot.sandbox.slack.encoding import Names, encoded, escape, rich, unescape
from tests.sandbox.parts import actions, button, field, image, mrkdwn, option, plain, section, select, typed

NAMES = Names({"ana": "U1", "bo.chen": "U2", "tocsin": "U3"}, {"general": "C1"})


@pytest.mark.parametrize(
    ("typed_text", "sent"),
    [
        ("plain words", "plain words"),
        ("A & B <x> & more", "A &amp; B &lt;x&gt; &amp; more"),
        ("@ana look", "<@U1> look"),
        ("(@Tocsin)", "(<@U3>)"),
        ("@bo.chen.", "<@U2>."),
        ("@nobody", "@nobody"),
        ("mail ana@example.com", "mail <mailto:ana@example.com|ana@example.com>"),
        ("#general and #nowhere", "<#C1|general> and #nowhere"),
        ("@channel @here @everyone", "<!channel> <!here> <!everyone>"),
        ("see https://a.b/c?d=1&e=2.", "see <https://a.b/c?d=1&amp;e=2>."),
        ("see example.com/x, ok", "see <http://example.com/x|example.com/x>, ok"),
        ("<@U1> typed by hand", "&lt;@U1&gt; typed by hand"),
        ("&lt; typed by hand", "&amp;lt; typed by hand"),
        ("", ""),
    ],
)
def test_typed_text_is_encoded(typed_text: str, sent: str) -> None:
    assert encoded(typed_text, NAMES) == sent


def test_a_commands_mentions_carry_names() -> None:
    assert encoded("lead @Ana in #general", NAMES, labels=True) == "lead <@U1|ana> in <#C1|general>"


@pytest.mark.parametrize("text", ["a & b", "<x>", "&amp;", "&lt;", "plain"])
def test_unescaping_undoes_escaping(text: str) -> None:
    assert unescape(escape(text)) == text


def test_a_typed_message_has_a_rich_text_block() -> None:
    block = rich("hi @ana, @here in #general: https://a.b example.com", NAMES)

    [section_] = block["elements"]
    assert section_["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": ", "},
        {"type": "broadcast", "range": "here"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": "C1"},
        {"type": "text", "text": ": "},
        {"type": "link", "url": "https://a.b"},
        {"type": "text", "text": " "},
        {"type": "link", "url": "http://example.com", "text": "example.com"},
    ]


def name(id_: str) -> str:
    return {"U1": "ana", "C1": "general"}.get(id_, id_)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U1> &amp; <@U9|x>", "@ana & @U9"),
        ("<#C1|old> <#C1>", "#old #general"),
        ("<!channel> <!here|here> <!subteam^S1|@oncall>", "@channel here @oncall"),
        ("<https://a.b|the &lt;page&gt;> <https://a.b>", "the <page> https://a.b"),
        ("<!date^1700000000^{date_num} {time}|then>", "2023-11-14 22:13"),
        ("<!date^1700000000^{date_short} at {time_secs}^https://a.b|then>", "Nov 14, 2023 at 22:13:20"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_mrkdwn_is_read(text: str, read: str) -> None:
    assert rendering.mrkdwn(text, name) == read


@pytest.mark.parametrize(
    ("block", "read"),
    [
        ({"type": "header", "text": plain("INC-1 <x>")}, "INC-1 <x>"),
        (section(fields=[mrkdwn("*Owner*\n<@U1>")]), "hello\n*Owner*\n@ana"),
        (section(accessory=button("Lead")), "hello\n[Lead]"),
        (section(accessory=image()), "hello\na chart"),
        ({"type": "context", "elements": [mrkdwn("as of"), image()]}, "as of a chart"),
        (actions(button("A", "a"), button("B", "b")), "[A] [B]"),
        (actions(select(options=[option()], initial_option=option())), "A"),
        (actions(select("users_select", placeholder=plain("Who?"))), "Who?"),
        (field(typed(placeholder=plain("Words"))), "Label\nWords"),
        (image(title=plain("Chart")), "Chart"),
        ({"type": "markdown", "text": "**x**"}, "**x**"),
        ({"type": "divider"}, "fallback"),
        (
            {
                "type": "table",
                "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]],
            },
            "a | b",
        ),
    ],
)
def test_a_block_is_read(block: dict[str, Any], read: str) -> None:
    assert rendering.shown("fallback", [block], name) == read


def test_rich_text_is_read() -> None:
    inline = [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "wave"},
        {"type": "link", "url": "https://a.b"},
        {"type": "date", "timestamp": 0, "format": "{date_num}"},
    ]
    item = {"type": "rich_text_section", "elements": inline}
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [item, item]}

    read = rendering.shown("", [{"type": "rich_text", "elements": [listed]}], name)

    assert read == "\n".join(["hi @ana#general@here:wave:https://a.b1970-01-01"] * 2)
