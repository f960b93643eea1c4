"""`tocsin rota import` in a terminal: what is printed, beside it what is said, and real files."""

import argparse
import json
from pathlib import Path

import pytest

from bot.domain.catalog import Catalog
from bot.domain.rota import parse, people
from handlers.cli import rota as cli
from store import catalog
from store.sqlite import Store
from tests.make import NOW
from tests.oncall import ANA, BO
from tests.rules import ROOT
from tests.schedules import opsgenie, pagerduty

REAL = ROOT.parent / "shared" / "real" / "schedules"


def typed(rows: object, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    code: int = args.run(args, rows)
    return code


def test_the_terminal_prints_rotas_of_a_catalog_file_and_remarks_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(pagerduty()), "utf-8")

    code = typed(None, "rota", "import", str(path), "--name", "payments-primary")

    out, err = capsys.readouterr()
    assert code == 0
    assert out == (
        "rotas:\n  payments-primary:\n    layers:\n      - timezone: Europe/London\n"
        '        start: "2026-01-05T09:00"\n'
        '        every: {"n": 1, unit: week}\n        members: [PANA, PBO]\n    overrides: []\n'
    )
    assert (
        "PANA is nobody of a catalog; put the id of the catalog in its place, or import with --match" in err
    )


async def test_people_are_matched_by_id_and_address(
    rows: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rows.run(catalog.save, Catalog((ANA, BO)), NOW)
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(opsgenie()), "utf-8")

    code = typed(rows, "rota", "import", str(path), "--match", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert code == 0
    assert shown["rotas"]["payments_schedule"]["layers"][0]["members"] == ["ana", "bo"]
    assert shown["remarks"] == []


@pytest.mark.parametrize("text", ["{}", "[1, 2]", "not json", "BEGIN:VCALENDAR\r\nBROKEN", '{"schedule": 1}'])
def test_a_file_of_no_known_format_is_bad_input(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file.json"
    path.write_text(text, "utf-8")

    assert typed(None, "rota", "import", str(path)) == 2
    assert capsys.readouterr().err.startswith(str(path))


def test_a_file_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(None, "rota", "import", "nowhere.ics") == 2
    assert capsys.readouterr().err == "nowhere.ics: No such file or directory\n"


# Real files ---------------------------------------------------------------------------------------------

OPSGENIE = "api-port-ocean/opsgenie/.port/examples/schedule"


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real schedules are not here")
def test_real_schedules_of_opsgenie_are_taken_but_for_turns_of_no_person(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = REAL / OPSGENIE / f"{name}.json"
    rotations = json.loads(path.read_text("utf-8"))["rotations"]
    kept = [each for each in rotations if all(turn["type"] == "user" for turn in each["participants"])]

    code = typed(None, "rota", "import", str(path), "--json")

    shown = json.loads(capsys.readouterr().out)
    assert code == (0 if kept else 1)
    assert [set(people(parse(each))) for each in shown["rotas"].values()] == [
        {turn["username"] for turn in each["participants"]} for each in kept
    ]
    left = [each for each in shown["remarks"] if each["what"].startswith("rotation ")]
    assert len(left) == len(rotations) - len(kept)


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real schedules are not here")
def test_a_real_calendar_of_goalert_needs_to_know_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(REAL / "ical-goalert" / "renderical_1.ics")

    nobody = typed(None, "rota", "import", path)
    said = capsys.readouterr().err
    ana = typed(None, "rota", "import", path, "--person", "ana", "--json")

    shown = json.loads(capsys.readouterr().out)
    overrides = shown["rotas"]["renderical_1"]["overrides"]
    assert (nobody, ana) == (1, 0)
    assert said.count("say whose calendar it is with --person ID") == 2
    assert [(each["start"], each["end"], each["user"]) for each in overrides] == [
        ("2020-01-01T08:00Z", "2020-01-15T08:00Z", "ana"),
        ("2020-02-01T08:00Z", "2020-02-15T08:00Z", "ana"),
    ]


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real schedules are not here")
def test_a_real_answer_that_only_names_a_schedule_says_how_to_fetch_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = str(REAL / "api-port-ocean" / "pagerduty" / ".port" / "examples" / "oncalls" / "a.json")

    assert typed(None, "rota", "import", path) == 1
    assert capsys.readouterr().err == (
        f"{path}:10:15: schedule Port Test Service - Weekly Rotation is left out: it has no layers: it is "
        "only named here, or made of shifts; fetch it by GET /schedules/{id}\n"
    )
