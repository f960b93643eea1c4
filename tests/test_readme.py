"""The README says what is there: its tables equal the code, its examples run, its links lead somewhere."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import house_file, settings
from bot.flows.catalog.importing import import_files
from bot.ports import Rows
from docs import generate
from handlers import doors, routing
from handlers.cli import main as command_line
from store.sqlite import Store
from tests.rules import ROOT, python

README = generate.README.read_text()
SLIP = "/inc reslove"
"""Typed wrongly on purpose."""


def _section(title: str) -> str:
    """The text under a heading, up to the next one."""
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#+ |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def _cells(title: str) -> Iterator[list[str]]:
    """The rows of the table under a heading, without its head."""
    rows = [line for line in _section(title).splitlines() if line.startswith("| ")]
    return ([cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[1:])


def _example(title: str) -> str:
    found = re.search(r"```yaml\n(.*?)```", _section(title), re.DOTALL)
    assert found, title
    return found[1]


def test_the_generated_parts_are_those_of_the_code() -> None:
    assert generate.written(README) == README


def test_a_readme_without_a_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="scopes"):
        generate.written(README.replace("<!-- /scopes -->", ""))


def test_a_stale_readme_is_told_and_then_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "README.md"
    stale.write_text(README.replace("| `/inc list` | Open incidents |", "| `/inc all` | Everything |"))

    told = generate.main(["--check"], stale)
    generate.main([], stale)

    assert told == 1
    assert capsys.readouterr().err == "README.md differs from the code: python -m docs.generate\n"
    assert generate.main(["--check"], stale) == 0
    assert stale.read_text() == README


def test_the_settings_are_those_that_are_read() -> None:
    told = {name for cells in _cells("Settings") for name in re.findall(r"`([A-Z_]+)`", cells[0])}
    vendors = {*settings.SLACK.values(), *settings.PAGERDUTY.values(), *settings.GITHUB.values()}
    own = {name for file in python("bot") for name in re.findall(r'env\.get\("(\w+)"', file.text)}

    assert told == vendors | own


def test_the_words_of_the_terminal_are_those_that_there_are() -> None:
    told = re.findall(r"^\| `tocsin (\w+)", _section("In a terminal"), re.MULTILINE)

    assert sorted(told) == sorted(command_line.WORDS)


@pytest.mark.parametrize("words", re.findall(r"`tocsin ([^`]+)`", _section("In a terminal")))
def test_the_flags_of_a_word_are_those_that_it_has(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    plain = [word for word in words.split() if re.fullmatch("[a-z]+", word)][:2]

    with pytest.raises(SystemExit):
        command_line.main([*plain, "--help"], command_line.Builders(_no_rows, {}))

    assert set(re.findall(r"--[\w-]+", words)) <= set(re.findall(r"--[\w-]+", capsys.readouterr().out))


def _no_rows(writing: bool) -> AbstractContextManager[Rows]:
    raise AssertionError(f"help opened the database (writing: {writing})")


def _typed() -> list[str]:
    """The commands in the prose, as somebody who reads it types them."""
    prose = README.partition("<!-- commands -->")[0] + README.partition("<!-- /commands -->")[2]
    words = "|".join({door.word for door in doors.DOORS})
    return sorted(set(re.findall(rf"`(/(?:{words})(?: [^`]+)?)`", prose)) - {SLIP, "/tocsin word …"})


@pytest.mark.parametrize("typed", _typed())
def test_every_command_in_it_leads_to_a_door(typed: str) -> None:
    word, _, words = typed[1:].partition(" ")

    assert routing.route(word, words).door is not None


def test_its_slip_leads_to_no_door_but_near_one() -> None:
    assert routing.route("inc", SLIP.partition(" ")[2]).near == "resolve"


async def test_its_catalog_comes_in_without_a_fault(rows: Store, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(_example("The catalog"))

    report = await import_files(rows, [str(tmp_path / "catalog.yaml")], False, datetime.now(UTC))

    assert report.faults == ()
    assert {delta.fate for delta in report.deltas} == {"added"}


def test_its_rules_of_the_house_are_read_and_name_every_key() -> None:
    text = _example("Settings")

    house, faults = house_file.read(text, "tocsin.yaml")

    assert faults == []
    assert [each.number for each in house.severities] == [1, 2, 3]
    assert set(re.findall(r"^(\w+):", text, re.MULTILINE)) == set(house_file.HouseEntry.model_fields)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", README))))
def test_every_make_target_in_it_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
