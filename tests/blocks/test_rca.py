"""How the document shows up in Slack: the message of its file, its state, its forms."""

from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import rca as blocks
from bot.domain.rca import Draft, Record, all_whys, build
from bot.domain.rca.plan import PLAN, find
from bot.domain.rca.written import Addition, Overtaken, Text, Why, tree
from bot.ports import Block, Blocks
from bot.sandbox.slack import forms
from bot.sandbox.slack.blocks import ALL_TEXT, complaints
from bot.sandbox.slack.rendering import paged
from tests.make import NOW, event, incident

EVIL = "<!channel> & <@U1>"
EVENTS = (event(EVIL), event(f"why {EVIL}? {EVIL}", id=7))
WHYS = tuple(
    Why(f"k{n}", f"{EVIL} {n}", EVIL * (n % 2), "U0BO", NOW + timedelta(seconds=n), f"k{n - 1}")
    for n in range(9)
)
RECORD = Record(incident(title=EVIL), NOW, EVENTS, whys=WHYS, people={"U0BO": EVIL})
DOCUMENT = build(RECORD)
BARE = build(Record(incident(title=EVIL), NOW, events=(event(EVIL),)))


def draft(filled: int, name: str = "inc-12.md") -> Draft:
    return Draft("INC-12", 3, name, name, "", filled, 26 - filled, NOW)


def texts(shown: Blocks) -> list[str]:
    return [
        text["text"]
        for block in shown
        for text in (block.get("elements") or [block["text"]])
        if isinstance(text["text"], str)
    ]


def labels(shown: Blocks) -> list[str]:
    rows = [each for block in shown if block["type"] == "actions" for each in block["elements"]]
    beside = [block["accessory"] for block in shown if "accessory" in block]
    return [each["text"]["text"] for each in (*rows, *beside)]


def field(view: Block, name: str) -> Any:
    return next(block for block in view["blocks"] if block.get("block_id") == name)


def test_a_draft_says_how_much_is_there_with_a_button_for_each_open_section() -> None:
    text, shown = blocks.draft_ready("INC-12", draft(BARE.filled), BARE.open)

    assert text == "Draft ready: 7 of 26 sections filled; 19 need a human"
    assert texts(shown)[0] == (
        "*Draft ready: inc-12.md*\n7 of 26 sections filled; 19 need a human. "
        "The file is in the thread (draft 3)."
    )
    assert labels(shown) == [f"{each.number}. {each.title}" for each in BARE.open]


def test_one_open_question_needs_one_human() -> None:
    text, shown = blocks.draft_ready("INC-12", draft(25), BARE.open[:1])

    assert text == "Draft ready: 25 of 26 sections filled; 1 needs a human"
    assert labels(shown) == ["2. TL;DR"]


def test_a_whole_document_asks_nothing() -> None:
    text, shown = blocks.draft_ready("INC-12", draft(26), ())

    assert text == "Draft ready: 26 of 26 sections filled"
    assert labels(shown) == []


def test_the_state_shows_every_section_with_a_button_the_open_ones_first() -> None:
    reply = blocks.state(BARE)

    assert reply.text == "INC-12: 7 of 26 sections hold facts"
    assert labels(reply.blocks)[:2] == ["Ask why", "Put it into the channel"]
    assert labels(reply.blocks)[2:] == ["Answer"] * 19 + ["Open"] * 7


def test_a_section_form_has_the_text_the_example_and_what_was_filled_in() -> None:
    about = next(each for each in DOCUMENT.sections if each.key == "fault")
    text = Text("fault", 2, "the pool is shared", "U0BO", NOW)

    view = blocks.section_form(incident(), about, text)

    element = field(view, "text")
    assert element["element"]["initial_value"] == "the pool is shared"
    assert element["label"]["text"] == "What was wrong all along, so that the trigger could do harm?"
    assert element["hint"]["text"] == "For example: the pool size is shared by reads and writes"
    assert "Last written by <@U0BO>" in str(view["blocks"])
    header = next(each for each in DOCUMENT.sections if each.key == "header")
    assert "*Incident:* INC-12" in str(blocks.section_form(incident(), header, Text("header"))["blocks"])


def test_whoever_is_second_sees_whose_words_stand_there_and_keeps_their_own() -> None:
    about = next(each for each in DOCUMENT.sections if each.key == "fault")
    overtaken = Overtaken(Text("fault", 2, "the pool", "U0BO", NOW), Text("fault", 1, "dns", "U0CY", NOW))

    view = blocks.section_form(
        incident(), about, overtaken.now, blocks.Conflict(overtaken, "my very own words")
    )

    shown = str(view["blocks"])
    assert "<@U0BO> changed this section" in shown
    assert "&gt; the pool" in shown
    assert "Before that: dns" in shown
    assert field(view, "text")["element"]["initial_value"] == "my very own words"
    assert field(view, "meets")["element"]["initial_option"]["value"] == "below"


def test_the_whys_are_offered_below_each_other_and_only_our_own_to_change() -> None:
    steps = tree(all_whys(RECORD))

    view = blocks.why_form(RECORD, steps, ("", "", ""))

    element = field(view, "which")["element"]
    offered = [option["value"] for option in element["options"]]
    assert element["initial_option"]["value"] == "below:k8"
    assert [each for each in offered if each.startswith("change:")] == [f"change:k{n}:1" for n in range(9)]
    assert [each for each in offered if each.startswith("drop:")] == ["drop:k8:1"]
    assert "below:event:7" in offered


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("7", ["fault"]),
        ("fault", ["fault"]),
        ("Root Cause", ["fault"]),
        ("went well", ["well"]),
        ("question", ["material"]),
        ("time", ["timeline"]),
        ("impact", ["impact"]),
        ("what", ["happened", "well", "better"]),
        ("27", []),
        ("0", []),
        ("nothing", []),
    ],
)
def test_a_section_is_found_by_number_title_or_a_word_of_it(words: str, keys: list[str]) -> None:
    found = [plan.key for plan in find(words)]

    assert found[:3] == keys or (words == "what" and set(found) >= {"happened", "better", "well"})


def test_messages_and_forms_keep_slacks_limits_and_page_nobody() -> None:
    text, shown = blocks.draft_ready(EVIL, draft(7, EVIL * 100), BARE.open)
    state = blocks.state(DOCUMENT)
    added = blocks.added(incident(), Addition("k", "fault", EVIL, "U1", NOW), "fault")
    named = blocks.sections_named("INC-12", EVIL, PLAN)
    kept = blocks.why_kept(incident(), WHYS[0], 1, 5)

    for each in (tuple(shown), state.blocks, added.blocks, named.blocks, kept.blocks):
        assert complaints(list(each), "message") == []
        assert sum(map(len, texts(each))) <= ALL_TEXT
    assert paged(text, list(shown), state.text, list(state.blocks)) == ()
    assert paged(added.text, list(added.blocks), kept.text, list(named.blocks)) == ()
    assert paged(blocks.why_said(WHYS[0], EVIL), []) == ()


def test_every_form_is_one_that_slack_takes() -> None:
    overtaken = Overtaken(Text("fault", 2, EVIL * 200, "U0BO", NOW), Text("fault"), too_long=True)
    views = [
        *(blocks.section_form(incident(title=EVIL), each, Text(each.key)) for each in DOCUMENT.sections),
        blocks.section_form(
            incident(), DOCUMENT.sections[6], overtaken.now, blocks.Conflict(overtaken, EVIL)
        ),
        blocks.why_form(RECORD, tree(all_whys(RECORD)), ("change:k1:1", EVIL, EVIL), EVIL),
        blocks.why_form(Record(incident(), NOW), (), ("", "", "")),
        blocks.add_form([incident(title=EVIL)] * 3, EVIL),
        blocks.place_form(incident(), ""),
    ]

    assert [forms.complaints(view) for view in views] == [[]] * len(views)
    shown = [[block for block in view["blocks"] if block["type"] != "input"] for view in views]
    assert [paged("", each) for each in shown] == [()] * len(views)
