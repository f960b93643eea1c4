"""How incidents that resemble are shown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks import similar
from bot.domain.incident import Status
from bot.domain.similar import Past, Similar
from tests.make import NOW

OLD = Past(
    7,
    "checkout <slow>",
    Status.RESOLVED,
    2,
    NOW - timedelta(days=9),
    channel="C7",
    fix="raised\nthe pool & more",
)
FOUND = Similar(OLD, 0.816, ("the same words: pool, checkout", "the same service (Shop)"))


def shown(found: Similar) -> list[str]:
    reply = similar.answer("pool", [found], NOW)
    return str(reply.blocks[1]["text"]["text"]).splitlines()


def test_one_says_how_alike_when_why_and_what_fixed_it() -> None:
    head, facts, fixed, why = shown(FOUND)

    assert head == "🟢 *INC-7 checkout &lt;slow&gt;* <#C7>"
    assert facts.startswith("82 % alike · <!date^")
    assert facts.endswith(" (9 d ago) · SEV2 · resolved")
    assert fixed == "What fixed it: raised the pool &amp; more"
    assert why == "Why: the same words: pool, checkout; the same service (Shop)"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.CLOSED, "Nobody wrote down what fixed it."),
        (Status.MITIGATED, "Still open: it may be the same trouble."),
    ],
)
def test_without_a_fix_it_says_so(status: Status, said: str) -> None:
    lines = shown(replace(FOUND, past=replace(OLD, fix="", status=status, channel=""), reasons=()))

    assert lines[0] == f"{lines[0][0]} *INC-7 checkout &lt;slow&gt;*"
    assert lines[2:] == [said]


def test_the_documents_are_named_at_the_end() -> None:
    reply = similar.answer("pool", [FOUND, replace(FOUND, past=replace(OLD, number=8))], NOW)

    assert reply.blocks[-1]["elements"][0]["text"] == (
        "The whole story, in a terminal: `tocsin rca INC-7` · `tocsin rca INC-8`"
    )


def test_nothing_found_says_what_to_do() -> None:
    reply = similar.answer("<!channel> " + "x" * 200, [], NOW)

    assert reply.blocks == ()
    assert reply.text.startswith("Nothing on record resembles “&lt;!channel&gt; xxx")
    assert "tocsin import" in reply.text


def test_a_twin_is_said_first() -> None:
    alone = similar.told([FOUND], [], NOW)
    twin = similar.told([FOUND], [FOUND], NOW)

    assert alone.blocks[0]["text"]["text"] == "*This has happened before*"
    assert twin.blocks[0]["text"]["text"] == "*Declared twice?* INC-7 is open and much alike."
    assert twin.text == "Similar: INC-7 checkout &lt;slow&gt;"
