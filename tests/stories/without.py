"""Stories told without the line that keeps them, each in a fork of a process that has loaded everything.

A fork has the tree loaded; what is taken out of a function is taken out of the function objects there, and
processes that the story starts run on a copy of the tree. A line outside every function is read only when
its module is loaded: it is loaded anew from the copy, and so is whatever imports it.

`python -m tests.stories.without FOLDER NAME…` writes FOLDER/<n>.txt, what pytest said of the n-th keeper, and
FOLDER/whole-<n>.txt, what it said of one story of each file with all its lines, told in forks as well.
"""

import ast
import asyncio
import gc
import importlib
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import NoReturn

import pytest

from bot.sandbox import company, demo
from tests import living, ready_made
from tests.rules import ROOT, SOURCE, Function, python, tracked
from tests.stories.keepers import KEEPERS, Keeper

AT_ONCE = 6
"""Stories told side by side: one that fails mostly waits for what does not come."""
PATIENCE = "6"
"""Seconds that it waits then; told untouched, a story has as long as everywhere."""
WORDS = ["-p", "no:cacheprovider", "-n", "0", "-rfE", "-m", "", "--tb=short"]
LOADED = "ignore::pytest.PytestAssertRewriteWarning"  # what is loaded is not rewritten; that is no fault here
HELPERS = ("hypothesis", "tests.living", "tests.mortal", "tests.stories.telling")
Swap = tuple[FunctionType, CodeType]


def swaps(keeper: Keeper) -> list[Swap]:
    """The functions that change with the line, and their code without it; none where no function has it."""
    path = str(ROOT / keeper.file)
    text = Path(path).read_text()
    after = keeper.taken_out(text)
    if _outside(ast.parse(text)) != _outside(ast.parse(after)):
        return []
    changed = dict(_changed(compile(text, path, "exec"), compile(after, path, "exec")))
    found = (each for each in _functions() if each.__code__.co_filename == path)
    return [(each, changed[each.__code__]) for each in found if each.__code__ in changed]


@cache
def _functions() -> list[FunctionType]:
    """Every function that there is in this process."""
    return [each for each in gc.get_objects() if isinstance(each, FunctionType)]


def _outside(tree: ast.AST) -> str:
    """A module without the bodies of its functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = []
    return ast.dump(tree)


def _changed(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Each code of a module that is another without the line, and that other."""
    pairs = zip(_inner(before), _inner(after), strict=False)
    for old, new in pairs:
        if old != new and old.co_qualname == new.co_qualname:
            yield old, new
            yield from _changed(old, new)


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def copy(tree: Path, keeper: Keeper) -> None:
    """The tree without the line; all other files are the same files, and what was compiled of them."""
    for name in (*tracked(), *_compiled()):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(ROOT / name, tree / name)
    (tree / keeper.file).unlink()
    (tree / keeper.file).write_text(keeper.taken_out((ROOT / keeper.file).read_text()))


@cache
def _compiled() -> list[str]:
    """What was compiled by now; Python takes it for a file of the same time and size only."""
    folders = {(ROOT / name).parent / "__pycache__" for name in tracked()}
    return [str(file.relative_to(ROOT)) for folder in folders for file in folder.glob("*.pyc")]


def tell(keeper: Keeper, tree: Path) -> int:
    """Tell the story without its line; pytest's exit code. For a process that ends then."""
    copy(tree, keeper)
    tempfile.tempdir = str(tree)
    found = swaps(keeper)
    if not found or any(function.__code__ in _BRINGING_IN for function, _ in found):
        ready_made.forget()
    if not found:
        load_anew(keeper, tree)
    for function, code in found:
        function.__code__ = code
    for name in ("bot.sandbox.demo", "tests.processes"):
        importlib.import_module(name).__dict__["ROOT"] = tree
    return int(pytest.main([*WORDS, "-W", LOADED, f"tests/stories/{keeper.story}"]))


def load_anew(keeper: Keeper, tree: Path) -> None:
    """Load the module of the line from the copy; what imports it is loaded when it is asked for."""
    changed = module(keeper.file)
    for name in dependants(changed):
        _forget(name)
    sys.meta_path.insert(0, _Copied(changed, tree / keeper.file))
    importlib.import_module(changed)


@dataclass(frozen=True)
class _Copied(MetaPathFinder):
    """Finds one module in the copy."""

    module: str
    file: Path

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """Where that module is."""
        if fullname != self.module:
            return None
        inside = [str(self.file.parent)] if self.file.name == "__init__.py" else None
        return spec_from_file_location(fullname, self.file, submodule_search_locations=inside)


def _forget(name: str) -> None:
    """Take a module out of those that are loaded, and out of its package."""
    gone = sys.modules.pop(name, None)
    package, _, last = name.rpartition(".")
    held = vars(sys.modules[package]) if package in sys.modules else {}
    if gone is not None and held.get(last) is gone:
        del held[last]


def module(file: str) -> str:
    """`bot.flows.card` for `bot/flows/card.py`."""
    return file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def dependants(changed: str) -> set[str]:
    """A module and whatever imports it, itself or by another."""
    found, fresh = {changed}, {changed}
    while fresh:
        fresh = {name for name, asked in _imports().items() if asked & fresh} - found
        found |= fresh
    return found


@cache
def _imports() -> Mapping[str, set[str]]:
    """What each module imports when it is loaded, with the packages on the way."""
    return {module(file.path): set(_asked(file.tree)) for file in python(*SOURCE, "tests")}


def _asked(tree: ast.Module) -> Iterator[str]:
    inner = {id(each) for node in ast.walk(tree) if isinstance(node, Function) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in inner:
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def tell_all(keepers: Sequence[Keeper], folder: Path) -> None:
    """Tell the stories of all, each in a fork; what is said of the n-th is in folder/<n>.txt.

    On a crowded machine another path may overtake the one whose line is gone: what did not fail is told
    once more, with nothing beside it.
    """
    _side_by_side(keepers, range(len(keepers)), folder, AT_ONCE)
    left = [n for n, keeper in enumerate(keepers) if not failed(keeper, (folder / f"{n}.txt").read_text())]
    _side_by_side(keepers, left, folder, 1)


def tell_whole(keepers: Sequence[Keeper], folder: Path) -> None:
    """Tell a story of each file with its line, in two forks: what fails there fails for another reason."""
    folder.mkdir(parents=True, exist_ok=True)
    keepers = list({each.story.partition("::")[0]: each for each in keepers}.values())
    for half in range(2):
        if not os.fork():
            _listen(folder / f"whole-{half}.txt")
            stories = [f"tests/stories/{keeper.story}" for keeper in keepers[half::2]]
            os._exit(int(pytest.main([*WORDS, "-W", LOADED, *stories])) if stories else 0)
    for _ in range(2):
        os.wait()


def _listen(told: Path) -> None:
    """Have what this process says written there."""
    with told.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


def failed(keeper: Keeper, told: str) -> bool:
    """Whether the story failed, by what pytest said."""
    return f"FAILED tests/stories/{keeper.story}" in told


def _side_by_side(keepers: Sequence[Keeper], numbers: Iterable[int], folder: Path, at_once: int) -> None:
    under_way: dict[int, Path] = {}
    for number in numbers:
        if len(under_way) == at_once:
            _ended(under_way)
        tree = folder / f"tree-{number}"
        if not (pid := os.fork()):
            _listen(folder / f"{number}.txt")
            os.environ["STORY_PATIENCE"], living.PATIENCE = PATIENCE, float(PATIENCE)
            _end_with(tell, keepers[number], tree)
        under_way[pid] = tree
    while under_way:
        _ended(under_way)


def _end_with(tell: Callable[[Keeper, Path], int], keeper: Keeper, tree: Path) -> NoReturn:
    """End this fork with what is told, whatever happens: what its parent keeps is not its own to let go."""
    code = 1
    try:
        code = tell(keeper, tree)
    finally:
        if sys.exception():
            traceback.print_exc()
        os._exit(code)


def _ended(under_way: dict[int, Path]) -> None:
    pid, _ = os.wait()
    shutil.rmtree(under_way.pop(pid), ignore_errors=True)


_BRINGING_IN: set[CodeType] = set()
"""What ran while the catalogs were brought in: without a line of that they are brought in anew."""


def _load(keepers: Sequence[Keeper]) -> None:
    """Load what stories need, the sandbox's files as well, and bring the companies in."""
    for file in python(*SOURCE):
        importlib.import_module(module(file.path))
    for name in HELPERS:
        importlib.import_module(name)
    acme = company.acme(datetime.now(UTC))
    demo.manifest()
    with _noting():
        assert acme.catalog
        asyncio.run(ready_made.imported(acme.catalog, datetime.now(UTC)))
        if any(each.story.startswith("test_big_world") for each in keepers):
            ready_made.big()
    _functions()
    _compiled()
    _imports()
    gc.freeze()


@contextmanager
def _noting() -> Iterator[None]:
    """Note what runs, on every thread that begins meanwhile too."""

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            _BRINGING_IN.add(frame.f_code)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


if __name__ == "__main__":
    wanted, place = set(sys.argv[2:]), Path(sys.argv[1])
    told = [each for each in KEEPERS if each.name in wanted]
    _load(told)
    tell_whole(told, place)
    tell_all(told, place)
