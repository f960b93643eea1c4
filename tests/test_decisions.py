"""The decision records: short, whole, in order, and every check they name is there."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.rules import ROOT

RECORDS = sorted((ROOT / "docs/decisions").glob("*.md"))
PARTS = ["Context", "Decision", "Consequences", "Checks"]


def _checks() -> list[tuple[str, str]]:
    """Record and check: what stands in the first code span of each line under Checks."""
    return [
        (record.name, check)
        for record in RECORDS
        for check in re.findall(r"^- `([^`]+)`", record.read_text().partition("## Checks")[2], re.MULTILINE)
    ]


def test_records_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_is_short_and_has_its_four_parts(record: Path) -> None:
    text = record.read_text()

    assert len(text.splitlines()) <= 60
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS


def test_every_record_names_a_check() -> None:
    assert {record for record, _ in _checks()} == {record.name for record in RECORDS}


@pytest.mark.parametrize(("record", "check"), _checks())
def test_every_check_is_there(record: str, check: str) -> None:
    command, _, target = check.partition(" ")
    file, _, name = check.partition("::")

    if command == "make":
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), record
    else:
        assert re.search(rf"def {name}\(", (ROOT / file).read_text()), record


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=~!\[; ]", each)[0] for each in project["dependencies"]}
    taken = (ROOT / "docs/decisions/0007-dependencies.md").read_text().partition("| Refused |")[0]
    told = {
        name
        for row in re.findall(r"^\| ([^|]+) \|", taken, re.MULTILINE)
        for name in row.split(", ")
        if row not in ("Taken", "---")
    }

    assert told == names
