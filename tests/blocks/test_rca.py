"""How the document shows up in a channel."""

from bot.blocks import rca as blocks
from bot.domain.rca import Record, build
from bot.ports import Blocks
from bot.sandbox.slack.blocks import ALL_TEXT, complaints
from bot.sandbox.slack.rendering import paged
from tests.make import NOW, event, incident

EVIL = "<!channel> & <@U1>"
DOCUMENT = build(Record(incident(title=EVIL), NOW, events=(event(EVIL),)))


def texts(shown: Blocks) -> list[str]:
    return [text["text"] for block in shown for text in (block.get("elements") or [block["text"]])]


def test_a_draft_says_how_much_is_there_and_asks_the_first_questions() -> None:
    text, shown = blocks.draft_ready("INC-12", "inc-12.md", DOCUMENT.filled, DOCUMENT.open)

    assert text == "Draft ready: 7 of 26 sections filled; 19 need a human"
    assert texts(shown)[0] == "*Draft ready: inc-12.md*\n7 of 26 sections filled; 19 need a human."
    assert texts(shown)[1].split("\n")[:2] == [
        "• *TL;DR*: What happened, to whom, for how long, in two sentences?",
        "   `/inc note summary: card payments failed for 38 min after a smaller connection pool`",
    ]
    assert texts(shown)[1].count("•") == 5
    assert texts(shown)[2].startswith("14 more questions stand in the file.")


def test_one_open_question_needs_one_human() -> None:
    text, shown = blocks.draft_ready("INC-12", "inc-12.md", 25, DOCUMENT.open[:1])

    assert text == "Draft ready: 25 of 26 sections filled; 1 needs a human"
    assert len(shown) == 3


def test_a_whole_document_asks_nothing() -> None:
    text, shown = blocks.draft_ready("INC-12", "inc-12.md", 26, ())

    assert text == "Draft ready: 26 of 26 sections filled"
    assert len(shown) == 2


def test_the_state_lists_what_is_filled_and_every_question() -> None:
    reply = blocks.state(DOCUMENT)

    assert reply.text == "INC-12: 7 of 26 sections hold facts"
    assert texts(reply.blocks)[1].startswith("Filled: Header, Detection, Response, Investigation")
    assert sum(text.count("•") for text in texts(reply.blocks)) == 19


def test_messages_keep_slacks_limits_and_page_nobody() -> None:
    text, shown = blocks.draft_ready(EVIL, EVIL * 100, DOCUMENT.filled, DOCUMENT.open)
    state = blocks.state(DOCUMENT)

    assert complaints(list(shown), "message") == complaints(list(state.blocks), "message") == []
    assert sum(map(len, texts(state.blocks))) <= ALL_TEXT
    assert paged(text, list(shown), state.text, list(state.blocks)) == ()
