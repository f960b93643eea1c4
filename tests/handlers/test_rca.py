"""`/rca` in an incident's channel, and `tocsin rca` in a terminal."""

import argparse
import json

import pytest

from bot.domain.refusal import Refusal
from bot.ports import Ask, Open, Reply
from handlers.cli import rca as cli
from handlers.commands import rca
from store import incident as incidents
from store.sqlite import Store
from tests.make import NOW, bot, event, incident


@pytest.fixture
async def noted(rows: Store) -> Store:
    """INC-12 with one note."""
    await rows.run(incidents.save, incident(channel="C12"))
    await rows.run(incidents.add_event, event("pool is full"))
    return rows


def tocsin(rows: Store, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(["rca", *words])
    return int(args.run(args, rows))


async def test_the_bare_word_says_how_far_the_document_is(noted: Store) -> None:
    reply = await rca.state(bot(noted), Ask("U0ANA", "C12", "", NOW, "slash"))

    assert isinstance(reply, Reply)
    assert reply.text == "INC-12: 7 of 26 sections hold facts"


async def test_outside_of_an_incident_it_says_where_to_go(noted: Store) -> None:
    with pytest.raises(Refusal):
        await rca.state(bot(noted), Ask("U0ANA", "C99", "", NOW, "slash"))


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("fault", Open("rca_section", {"incident": "INC-12", "section": "fault"})),
        ("INC-12 7", Open("rca_section", {"incident": "INC-12", "section": "fault"})),
        ("inc12 five whys", Open("rca_why", {"incident": "INC-12"})),
        ("inc-12 why", Open("rca_why", {"incident": "INC-12"})),
    ],
)
async def test_words_open_the_form_of_a_section(noted: Store, words: str, form: Open) -> None:
    where = "C99" if words.lower().startswith("inc") else "C12"

    assert await rca.section(bot(noted), Ask("U0ANA", where, words, NOW, "slash")) == form


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("INC-12", "INC-12: 7 of 26 sections hold facts"),
        ("what", "Which section of *INC-12* is “what”?"),
    ],
)
async def test_other_words_are_met_with_what_may_be_meant(noted: Store, words: str, said: str) -> None:
    reply = await rca.section(bot(noted), Ask("U0ANA", "C12", words, NOW, "slash"))

    assert isinstance(reply, Reply)
    assert reply.text == said


async def test_a_section_that_there_is_not_is_said_so(noted: Store) -> None:
    with pytest.raises(Refusal, match="No section is called “astrology”"):
        await rca.section(bot(noted), Ask("U0ANA", "C12", "astrology", NOW, "slash"))


async def test_the_past_is_found_by_words(noted: Store) -> None:
    reply = await rca.find(bot(noted), Ask("U0ANA", "C99", "checkout 500s", NOW, "slash"))

    assert isinstance(reply, Reply)
    assert "INC-12 checkout 500s" in str(reply.blocks)


@pytest.mark.parametrize("word", ["INC-12", "inc-12", "12", "#12"])
async def test_a_terminal_prints_the_document(
    noted: Store, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tocsin(noted, word)

    out, err = capsys.readouterr()
    assert (code, err) == (0, "7 sections filled, 19 need a human.\n")
    assert out.startswith("# INC-12: checkout 500s\n")
    assert "| 2026-11-20 12:00:00 | @U0ANA | note: pool is full |" in out


async def test_a_script_reads_the_sections_as_json(noted: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(noted, "INC-12", "--json")

    found = json.loads(capsys.readouterr().out)
    notes = next(each for each in found["sections"] if each["key"] == "investigation")
    assert (code, found["filled"], found["total"]) == (0, 7, 26)
    assert sum(each["filled"] for each in found["sections"]) == 7
    assert notes["facts"] == [{"text": "pool is full", "at": "2026-11-20T12:00:00+00:00", "by": "@U0ANA"}]


async def test_an_incident_that_does_not_exist_is_a_no(
    rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tocsin(rows, "INC-99") == 1
    assert capsys.readouterr().err == "There is no INC-99.\n"


async def test_a_word_that_is_no_incident_is_bad_input(
    rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        tocsin(rows, "checkout")

    assert ended.value.code == 2
    assert "'checkout' is no incident; write INC-12" in capsys.readouterr().err
