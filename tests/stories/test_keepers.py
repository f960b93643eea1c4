"""Each story can fail: without the line that keeps it, it does. With it, the suite tells it true."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.rules import ROOT, SOURCE, python
from tests.stories.keepers import KEEPERS, PAGE, Keeper, page
from tests.stories.without import failed

pytestmark = pytest.mark.xdist_group("source")  # what is read of all files is read once

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
@pytest.mark.parametrize("keeper", KEEPERS, ids=lambda keeper: keeper.name)
def test_without_its_line_the_story_fails(keeper: Keeper, fates: Mapping[Keeper, str]) -> None:
    assert failed(keeper, fates[keeper])


@pytest.mark.slow
def test_with_its_line_each_is_true_there(fates: Mapping[Keeper, str], folder: Path) -> None:
    """Else a story could fail for the way it is told, and not for want of its line."""
    told = [(folder / f"whole-{half}.txt").read_text() for half in range(2)]

    assert fates
    assert [text for text in told if "FAILED" in text or "ERROR" in text or " passed" not in text] == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it stands what was said of each story."""
    return tmp_path_factory.mktemp("without")


@pytest.fixture(scope="module")
def fates(folder: Path, request: pytest.FixtureRequest) -> Mapping[Keeper, str]:
    """What became of each story without its line, of those keepers that this run is about."""
    params = (getattr(item, "callspec", None) for item in request.session.items)
    wanted = {each.params["keeper"] for each in params if each and "keeper" in each.params}
    keepers = [each for each in KEEPERS if each in wanted]
    words = ["-m", "tests.stories.without", str(folder), *(each.name for each in keepers)]
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True)
    return {each: (folder / f"{number}.txt").read_text() for number, each in enumerate(keepers)}
