"""Each story can fail: the line that keeps it is taken out of a copy of the tree, and the story fails."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.rules import ROOT, SOURCE, python, tracked
from tests.stories.keepers import KEEPERS, PAGE, Keeper, page

AT_ONCE = 6
"""Stories told side by side: one that fails mostly waits for what does not come."""
PATIENCE = "6"
"""Seconds that it waits then; told untouched, a story has as long as everywhere."""
PROMISES = {"1", "2", "3", "4", "5", "6", "9", "10", "11", "12", "20", "21", "24", "28", "29", "30"}
PROMISES |= {"8", "14", "16", "17", "18", "19", "23"}


@pytest.mark.parametrize("keeper", KEEPERS, ids=lambda keeper: keeper.name)
def test_the_line_stands_in_its_file_once(keeper: Keeper) -> None:
    places = {file.path: file.text.count(keeper.line) for file in python(*SOURCE)}

    assert places.get(keeper.file) == 1, [path for path, count in places.items() if count]


def test_every_promise_has_its_keeper() -> None:
    assert PROMISES - {keeper.promise for keeper in KEEPERS} == set()


def test_every_story_of_the_table_is_told() -> None:
    told = {
        f"{path.name}::{line.split()[2].partition('(')[0]}"
        for path in (ROOT / "tests/stories").glob("test_*.py")
        for line in path.read_text().splitlines()
        if line.startswith("async def test_")
    }

    assert {keeper.story.partition("[")[0] for keeper in KEEPERS} - told == set()


def test_the_page_is_made_from_the_table() -> None:
    assert PAGE.read_text() == page()


@pytest.mark.slow
def test_untouched_every_story_is_true(tree: Path) -> None:
    told = _tell(tree, *{keeper.story for keeper in KEEPERS}, at_once=2)

    assert (told.returncode, told.stdout) == (0, told.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("keeper", KEEPERS, ids=lambda keeper: keeper.name)
def test_without_its_line_the_story_fails(keeper: Keeper, fates: Mapping[Keeper, str]) -> None:
    assert f"FAILED tests/stories/{keeper.story}" in fates[keeper]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree."""
    copy = tmp_path_factory.mktemp("tree")
    for name in tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def fates(
    tree: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Mapping[Keeper, str]:
    """What became of each story without its line, of those keepers that this run is about."""
    params = (getattr(item, "callspec", None) for item in request.session.items)
    wanted = {each.params["keeper"] for each in params if each and "keeper" in each.params}
    keepers = [each for each in KEEPERS if each in wanted]
    _tell(tree, KEEPERS[0].story)  # once, so that what it compiles is there for all

    def fate(keeper: Keeper) -> str:
        copy = tmp_path_factory.mktemp("without")
        shutil.copytree(tree, copy, dirs_exist_ok=True, copy_function=os.link)
        file = copy / keeper.file
        text = file.read_text()
        file.unlink()
        file.write_text(keeper.taken_out(text))
        told = _tell(copy, keeper.story, patience=PATIENCE)
        shutil.rmtree(copy)
        return told.stdout

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(keepers, pool.map(fate, keepers), strict=True))


def _tell(
    tree: Path, *stories: str, at_once: int = 0, patience: str = ""
) -> subprocess.CompletedProcess[str]:
    """Tell stories of a tree in a process of their own."""
    words = [
        "-p",
        "no:cacheprovider",
        "-n",
        str(at_once),
        "-rfE",
        "-m",
        "",
        "--tb=no",
        *(f"tests/stories/{story}" for story in stories),
    ]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if patience:
        env["STORY_PATIENCE"] = patience
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
