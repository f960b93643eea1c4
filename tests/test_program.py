"""`python -m bot` in this process: each word of the whole house gets the environment and its arguments."""

import argparse
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import __main__ as program
from bot import doctor, logs, running
from bot.domain.refusal import Refusal
from bot.settings import BadSettings
from store import incident as incidents
from store.sqlite import ReadingRows, Store


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """The log as it was, after `run` has set up its own."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers = []
    yield
    root.handlers, root.level, logging.raiseExceptions = handlers, level, True
    for library in logs.LIBRARIES:
        logging.getLogger(library).setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in a folder of its own, and nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "PAGERDUTY_API_KEY",
        "GITHUB_TOKEN",
        "TOCSIN_DATABASE",
    ):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_init_then_rows_to_read_and_to_write(said: list[str], folder: Path) -> None:
    (folder / ".env").write_text("TOCSIN_DATABASE=kept.db")

    codes = [program.init(argparse.Namespace(), said.append) for _ in range(2)]

    assert codes == [0, 0]
    assert [line.partition(".")[0] for line in said] == ["Made kept", "Found kept"]
    with program.rows(False) as reading, program.rows(True) as writing:
        assert isinstance(reading, ReadingRows)
        assert isinstance(writing, Store)
        assert reading.read(incidents.next_number) == 1


@pytest.mark.parametrize("writing", [True, False])
def test_rows_that_are_not_there_are_refused(writing: bool) -> None:
    with pytest.raises(Refusal, match="There is no database"), program.rows(writing):
        pass


def test_run_refuses_with_all_that_is_wrong_and_where_to_look(said: list[str]) -> None:
    with pytest.raises(BadSettings) as raised:
        program.run(argparse.Namespace(), said.append)

    assert [line.split(" ")[0] for line in raised.value.problems] == [
        "SLACK_BOT_TOKEN",
        "neither",
        "There",
        "tocsin",
    ]
    assert said == []


def test_sync_without_vendors_is_refused(said: list[str]) -> None:
    program.init(argparse.Namespace(), said.append)

    with pytest.raises(Refusal, match="No vendor is set"):
        program.sync(argparse.Namespace(what="all", json=False, dry_run=False), said.append)


def test_the_doctor_says_a_line_for_each_thing(said: list[str]) -> None:
    code = program.doctor(argparse.Namespace(json=False), said.append)

    assert code == 2
    assert said[0].startswith("✗ settings: SLACK_BOT_TOKEN is not set")
    assert said[-1].startswith("– GitHub: GitHub is off\n    → Set GITHUB_TOKEN")


def test_the_doctor_as_json_is_one_list(said: list[str]) -> None:
    doctor.run({}, said.append, as_json=True)

    (line,) = said
    assert [each["what"] for each in json.loads(line)][-2:] == ["PagerDuty", "GitHub"]


def test_a_sandbox_that_is_not_there_changes_nothing(said: list[str]) -> None:
    with pytest.raises(BadSettings):
        running.run({"TOCSIN_HTTP": "x"}, said.append, None)
