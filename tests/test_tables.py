"""The tables are whole: what is offered, scheduled and opened has its row, and no row is dead."""

import ast
import importlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pkgutil import iter_modules

import pytest

from bot.domain.effect import EffectKind
from bot.flows.outbox import ACTS
from bot.ports import Rows
from handlers import doors, forms, jobs, modals
from handlers.cli import main as command_line
from handlers.usage import HELP
from tests.rules import ROOT, calls, nodes, python

pytestmark = pytest.mark.xdist_group("source")  # what is read of all files is read once

LINK = "_link"
SAY = "say"
"""The button that types a command; it leads to the doors of the command's words."""


def _offered() -> dict[str, str]:
    """The action of every button that is built, and where."""
    found = {}
    for file, call, name in calls(python("bot", "handlers")):
        if name.split(".")[-1] not in ("button", "link_button") or file.path == "bot/blocks/kit.py":
            continue
        given = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "action")]
        for action in given:
            assert isinstance(action, ast.Constant), f"{file.at(call)}: the action is no literal"
            found[str(action.value)] = file.at(call)
    return found


def _literals(names: Iterable[str], place: int) -> set[str]:
    """The literal that calls of these names have at that place."""
    found = set()
    for _, call, name in calls(python("bot", "handlers", "store")):
        given = call.args[place] if len(call.args) > place else None
        if name in names and isinstance(given, ast.Constant):
            found.add(str(given.value))
    return found


def test_every_button_has_a_handler() -> None:
    dead = {
        action: place
        for action, place in _offered().items()
        if action not in doors.BUTTONS and action != SAY and not action.endswith(LINK)
    }

    assert dead == {}


def test_every_handler_of_a_button_has_a_button() -> None:
    assert set(doors.BUTTONS) - set(_offered()) == set()


def test_actions_are_written_by_the_kit_only() -> None:
    found = [
        file.at(node)
        for file, node in nodes(python("bot", "handlers"))
        if isinstance(node, ast.Dict)
        and not file.path.startswith(("bot/blocks/kit.py", "bot/blocks/inputs.py", "bot/sandbox/"))
        if "action_id" in {key.value for key in node.keys if isinstance(key, ast.Constant)}
    ]

    assert found == []


def test_every_form_that_is_opened_is_in_the_table_and_the_other_way_round() -> None:
    assert _literals(("Open",), 0) == set(forms.FORMS)


def test_every_kind_of_job_is_scheduled_or_comes_again() -> None:
    periodic = {kind for kind, door in jobs.JOBS.items() if door.every}

    assert (
        _literals(("jobs.schedule", "jobs.request", "jobs.request_paced", "pictures.ask_for"), 2)
        == set(jobs.JOBS) - periodic
    )


def test_every_kind_of_effect_can_be_carried_out() -> None:
    assert set(ACTS) == set(EffectKind)


def test_every_door_has_its_line_of_help_and_the_other_way_round() -> None:
    assert [(door.word, door.verb.name) for door in doors.DOORS] == list(HELP)


def test_no_noun_takes_the_doors_of_another() -> None:
    nouns = [importlib.import_module(f"handlers.doors.{each.name}") for each in iter_modules(doors.__path__)]

    for table in ("BUTTONS", "SHORTCUTS", "EVENTS", "OPTIONS"):
        rows = [name for noun in nouns for name in getattr(noun, table, {})]
        assert sorted(rows) == sorted(getattr(doors, table)), table


def test_every_form_of_a_noun_is_joined() -> None:
    nouns = [
        importlib.import_module(f"handlers.modals.{each.name}") for each in iter_modules(modals.__path__)
    ]

    rows = [name for noun in nouns for name in getattr(noun, "FORMS", {})]
    assert sorted(rows) == sorted(forms.FORMS)


def test_no_alias_leads_two_ways() -> None:
    names = [(door.word, name) for door in doors.DOORS for name in (door.verb.name, *door.verb.also)]

    assert sorted(names) == sorted(set(names))


def test_every_word_has_a_bare_door() -> None:
    assert {door.word for door in doors.DOORS if door.verb.name == ""} == set(doors.WORDS.values())


@pytest.mark.parametrize("word", command_line.WORDS)
def test_every_word_of_the_terminal_says_how_it_is_used(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main([word, "--help"], command_line.Builders(_no_rows, {}))

    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: tocsin {word}")


def _no_rows(writing: bool) -> AbstractContextManager[Rows]:
    raise AssertionError(f"help opened the database (writing: {writing})")


def test_the_terminal_has_a_file_for_every_word() -> None:
    files = {path.stem for path in (ROOT / "handlers/cli").glob("*.py")} - {
        "__init__",
        "main",
        "progress",
        "rota_file",
        "terminal",
    }

    assert set(command_line.WORDS.values()) == files
