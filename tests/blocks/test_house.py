"""How the bot speaks of itself: every command in the help, trouble first in the health, whole audits."""

from datetime import timedelta

import pytest

from bot.blocks import house
from bot.blocks.house import Health
from bot.blocks.kit import escape
from bot.domain.audit import Entry
from bot.ports import Reply
from bot.sandbox.slack.blocks import complaints
from handlers.usage import HELP
from tests.make import NOW

WELL = Health(12, 1, 0, 0, None, (), 0, 0, ("PagerDuty was read", "GitHub is off"))


def text(reply: Reply) -> str:
    """All that stands in the blocks."""
    parts = [block.get("text") or {} for block in reply.blocks]
    parts += [element for block in reply.blocks for element in block.get("elements", ())]
    return "\n".join(str(part.get("text", "")) for part in parts)


# Help ---------------------------------------------------------------------------------------------------


def test_the_help_holds_every_command_whole() -> None:
    reply = house.help(HELP, ())

    for usage, says in HELP.values():
        assert f"`{escape(usage)}` {escape(says)}" in text(reply)
    assert complaints(list(reply.blocks), "message") == []


@pytest.mark.parametrize("word", sorted({word for word, _ in HELP}))
def test_the_help_of_a_word_holds_its_commands(word: str) -> None:
    shown = text(house.help(HELP, [word]))

    assert all(escape(usage) in shown for (each, _), (usage, _) in HELP.items() if each == word)


def test_the_help_of_a_verb_is_its_line() -> None:
    shown = text(house.help(HELP, ["inc", "note"]))

    assert "/inc note" in shown
    assert "/inc list" not in shown


def test_help_on_what_there_is_not_is_all_of_it() -> None:
    assert house.help(HELP, ["frobnicate", "x"]) == house.help(HELP, ())


# Health -------------------------------------------------------------------------------------------------


def test_well_is_said_first() -> None:
    reply = house.health(WELL)

    assert reply.text == "Tocsin is well."
    assert text(reply).endswith("12 services · 1 open incidents · 0 requests open · no message waits")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"dead_requests": 2}, "2 requests given up"),
        (
            {"stuck": ["post o1", "file o2", "pin o3", "pin o4"]},
            "4 messages waiting longer than 60 s (post o1, ",
        ),
        ({"given_up": ["post <!channel>"]}, "1 messages given up in the last day (post &lt;!channel&gt;)"),
        ({"overdue_jobs": 1}, "1 jobs overdue"),
        ({"dead_jobs": 1}, "1 jobs given up"),
    ],
)
def test_each_trouble_is_named_in_the_first_line(fields: dict[str, object], said: str) -> None:
    values = {name: getattr(WELL, name) for name in Health.__dataclass_fields__} | fields

    reply = house.health(Health(**values))

    assert reply.text.startswith("Tocsin needs a look: ")
    assert said in reply.text


def test_the_oldest_message_has_an_age() -> None:
    values = {name: getattr(WELL, name) for name in Health.__dataclass_fields__}

    shown = text(house.health(Health(**values | {"waiting": timedelta(minutes=7), "lines": ()})))

    assert "No vendors." in shown
    assert shown.endswith("the oldest message waits since 7 min")


# Audit --------------------------------------------------------------------------------------------------


def entry(what: str = "incident.note", **fields: str) -> Entry:
    return Entry(
        fields.get("who", "U0ANA"),
        what,
        "INC-12",
        NOW,
        fields.get("via", "/inc"),
        {"text": fields.get("text", "")},
    )


def test_nothing_recorded_is_said() -> None:
    assert house.audit("INC-<9>", [], None).text == "Nothing is recorded about INC-&lt;9&gt;."


def test_an_audit_tells_who_what_when_and_from_where() -> None:
    reply = house.audit("INC-12", [entry(text="pool is <!channel> full")], None)

    shown = text(reply)
    assert "<@U0ANA> note: pool is &lt;!channel&gt; full · from /inc" in shown
    assert shown.endswith("The chain is whole.")


def test_of_many_entries_the_last_are_shown_and_where_the_rest_is() -> None:
    many = [entry(text="x" * 200, via="y" * 60) for _ in range(50)]

    reply = house.audit("INC-12", many, 7)

    assert "50 entries, the last 20; `tocsin audit INC-12` has all" in reply.text
    assert text(reply).count("<@U0ANA>") == 20
    assert "The chain is broken at row 7" in text(reply)
    assert complaints(list(reply.blocks), "message") == []


# Offers -------------------------------------------------------------------------------------------------


def test_an_old_command_has_a_button_that_types_it() -> None:
    reply = house.offer_again("inc page db <&>", NOW)

    assert reply.text.startswith("You typed `/inc page db &lt;&amp;&gt;` ")
    assert reply.blocks[1]["elements"][0]["value"] == "inc page db <&>"


def test_what_cannot_be_typed_again_has_none() -> None:
    reply = house.offer_again("", NOW)

    assert reply.blocks == ()
    assert reply.text.endswith("Please ask again.")


@pytest.mark.parametrize(
    ("words", "usage", "meant", "said"),
    [
        ("frob nicate", "", [], "I do not know “frob”. `/tocsin help` shows every command."),
        ("audit x", "/tocsin audit INC-n", [], "`audit` is written like this: `/tocsin audit INC-n`."),
        (
            "owner",
            "/svc owner <name>",
            [],
            "`owner` is written like this: `/svc owner &lt;name&gt;`. Nothing was done. `/tocsin help svc`",
        ),
        (
            "helth",
            "",
            ["tocsin health"],
            "I do not know “helth”. Did you mean `/tocsin health`? Nothing was done",
        ),
        ("<!channel>", "", [], "I do not know “&lt;!channel&gt;”."),
    ],
)
def test_unknown_words_are_met_with_the_next_step(
    words: str, usage: str, meant: list[str], said: str
) -> None:
    reply = house.unknown(words, usage, meant)

    assert reply.text.startswith(said)
    assert complaints(list(reply.blocks), "message") == []
