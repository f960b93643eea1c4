"""How a hand-off looks: whatever is in it, Slack takes it, and foreign text calls nobody."""

from dataclasses import replace
from datetime import timedelta

from bot.blocks.rota import handoff as blocks
from bot.blocks.rota import handover
from bot.domain.catalog import Person
from bot.domain.followup import Followup, Sort
from bot.domain.handoff import Facts, Handoff, Note
from bot.domain.rota import Override
from bot.sandbox.slack.blocks import complaints
from tests import make
from tests.make import NOW

EVIL = "<!channel> & <@U1> *x* | <https://e.example|x>\n> second line"
HOUR = timedelta(hours=1)
ANA = Person("ana", EVIL[:40], slack="U0ANA")
FACTS = Facts(
    incidents=tuple(make.incident(number, title=EVIL) for number in range(1, 9)),
    changes=tuple(make.change(number=number, title=EVIL) for number in range(5)),
    changed=60,
    overrides=(("Payments, primary", Override("o1", NOW, NOW + HOUR, "ana", NOW)),),
    followups=tuple(
        Followup("INC-1", Sort.FOLLOWUP, EVIL, "U0ANA", NOW, "U0ANA", NOW + HOUR) for _ in range(9)
    ),
)
NOTE = Handoff("Payments, primary", EVIL[:40], NOW - 2 * HOUR, EVIL * 60)
PAPERS = blocks.Papers(FACTS, {"ana": ANA}, NOTE, NOW)
LEVERS = handover.Levers("pagerduty:S1", "payments")


def test_slack_takes_every_message_and_nobody_is_called() -> None:
    shown = blocks.papers(PAPERS)
    replies = [
        blocks.closing("Payments", NOW + HOUR, "Bo follows.", PAPERS, "n1"),
        blocks.late(NOTE, NOW),
        handover.taken(EVIL, (NOW, NOW + HOUR), [ANA], LEVERS, shown),
        handover.over(EVIL, [ANA], None, (*shown, blocks.edit_row("n1"))),
        handover.soon(EVIL, (NOW, None), [ANA], LEVERS),
    ]

    assert [complaints(list(each.blocks), "message") for each in replies] == [[]] * len(replies)
    assert [word for each in replies for word in ("<!channel>", "<@U1>") if word in str(each.blocks)] == []


def test_what_is_not_listed_is_counted() -> None:
    said = str(blocks.papers(PAPERS))

    assert "*Open incidents:* 8" in said
    assert "and 3 more" in said
    assert "*Changes in the last 24 h:* 60" in said
    assert "and 55 more" in said


def test_where_there_is_nothing_that_is_said() -> None:
    (only,) = blocks.papers(replace(PAPERS, facts=Facts(), note=None))

    assert only["elements"][0]["text"] == blocks.NOTHING


def test_who_was_too_late_keeps_their_words_beside_those_that_stand() -> None:
    note = Note("n1", "r", ("ana",), NOW, text="The first", person="U0ANA", version=1)

    view = blocks.form("Payments", note, "The second")

    texts = [each["text"]["text"] for each in view["blocks"] if each["type"] == "section"]
    assert texts == ["*Payments*", "<@U0ANA> changed it while you wrote. It says now:", "> The first"]
    assert view["blocks"][-2]["element"]["initial_value"] == "The second"
