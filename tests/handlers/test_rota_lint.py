"""`tocsin rota lint`: every fault with its path, and what is worth a look in a rota that can be used."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.catalog import Catalog
from bot.domain.rota.lint import Warned, Worry
from bot.flows.rota.linting import lint_file
from handlers.cli import rota as cli
from store import catalog
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import ANA, BO


def typed(rows: object, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    code: int = args.run(args, rows)
    return code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rota.json"


def keep(file: Path, tree: object) -> str:
    file.write_text(json.dumps(tree), "utf-8")
    return str(file)


def warned(file: Path, tree: object, now: datetime = NOW) -> tuple[Warned, ...]:
    return lint_file(keep(file, tree), now).warnings


def test_a_rota_without_a_worry_is_a_yes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(None, "rota", "lint", keep(file, make.rota_layers())) == 0
    assert capsys.readouterr().out == "1 rota, 0 faults, 0 warnings\n"


def test_every_fault_is_named_with_its_path(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = make.rota_layers(timezone="Mars", every={"n": 0, "unit": "week"})
    rotas = {"rotas": {"day": wrong, "night": make.rota_layers(members="ana")}}

    code = typed(None, "rota", "lint", keep(file, rotas))

    lines = capsys.readouterr().out.splitlines()
    assert code == 2
    assert [line.split(": ")[0] for line in lines[:-1]] == [
        "fault    day.layers[0].every.n",
        "fault    day.layers[0].timezone",
        "fault    night.layers[0].members",
    ]
    assert lines[-1] == "2 rotas, 3 faults, 0 warnings"


def test_gaps_of_the_next_ninety_days_are_named_and_then_counted(file: Path) -> None:
    windows = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "08:00", "to": "07:00"}]

    found = warned(file, make.rota_layers(windows=windows))

    assert found[0] == Warned(
        "", Worry.GAP, "nobody is on call from 2026-11-21T07:00Z to 2026-11-21T08:00Z (1.0 h)"
    )
    assert (len(found), found[-1].what) == (11, "and 80 more of this kind")


def test_a_layer_that_one_person_carries_is_named(file: Path) -> None:
    found = warned(file, make.rota_layers(members=["ana", "bo"], inactive=["bo"]))

    assert found == (Warned("layers[0].members", Worry.ALONE, "ana takes every turn of this layer"),)


def test_somebody_on_call_in_two_rotas_at_once_is_named(file: Path) -> None:
    rotas = {"first": make.rota_layers(), "second": make.rota_layers(members=["bo", "bo", "ana", "cy"])}

    found = warned(file, {"rotas": rotas})

    assert {each.worry for each in found} == {Worry.DOUBLE}
    assert found[0].what.startswith("bo is on call in first and second at once from ")


def test_hand_offs_while_clocks_change_are_named(file: Path) -> None:
    layer = {"timezone": "Europe/London", "start": "2026-01-04T01:30"}

    found = warned(file, make.rota_layers(**layer))

    assert [each.what for each in found] == [
        "a shift begins at 2027-03-28 01:30, which clocks in Europe/London jump over: it begins as they "
        "jump, at 2027-03-28T01:00Z",
        "a shift begins at 2027-10-31 01:30, which clocks in Europe/London show twice: it begins the first "
        "time, at 2027-10-31T00:30Z",
    ]


def test_people_of_no_catalog_are_named_where_one_is_asked(file: Path) -> None:
    override = {
        "id": "o1",
        "start": "2026-11-21T00:00Z",
        "end": "2026-11-22T00:00Z",
        "user": "zed",
        "created": "2026-11-20T00:00Z",
    }
    night = make.rota_layers(members=["ana", "cy", "cy"]) | {"overrides": [override]}
    tree: dict[str, Any] = {"rotas": {"night": night}}

    alone, beside = warned(file, tree), warned(file, tree | {"people": {"ana": {"name": "Ana"}}})

    assert alone == ()
    assert [(each.path, each.worry) for each in beside] == [
        ("night.layers[0].members[1]", Worry.STRANGER),
        ("night.overrides[0].user", Worry.STRANGER),
    ]


async def test_the_terminal_asks_the_catalog_where_it_should(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rows.run(catalog.save, Catalog((ANA, BO)), NOW)
    path = keep(file, make.rota_layers(members=["ana", "bo", "cy"]))

    codes = typed(rows, "rota", "lint", path, "--catalog"), typed(None, "rota", "lint", path, "--json")

    shown, _, as_json = capsys.readouterr().out.partition("{")
    assert codes == (1, 0)
    assert "layers[0].members[2]: nobody of the catalog: cy is in no catalog" in shown
    assert json.loads("{" + as_json) == {"rotas": 1, "faults": [], "warnings": []}


def test_versions_have_paths_of_their_own(file: Path) -> None:
    layers = make.rota_layers(members=["ana"])["layers"]
    tree = {"versions": [{"effective": "2026-01-01T00:00Z", "layers": layers}]}

    found = warned(file, tree, datetime(2026, 2, 1, tzinfo=UTC))

    assert [each.path for each in found] == ["versions[0].layers[0].members"]


@pytest.mark.parametrize(("text", "said"), [("{", "is not JSON"), ('{"rotas": {}}', "holds no rotas")])
def test_a_file_that_is_none_is_bad_input(
    file: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(text, "utf-8")

    assert typed(None, "rota", "lint", str(file)) == 2
    assert said in capsys.readouterr().err
