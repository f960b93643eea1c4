"""`/oncall` as handlers answer it, and `tocsin oncall` and `tocsin rota` in a terminal."""

import argparse
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Level, Person, Rota, Service, Team
from bot.ports import Ask, Bot, Reply
from handlers.cli import rota as cli
from handlers.commands import rota as commands
from store import catalog
from store import rota as rows_of
from store.sqlite import ReadingRows, Store
from tests import make
from tests.make import NOW

ANA = Person("ana", "Ana Silva", "ana@acme.example", slack="U0ANA", phone="+351 1")
BO = Person("bo", "Bo Lindqvist", slack="U0BO")
CY = Person("cy", "Cy\x1b[2J Nakamura", slack="U0CY")
STOREFRONT = Team("storefront", "Storefront", oncall=(Level(rota="primary"), Level(person="ana")))
CHECKOUT = Service("checkout", "Checkout", team="storefront")
CHECKS = Service("checks", "Checks", team="storefront")
PRIMARY = Rota("primary", make.rota_layers(members=["bo", "ana"]), "catalog.yaml")
VECTORS = json.loads((Path(__file__).parent.parent / "data" / "rota.json").read_text("utf-8"))


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await rows.run(catalog.save, Catalog((ANA, BO, CY), (STOREFRONT,), (CHECKOUT, CHECKS)), NOW)
    await rows.run(rows_of.save, PRIMARY, NOW)
    return make.bot(rows)


def ask(words: str, **values: str) -> Ask:
    return Ask("U0ANA", "C1", words, NOW, "/oncall", values=values)


# In Slack -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("checkout", "On call for Checkout: *Primary:* Ana Silva until "),
        ("storefront", "On call for Storefront: *Primary:* Ana Silva until "),
        ("<@U0BO|bo>", "Bo Lindqvist: Storefront, primary, from "),
        ("<@U0CY>", "Cy[2J Nakamura: Cy[2J Nakamura is not on call, and no shift is planned."),
        ("nothing-like-it", "No service, team or person is called “nothing-like-it”."),
    ],
)
async def test_oncall_answers_for_a_service_a_team_and_a_person(bot: Bot, words: str, begins: str) -> None:
    answer = await commands.show(bot, ask(words))

    assert isinstance(answer, Reply)
    assert answer.text.startswith(begins)
    assert not answer.public


async def test_several_are_offered_and_a_press_replaces_the_offer_with_the_answer(bot: Bot) -> None:
    offer = await commands.show(bot, ask("check"))
    assert isinstance(offer, Reply)
    value = offer.blocks[1]["elements"][0]["value"]

    answer = await commands.pick(bot, ask("", value=value))

    assert isinstance(answer, Reply)
    assert (value, answer.replace, offer.replace) == ("service:checks", True, False)
    assert answer.text.startswith("On call for Checks: *Primary:* Ana Silva")


async def test_the_bare_word_and_me_are_my_shifts(bot: Bot) -> None:
    bare, mine = await commands.overview(bot, ask("")), await commands.mine(bot, ask(""))

    assert bare == mine
    assert isinstance(mine, Reply)
    assert mine.text.startswith("Ana Silva: Storefront, primary, until ")
    assert mine.text.endswith("; Storefront, secondary, always")


# In a terminal ------------------------------------------------------------------------------------------


def typed(rows: object, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    code: int = args.run(args, rows)
    return code


def test_oncall_prints_levels_with_ends_and_ways_to_reach_people(
    bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = ReadingRows(rows.path)

    code = typed(reading, "oncall", "checkout", "--at", "2026-11-20T12:00Z")

    reading.close()
    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "Checkout (rota, as of 2026-11-20T12:00:00Z)",
        "  primary    Ana Silva until 2026-11-23T09:00:00Z, then Bo Lindqvist",
        "             Ana Silva: +351 1 ana@acme.example",
        "  secondary  Ana Silva",
        "             Ana Silva: +351 1 ana@acme.example",
    ]


def test_oncall_as_json_has_the_same(bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = typed(rows, "oncall", "checkout", "--at", "2026-11-20T13:00:00+01:00", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert code == 0
    assert {name: shown[name] for name in ("about", "source", "as_of", "note")} == {
        "about": "Checkout",
        "source": "rota",
        "as_of": "2026-11-20T12:00:00Z",
        "note": "",
    }
    assert [(level["label"], level["until"], level["people"][0]["id"]) for level in shown["levels"]] == [
        ("primary", "2026-11-23T09:00:00Z", "ana"),
        ("secondary", None, "ana"),
    ]


def test_a_person_in_the_terminal(bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = typed(rows, "oncall", "@bo", "--at", "2026-11-20T12:00Z")

    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        "Bo Lindqvist",
        "  next  Storefront primary from 2026-11-23T09:00:00Z until 2026-11-30T09:00:00Z",
        "  next  Storefront primary from 2026-12-07T09:00:00Z until 2026-12-14T09:00:00Z",
    ]


def test_a_name_cannot_drive_the_terminal(bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    typed(rows, "oncall", "@cy", "--at", "2026-11-20T12:00Z")

    assert "\x1b" not in capsys.readouterr().out


def test_oncall_without_a_name_lists_the_teams(
    bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [typed(rows, "oncall"), typed(rows, "oncall", "--json")]

    out = capsys.readouterr().out
    assert codes == [0, 0]
    assert out.startswith("Storefront (rota")


def test_a_name_that_is_only_near_is_answered_with_what_it_may_be(
    bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code = typed(rows, "oncall", "check")

    assert code == 1
    assert capsys.readouterr().err.splitlines() == [
        "No service, team or person is called check. Near it:",
        "  tocsin oncall service:checks",
        "  tocsin oncall service:checkout",
    ]


def test_an_empty_catalog_says_how_to_fill_it(rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [typed(rows, "oncall", "checkout"), typed(rows, "oncall")]

    assert codes == [1, 1]
    assert (
        capsys.readouterr().err.splitlines()
        == ["Nothing is in the catalog yet: tocsin import PATH brings services, teams and people in."] * 2
    )


# A rota file --------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "rota.json"
    path.write_text(json.dumps(make.rota_layers()), "utf-8")
    return str(path)


def test_who_answers_for_several_times_at_once(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = typed(None, "rota", "who", file, "--at", "2026-01-05T08:59:59Z", "--at", "2026-01-05T10:00+01:00")

    assert code == 0
    assert capsys.readouterr().out == "2026-01-05T08:59:59Z  nobody\n2026-01-05T09:00:00Z  ana\n"


def test_who_without_a_time_means_now(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(None, "rota", "who", file, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_nobody_at_any_of_the_times_is_a_no(file: str) -> None:
    assert typed(None, "rota", "who", file, "--at", "2025-01-05T08:59:59Z") == 1


def test_shifts_prints_the_range(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = typed(None, "rota", "shifts", file, "--from", "2026-01-05T09:00Z", "--to", "2026-01-13T00:00Z")

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-01-05T09:00:00Z  2026-01-12T09:00:00Z  ana",
        "2026-01-12T09:00:00Z  2026-01-13T00:00:00Z  bo",
    ]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in VECTORS["valid"] if "shifts" in c])
def test_the_vectors_come_out_of_the_terminal_as_they_are_written(
    tmp_path: Path, case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path, expected = tmp_path / "rota.json", case["shifts"]
    path.write_text(json.dumps(case["rota"]), "utf-8")
    times = [word for probe in case["expect"] for word in ("--at", probe["at"])]

    typed(None, "rota", "who", str(path), "--json", *times)
    who = json.loads(capsys.readouterr().out)
    typed(None, "rota", "shifts", str(path), "--json", "--from", expected["from"], "--to", expected["to"])
    shifts = json.loads(capsys.readouterr().out)

    assert who == [{"at": probe["at"], "oncall": probe["oncall"]} for probe in case["expect"]]
    assert shifts == expected["list"]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in VECTORS["invalid"]])
def test_a_wrong_file_names_the_field_and_is_bad_input(
    tmp_path: Path, case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rota.json"
    path.write_text(json.dumps(case["rota"]), "utf-8")

    code = typed(None, "rota", "who", str(path), "--at", "2026-01-05T09:00:00Z")

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert captured.err.partition(": ")[0].endswith(case["reject_field"])


def test_a_missing_file_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times = ("--from", "2026-01-05T09:00Z", "--to", "2026-01-13T00:00Z")

    codes = [typed(None, "rota", *words) for words in (("who", "nowhere"), ("shifts", "nowhere", *times))]

    assert codes == [2, 2]
    assert capsys.readouterr().err == "nowhere: No such file or directory\n" * 2


def test_a_range_the_wrong_way_round_is_bad_input(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = typed(None, "rota", "shifts", file, "--from", "2026-01-05T09:00Z", "--to", "2026-01-05T09:00Z")

    assert (code, capsys.readouterr().err) == (2, "--to is not later than --from\n")


def test_a_time_without_an_offset_is_a_wrong_use(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        typed(None, "rota", "who", file, "--at", "2026-01-05T09:00")

    assert left.value.code == 2
    assert "is not a time with its offset" in capsys.readouterr().err


def test_times_of_long_ago_and_far_off_are_answered(file: str) -> None:
    far = (NOW + timedelta(days=365 * 700)).isoformat()

    assert [typed(None, "rota", "who", file, "--at", at) for at in ("1900-01-01T00:00Z", far)] == [1, 0]
