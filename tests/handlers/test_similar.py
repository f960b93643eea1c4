"""`/inc similar` and `tocsin similar`: words to a flow, an answer, an exit code."""

import argparse
import json

import pytest

from bot.domain import grammar
from bot.domain.catalog import PastIncident
from bot.ports import Ask, Reply
from handlers.cli import similar as cli
from handlers.commands import similar as command
from handlers.doors import DOORS
from store import incident
from store.sqlite import Store
from tests import make
from tests.make import NOW

PAST = PastIncident(
    "checkout \x1b[31mslow", "", 2, {"declared": NOW}, cause="the pool was full", fix="a bigger pool"
)


@pytest.fixture
async def past(rows: Store) -> Store:
    await rows.run(incident.import_past, PAST)
    return rows


def tocsin(rows: Store, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(["similar", *words])
    return int(args.run(args, rows))


@pytest.mark.parametrize(
    ("words", "rest"),
    [("similar", ""), ("similar INC-12", "INC-12"), ("SIMILAR pool is full", "pool is full")],
)
def test_its_words_lead_to_its_door(words: str, rest: str) -> None:
    (door,) = (each for each in DOORS if each.handler is command.show)

    found = grammar.parse(words, [door.verb], strict=True)

    assert (door.word, found.verb, found.rest) == ("inc", "similar", rest)


async def test_it_is_answered_privately(past: Store) -> None:
    reply = await command.show(make.bot(past), Ask("U0BO", "C9", "pool of <@U1|ana>", NOW, "slack"))

    assert isinstance(reply, Reply)
    assert (reply.text, reply.public) == ("*Similar to “pool of @ana”*", False)


def test_a_terminal_prints_them(past: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(past, "the", "pool", "is", "full")

    assert (code, capsys.readouterr().out.splitlines()[0]) == (0, "INC-1 checkout [31mslow")


def test_a_terminal_says_how_alike_why_and_what_fixed_it(
    past: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    tocsin(past, "pool full")

    facts, fixed, why, document = capsys.readouterr().out.splitlines()[1:]
    assert facts.endswith("% alike, 2026-11-20, SEV2, closed")
    assert (fixed, why, document) == (
        "  what fixed it: a bigger pool", "  why: the same words: full, pool", "  document: tocsin rca INC-1",
    )  # fmt: skip


def test_a_script_reads_json(past: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(past, "pool full", "--json")

    (found,) = json.loads(capsys.readouterr().out)
    assert (code, found["id"], found["fix"], found["service"]) == (0, "INC-1", "a bigger pool", None)
    assert 0 < found.pop("score") < 1
    assert set(found) == {
        "id", "title", "reasons", "status", "severity", "declared_at", "service", "fix", "document",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "out", "err"),
    [
        ("zebra", "Nothing on record resembles that.\n", ""),
        ("INC-99", "", "There is no INC-99.\n"),
    ],
)
def test_nothing_is_a_no(
    past: Store, capsys: pytest.CaptureFixture[str], words: str, out: str, err: str
) -> None:
    assert tocsin(past, words) == 1
    assert capsys.readouterr() == (out, err)
