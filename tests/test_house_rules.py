"""The house rules that a linter does not know, over every file under version control."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

import pytest

from tests.rules import (
    ROOT,
    SOURCE,
    calls,
    comments,
    file_lengths,
    function_lengths,
    inside,
    lengths,
    nodes,
    python,
    tracked,
)

pytestmark = pytest.mark.xdist_group("source")  # what is read of all files is read once

BROAD = {"Exception", "BaseException"}
GUARDS = {
    ("handlers/desk.py", "_guarded"),
    ("handlers/jobs.py", "_guarded"),
    ("store/writer.py", "_attempt"),
}
"""Where the work of strangers meets a loop of ours; nowhere else is everything caught."""

ENVIRONMENT = {
    "bot/settings.py": "the one place that reads it",
    "bot/sandbox/demo.py": "hands it on to the bot, which it starts as a child",
}
MOCKS = re.compile(r"(unittest\.)?mock|MagicMock|AsyncMock|mocker|monkeypatch\.setattr|mock\.patch")
SQL = re.compile(
    r"\bSELECT\s.+\sFROM\s|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b"
    r"|\bCREATE\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER)\b|\bPRAGMA\s",
    re.DOTALL,
)
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "processor", "service", "misc"}
VAGUE_FOLDERS = VAGUE | {"services", "actions"}
PROMISED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
TEXTS = {".css", ".html", ".j2", ".js", ".sql", ".toml", ".yaml", ".yml"}


def test_one_worker_reads_all_source(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@source") == bool(getattr(request.config.option, "loadgroup", False))


def test_no_file_is_longer_than_300_lines() -> None:
    found = file_lengths(python(*SOURCE))

    assert {path: lines for path, lines in found.items() if lines > 300} == {}
    assert lengths(found).median <= 120


def test_no_function_is_longer_than_50_lines() -> None:
    found = function_lengths(python(*SOURCE))

    assert {place: lines for place, lines in found.items() if lines > 50} == {}
    assert lengths(found).p95 <= 30
    assert lengths(found).median <= 7


def test_exactly_three_guards_catch_everything() -> None:
    found = [
        (file.path, function)
        for file in python(*SOURCE, "tests")
        for function, node in inside(file.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_all(node.type)
    ]

    assert sorted(found) == sorted(GUARDS)


def _catches_all(caught: ast.expr | None) -> bool:
    return caught is None or bool(
        BROAD & {each.id for each in ast.walk(caught) if isinstance(each, ast.Name)}
    )


def test_nothing_suppresses_everything() -> None:
    found = [
        file.at(call)
        for file, call, name in calls(python(*SOURCE, "tests"))
        if name.endswith("suppress") and BROAD & {ast.unparse(each) for each in call.args}
    ]

    assert found == []


def test_tests_have_real_things_instead_of_mocks() -> None:
    imported = [
        file.at(node)
        for file, node in nodes(python("tests"))
        if isinstance(node, ast.Import | ast.ImportFrom) and MOCKS.search(ast.unparse(node))
    ]
    called = [
        file.at(call)
        for file, call, name in calls(python("tests"))
        if MOCKS.fullmatch(name) or name.endswith(".setattr")
    ]
    asked = [
        file.at(node)
        for file, node in nodes(python("tests"))
        if isinstance(node, ast.arg) and node.arg == "mocker"
    ]

    assert imported + called + asked == []


def test_tests_wait_for_conditions_and_never_sleep() -> None:
    found = [
        file.at(call)
        for file, call, name in calls(python("tests"))
        if name in ("asyncio.sleep", "time.sleep", "sleep")
        and [ast.unparse(each) for each in call.args] != ["0"]
    ]

    assert found == []


def test_the_environment_is_read_in_the_settings() -> None:
    found = {
        file.path
        for file, node in nodes(python(*SOURCE))
        if (
            isinstance(node, ast.Attribute)
            and ast.unparse(node) in ("os.environ", "os.environb", "os.getenv")
        )
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and _imports_environment(node))
    }

    assert found == set(ENVIRONMENT)


def _imports_environment(node: ast.ImportFrom) -> bool:
    return bool({"environ", "getenv"} & {alias.name for alias in node.names})


def test_only_the_command_line_prints() -> None:
    found = [
        file.at(call)
        for file, call, name in calls(python(*SOURCE))
        if name == "print" and not file.path.startswith("handlers/cli/")
    ]

    assert found == []


def test_sql_stands_in_the_store_only() -> None:
    found = [
        file.at(node)
        for file, node in nodes(python("bot", "handlers"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]

    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT seq, id FROM outbox",
        "INSERT INTO inbox (key) VALUES (:key)",
        "INSERT OR REPLACE INTO meta",
        "UPDATE job SET state = 'done'",
        "DELETE FROM draft",
        "PRAGMA user_version",
    ],
)
def test_sql_is_known_when_it_is_seen(text: str) -> None:
    assert SQL.search(text)


@pytest.mark.parametrize(
    "text", ["Delete from the list", "Select a service from the catalog", "update it, set it"]
)
def test_english_is_not_taken_for_sql(text: str) -> None:
    assert not SQL.search(text)


def test_only_the_registry_knows_bolt() -> None:
    assert _importers("slack_bolt") == {"handlers/registry.py"}


def _importers(package: str) -> set[str]:
    pattern = re.compile(rf"(import|from) {package}\b")
    return {
        file.path
        for file, node in nodes(python(*SOURCE))
        if isinstance(node, ast.Import | ast.ImportFrom) and pattern.match(ast.unparse(node))
    }


def test_every_module_begins_by_saying_what_is_in_it() -> None:
    files = [file for file in python(*SOURCE, "tests", "docs", "bench") if file.text.strip()]

    found = [
        file.path for file in files if not (ast.get_docstring(file.tree) and file.text.startswith('"""'))
    ]

    assert found == []


def test_an_import_inside_a_function_says_why() -> None:
    found = [
        f"{file.path}:{number}"
        for file in python(*SOURCE, "tests")
        for number, comment in comments(file.text)
        if "noqa: PLC0415" in comment and not _has_reason(file.text.splitlines(), number)
    ]

    assert found == []


def _has_reason(lines: list[str], number: int) -> bool:
    """A reason in brackets, or a sentence above the block of imports."""
    if re.search(r"PLC0415\s+\(.+\)", lines[number - 1]):
        return True
    above = number - 2
    while "PLC0415" in lines[above]:
        above -= 1
    return lines[above].strip().startswith("#") or bool(re.search(r"PLC0415\s+\(.+\)", lines[above]))


def test_no_work_is_left_for_later_in_a_comment() -> None:
    python_comments = (
        (file.path, number, text) for file in python(*SOURCE, "tests") for number, text in comments(file.text)
    )
    found = [
        f"{path}:{number}"
        for path, number, text in [*python_comments, *_lines_of_texts()]
        if PROMISED.search(text)
    ]

    assert found == []


def _lines_of_texts() -> Iterator[tuple[str, int, str]]:
    for name in tracked():
        if PurePath(name).suffix in TEXTS:
            for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
                yield name, number, line


def test_the_bot_package_is_empty() -> None:
    assert (ROOT / "bot/__init__.py").read_text() == ""


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    files = [name for name in _paths() if PurePath(name).stem in VAGUE]
    folders = [name for name in _paths() if VAGUE_FOLDERS & set(PurePath(name).parent.parts)]

    assert files + folders == []


def _paths() -> Iterable[str]:
    return [name for name in tracked() if name.partition("/")[0] in (*SOURCE, "tests", "docs", "bench")]
