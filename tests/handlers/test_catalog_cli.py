"""`tocsin svc` and `tocsin import` in a terminal: what they print, what they exit with, what they load."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.catalog import Counts
from handlers.cli import catalog as cli
from handlers.cli import catalog_file, impact
from store import catalog
from store.sqlite import Store

FILE = """\
people: {maya: {name: Maya Okafor}}
teams: {payments: {title: Payments, channel: "#pay", leads: [maya]}}
services:
  payments-api: {title: Payments API, aliases: [payments], tier: 1, team: payments, depends_on: [ledger]}
  payouts: {title: Payouts}
  ledger: {title: Ledger, description: Keeps the books}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A catalog file."""
    path = tmp_path / "catalog.yaml"
    path.write_text(FILE, "utf-8")
    return path


def run(rows: Store, *words: str) -> int:
    """Run one command line of this file's words."""
    parser = argparse.ArgumentParser()
    sub = parser.add_subparsers()
    cli.add(sub)
    catalog_file.add(sub)
    impact.add(sub)
    args = parser.parse_args(words)
    return int(args.run(args, rows))


def test_a_service_is_printed_line_by_line(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(rows, "import", str(file))
    capsys.readouterr()

    code = run(rows, "svc", "payments")

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[:3] == [
        "Payments API (payments-api · tier 1)",
        "owner     Payments #pay",
        "leads     Maya Okafor",
    ]
    assert lines[6:8] == ["needs     ledger", "needed by -"]
    assert lines[8].startswith(f"source    {file}:4, read ")


def test_what_a_file_says_commands_nobody_s_terminal(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = r"\e]0;pwned\a\e[2J\r"
    file.write_text(
        f'teams: {{t: {{title: "T{evil}x"}}}}\n'
        f'services:\n  a: {{title: "A{evil}x", description: "D{evil}x", team: t}}\n'
        f'  b: {{title: "B{evil}x"}}\n'
        f'customers: {{c: {{title: "C{evil}x", contact: "call{evil}x", services: [a]}}}}\n'
        f'freezes: [{{name: "F{evil}x", from: 2026-01-01, until: 2027-01-01}}]\n',
        "utf-8",
    )

    words = ("import {}", "svc a", "svc a --owner", "svc --orphans", "svc x", "impact a", "impact a --csv")
    for each in (*words, "impact a --markdown"):
        run(rows, *each.format(file).split())

    out = capsys.readouterr().out
    assert "A]0;pwned[2J" in out
    assert [sign for sign in out if ord(sign) < 32 and sign != "\n"] == []


def test_a_team_that_is_gone_is_shown_as_such_and_owns_nothing(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = file.with_name("other.yaml")
    other.write_text("services: {till: {title: Till, team: payments}}", "utf-8")
    run(rows, "import", str(file), str(other))
    file.write_text("people: {maya: {name: Maya Okafor}}", "utf-8")
    run(rows, "import", str(file))
    capsys.readouterr()

    codes = [run(rows, "svc", "till"), run(rows, "svc", "till", "--owner"), run(rows, "svc", "--orphans")]

    lines = capsys.readouterr().out.splitlines()
    assert codes == [0, 1, 1]
    assert lines[1] == "owner     Payments #pay (no longer in the catalog)"
    assert lines[-3:] == [
        "owner     nobody (payments)",
        "1 without an owner",
        "  till                           Till",
    ]


def test_json_is_the_whole_profile(rows: Store, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(rows, "import", str(file))
    capsys.readouterr()

    codes = run(rows, "svc", "payments", "--json"), run(rows, "svc", "pay", "--json")

    found, several = capsys.readouterr().out.replace("}\n{", "}\x00{").split("\x00")
    assert codes == (0, 1)
    assert json.loads(found)["service"]["depends_on"] == [{"service": "ledger", "hard": True}]
    tier = json.loads(found)["sources"]["tier"]
    assert (tier["value"], tier["source"]) == ("1", f"{file.parent.name}/{file.name}:4")
    assert json.loads(several) == {
        "found": None,
        "near": False,
        "total": 2,
        "options": ["payouts", "payments-api"],
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pay", ["2 fit 'pay':", "  payouts                        Payouts"]),
        ("ledgr", ["Nothing is called 'ledgr'. Nearest:", "  ledger                         Ledger"]),
        ("zzzzzz", ["Nothing in the catalog is called 'zzzzzz', nor nearly so."]),
    ],
)
def test_what_is_not_one_service_is_a_no_with_what_comes_near(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str], name: str, said: list[str]
) -> None:
    run(rows, "import", str(file))
    capsys.readouterr()

    code = run(rows, "svc", name)

    assert (code, capsys.readouterr().out.splitlines()[:2]) == (1, said)


def test_an_empty_catalog_says_how_to_fill_it(rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rows, "svc", "payments") == 1
    assert capsys.readouterr().out == "The catalog is empty. Bring one in: tocsin import catalog.yaml\n"


def test_an_import_prints_what_it_changed(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(rows, "import", str(file))
    capsys.readouterr()
    changed = FILE.replace("tier: 1", "tier: 2").replace(
        "  payouts: {title: Payouts}\n", "  wallet: {title: Wallet}\n"
    )
    file.write_text(changed, "utf-8")

    codes = run(rows, "import", str(file), "--dry-run"), run(rows, "import", str(file))

    dry, wet = capsys.readouterr().out.split("Would be: ")
    assert codes == (0, 0)
    assert dry.splitlines() == ["~ service payments-api: tier 1 → 2", "+ service wallet", "- service payouts"]
    assert (
        wet.splitlines()[0]
        == "1 added, 1 changed, 1 gone, 3 unchanged. What is gone is kept, marked with the date."
    )


def test_a_refusal_prints_a_line_for_each_fault_and_exits_with_2(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("services:\n  x: {title: X, tier: 9}\n  y: {title: Y, team: z}\n", "utf-8")

    code = run(rows, "import", str(file))

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert printed.err.splitlines() == [
        f"{file}:2:23: `tier` of service `x`: 9 is too large; write at most 5",
        f"{file}:3:23: there is no team `z`; add it under `teams:`",
        "Refused: 2 to correct; nothing was changed.",
    ]
    assert rows.read(catalog.counts) == Counts(0, 0, 0)


def test_an_import_as_json_tells_deltas_or_faults(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(rows, "import", str(file), "--json")

    report = json.loads(capsys.readouterr().out)
    assert (code, report["faults"]) == (0, [])
    assert report["deltas"][0] == {"noun": "person", "id": "maya", "fate": "added", "changes": []}


def test_a_look_up_loads_nothing_heavy() -> None:
    heavy = ("asyncio", "pydantic", "ruamel", "sqlite_utils", "slack_sdk", "bot.ports", "store.rota", "lzma")
    run = "main(['svc', 'x'], Builders(lambda writing: nullcontext(), {}))"  # None has no rows
    asked = f"""import sys
from contextlib import nullcontext, suppress
from handlers.cli.main import Builders, main
with suppress(AttributeError):
    {run}
print([m for m in {heavy} if m in sys.modules])"""

    printed = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert printed.stdout == "[]\n"


def test_an_export_is_printed_and_what_it_lacks_is_said_beside_it(
    rows: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("services: {x: {title: X}}\nenvironments: {eu: {title: Europe}}\n", "utf-8")
    run(rows, "import", str(file))
    capsys.readouterr()

    code = run(rows, "export", "--format", "backstage")

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "No place in backstage: 1 environments.\n")
    assert printed.out.splitlines()[:3] == [
        "apiVersion: backstage.io/v1alpha1",
        "kind: Component",
        "metadata: {name: x, title: X}",
    ]


def test_an_import_of_other_formats_says_what_it_left_out(
    rows: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity = "apiVersion: backstage.io/v1alpha1\nkind: %s\nmetadata: {name: web}\nspec: {owner: shop}\n"
    path = tmp_path / "catalog-info.yaml"
    path.write_text(entity % "Component" + "---\n" + entity % "Template", "utf-8")

    code = run(rows, "import", str(path))
    nothing = run(rows, "import", str(path), "--dry-run", "--json")

    lines = capsys.readouterr().out.splitlines()
    assert (code, nothing) == (0, 0)
    assert lines[:8] == [
        "+ team shop",
        "+ service web",
        "Named, and described nowhere:",
        f"  {path}:4:15: team `shop` is named here and described nowhere; it has nothing but its name",
        "Nothing of our catalog:",
        f"  {path}:6:1: `web` is a software template, which our catalog has no place for",
        "backstage: 1 file, 2 read, 1 taken, 1 left out.",
        "2 added, 0 changed, 0 gone, 0 unchanged.",
    ]
