"""What the house rules look at: the files under version control, and what stands in them.

`python -m tests.rules` prints the measures.
"""

import ast
import io
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ("bot", "handlers", "store")
KEPT = (".ci", ".github")
"""Hidden folders that are ours; the others hold what tools leave behind."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """One Python file. `path` is relative to the repository, with slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The top-level folder."""
        return self.path.partition("/")[0]

    def at(self, node: ast.AST) -> str:
        """`path:line`, as an editor opens it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long things are, in lines."""

    longest: int
    median: float
    p95: int


@cache
def tracked() -> tuple[str, ...]:
    """Every file under version control that is there; of an archive without git, every file."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = listed.stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [path.as_posix() for path in found if path.parts[0] in KEPT or path.parts[0][0] != "."]
    return tuple(name for name in names if (ROOT / name).is_file())


@cache
def python(*rooms: str) -> tuple[File, ...]:
    """The Python files of these rooms."""
    names = [name for name in tracked() if name.endswith(".py") and name.partition("/")[0] in rooms]
    return tuple(_read(name) for name in names)


@cache
def _read(name: str) -> File:
    text = (ROOT / name).read_text()
    return File(name, text, ast.parse(text))


@cache
def _walked(file: File) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(file.tree))


def nodes(files: Iterable[File]) -> Iterator[tuple[File, ast.AST]]:
    """Every node of every file."""
    return ((file, node) for file in files for node in _walked(file))


def calls(files: Iterable[File]) -> Iterator[tuple[File, ast.Call, str]]:
    """Every call with the name that is called, dots and all."""
    return ((file, call, name) for file in files for call, name in _called(file))


@cache
def _called(file: File) -> tuple[tuple[ast.Call, str], ...]:
    found = (node for node in _walked(file) if isinstance(node, ast.Call))
    return tuple((call, ast.unparse(call.func)) for call in found)


def functions(files: Iterable[File]) -> Iterator[tuple[File, Function]]:
    """Every function and method."""
    return ((file, node) for file, node in nodes(files) if isinstance(node, Function))


def inside(tree: ast.AST, name: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the innermost function that holds it ("" outside of all)."""
    waiting = [(name, tree)]
    while waiting:
        around, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            within = child.name if isinstance(child, Function) else around
            yield within, child
            waiting.append((within, child))


@cache
def comments(text: str) -> tuple[tuple[int, str], ...]:
    """Line number and text of every comment."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return tuple((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)


def file_lengths(files: Iterable[File]) -> dict[str, int]:
    """Lines of each file."""
    return {file.path: len(file.text.splitlines()) for file in files}


def function_lengths(files: Iterable[File]) -> dict[str, int]:
    """Lines of each function, its signature and docstring included."""
    return {
        f"{file.at(node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file, node in functions(files)
    }


def lengths(found: dict[str, int]) -> Lengths:
    """The longest, the median and the 95th percentile."""
    ordered = sorted(found.values())
    return Lengths(ordered[-1], median(ordered), ordered[int(0.95 * len(ordered))])


def ratio_of_tests() -> float:
    """Lines of tests for each line of source."""
    return sum(file_lengths(python("tests")).values()) / sum(file_lengths(python(*SOURCE)).values())


def main() -> None:
    """Print the measures."""
    files, each = lengths(file_lengths(python(*SOURCE))), lengths(function_lengths(python(*SOURCE)))
    sys.stdout.write(
        f"files      longest {files.longest}, median {files.median:g}\n"
        f"functions  longest {each.longest}, median {each.median:g}, p95 {each.p95}\n"
        f"tests      {ratio_of_tests():.2f} lines for each line of source\n"
    )


if __name__ == "__main__":
    main()
