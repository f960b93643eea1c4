"""`tocsin impact`, `tocsin svc --owner` and `--orphans`: what they print and how they end."""

import argparse
import asyncio
import json
from pathlib import Path

import pytest

from bot.flows.catalog import import_files
from handlers.cli import catalog, impact
from store.sqlite import Store
from tests.make import NOW

FILE = """\
teams: {payments: {title: Payments, channel: "#pay"}}
systems: {money: {title: Money, team: payments}}
services:
  pay: {title: Pay, tier: 1, system: money}
  shop: {title: Shop, depends_on: [pay]}
environments: {eu-1: {title: Europe, type: production}, us-1: {title: USA}}
workloads: [{service: pay, environment: eu-1, version: "4.1"}]
features: {buy: {title: Buy, services: [shop]}}
customers:
  globex: {title: Globex, tier: Enterprise, sla: 99.9 %, environments: [eu-1],
           features: [{feature: buy, plan: Pro}]}
  hooli: {title: Hooli, environments: [us-1], features: [buy]}
"""


@pytest.fixture
def file(rows: Store, tmp_path: Path) -> str:
    """The file, brought in."""
    path = tmp_path / "c.yaml"
    path.write_text(FILE, "utf-8")
    report = asyncio.run(import_files(rows, [str(path)], False, NOW))
    assert report.faults == ()
    return str(path)


def run(rows: Store, *words: str) -> int:
    parser = argparse.ArgumentParser()
    sub = parser.add_subparsers()
    catalog.add(sub)
    impact.add(sub)
    args = parser.parse_args(words)
    return int(args.run(args, rows))


WHY = "uses feature Buy, entitled by plan Pro, in environment eu-1; hard dependency: shop → pay"


def test_who_is_hurt_is_printed_with_the_reasons(
    rows: Store, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(rows, "impact", "pay") == 0

    assert capsys.readouterr().out.splitlines() == [
        "When Pay fails: 1 customer · 1 feature · 1 service · 1 environment",
        "customers",
        "  Globex (Enterprise · SLA 99.9 % · down)",
        f"    {WHY}",
        "features",
        "  Buy (down)",
        "    hard dependency: shop → pay",
        "environments",
        "  Europe (production · down)",
        "    runs pay 4.1",
        "services",
        "  Shop (down)",
        "    hard dependency: shop → pay",
        "not hurt",
        "  Hooli: its environment us-1 does not run pay",
    ]


def test_who_is_hurt_is_told_to_scripts(rows: Store, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(rows, "impact", "pay", "--json")
    told = json.loads(capsys.readouterr().out)
    run(rows, "impact", "pay", "--csv")
    table = capsys.readouterr().out.splitlines()
    run(rows, "impact", "pay", "--markdown")
    markdown = capsys.readouterr().out.splitlines()

    assert [(each["id"], each["harm"], each["why"]) for each in told["customers"]] == [
        ("globex", "down", [WHY])
    ]
    assert table[1] == f'customer,globex,Globex,down,Enterprise,,99.9 %,,"{WHY}"'
    assert markdown[2].startswith("| customer | globex | Globex | down |")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("US_1", "When Pay fails: "),
        ("usa", "When Pay fails: "),
        ("us-2", "The catalog has no environment 'us-2'; known are eu-1, us-1.\n"),
    ],
)
def test_an_environment_that_is_not_there_spares_nobody(
    rows: Store, file: str, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    code = run(rows, "impact", "pay", "--environment", name)

    out = capsys.readouterr().out
    assert out.startswith(said)
    assert code == (name == "us-2")
    assert ("Globex: uses eu-1, and it fails in us-1 only" in out) is (code == 0)


def test_several_environments_of_one_title_are_named(
    rows: Store, file: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    more = tmp_path / "more.yaml"
    more.write_text("environments: {us-2: {title: USA}}", "utf-8")
    asyncio.run(import_files(rows, [str(more)], False, NOW))

    codes = [run(rows, "impact", "pay", "--environment", "USA", *form) for form in ((), ("--json",))]

    said, _, told = capsys.readouterr().out.partition("\n")
    assert (codes, said) == ([1, 1], "'USA' names several: us-1, us-2.")
    assert json.loads(told) == {"found": None, "near": False, "total": 2, "options": ["us-1", "us-2"]}


def test_one_environment_spares_the_others(
    rows: Store, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(rows, "impact", "pay", "--environment", "us-1", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["customers"] == []
    assert {each["id"]: each["why"] for each in told["spared"]}["globex"] == (
        "uses eu-1, and it fails in us-1 only"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [(("impact", "pya"), "Nothing is called 'pya'. Nearest:"), (("impact", "zzz", "--json"), "{")],
)
def test_what_is_not_known_is_a_no(
    rows: Store, file: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert (run(rows, *words), capsys.readouterr().out.splitlines()[0]) == (1, said)


def test_an_owner_is_printed_with_the_way(rows: Store, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(rows, "svc", "pay", "--owner")
    printed = capsys.readouterr().out.splitlines()
    none = run(rows, "svc", "shop", "--owner")
    short = "/".join(Path(file).parts[-2:])

    assert (code, printed) == (0, [f"owner     Payments #pay (from system `money`, declared in {short}:2)"])
    assert (none, capsys.readouterr().out) == (1, "owner     nobody (no team is named)\n")


def test_an_owner_is_told_to_scripts(rows: Store, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(rows, "svc", "pay", "--owner", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["owners"][0]["team"], told["owners"][0]["steps"][0]["id"]) == ("payments", "money")
    assert told["disagreements"] == []


def test_orphans_are_printed(rows: Store, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    codes = run(rows, "svc", "--orphans"), run(rows, "svc", "--orphans", "--json")

    lines = capsys.readouterr().out.splitlines()
    assert codes == (1, 1)
    assert lines[:2] == ["1 without an owner", "  shop                           Shop"]


def test_a_bare_svc_says_what_to_add(rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rows, "svc") == 2
    assert capsys.readouterr().err == "Name a service, or ask for --orphans.\n"
