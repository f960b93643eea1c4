"""`tocsin WORD …`: finds the word's file, reads the arguments, opens what it needs, gives the exit code."""

import argparse
import importlib
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.keeping import StoreUnavailable
from bot.domain.outside import Rejected, Unreachable
from bot.domain.refusal import Refusal
from bot.settings import columns

if TYPE_CHECKING:
    from bot.ports import Rows

YES, NO, BAD, UNREACHABLE = 0, 1, 2, 3
INTERRUPTED = 130
WORDS: Mapping[str, str] = {
    "svc": "catalog",
    "import": "catalog_file",
    "export": "catalog_file",
    "impact": "impact",
    "oncall": "rota",
    "rota": "rota",
    "changes": "change",
    "ready": "scorecard",
    "check": "scorecard",
    "lint": "card",
    "card": "card",
    "report": "report",
    "token": "token",
    "rca": "rca",
    "templates": "templates",
    "show": "incident",
    "audit": "incident",
    "similar": "similar",
    "init": "house",
    "run": "house",
    "demo": "house",
    "doctor": "house",
    "sync": "house",
}


Say = Callable[[str], None]


class Parser(argparse.ArgumentParser):
    """A parser that asks the terminal itself how wide it is.

    argparse asks shutil, for every argument that is added, and so loads what compresses archives.
    """

    def _get_formatter(self) -> argparse.HelpFormatter:
        return argparse.HelpFormatter(self.prog, width=columns() - 2)


@dataclass(frozen=True, slots=True)
class Builders:
    """What only the composition root can make: the opened database, and the words that need the whole house.

    `rows(writing)` opens the database; a word takes its arguments and how to say a line, gives an exit code.
    """

    rows: Callable[[bool], AbstractContextManager["Rows"]]
    words: Mapping[str, Callable[[argparse.Namespace, Say], int]]


def main(argv: Sequence[str], builders: Builders) -> int:
    """Run one command. 0 yes, 1 no, 2 usage or bad input, 3 something is unreachable."""
    _never_stumble()
    args = _parser(argv).parse_args(argv)
    try:
        code = _run(args, builders)
        sys.stdout.flush()
        return code
    except (Refusal, StoreUnavailable, Rejected) as refusal:
        print(getattr(refusal, "text", refusal), file=sys.stderr)
        return BAD
    except Unreachable as trouble:
        print(trouble, file=sys.stderr)
        return UNREACHABLE
    except BrokenPipeError:
        return _unheard()
    except KeyboardInterrupt:
        return INTERRUPTED


def _never_stumble() -> None:
    """A terminal that cannot show a character shows a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _unheard() -> int:
    """Nobody reads on (`tocsin audit | head -1`): what is still unwritten goes nowhere, and quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return YES


def _say(line: str) -> None:
    print(line, flush=True)


def _run(args: argparse.Namespace, builders: Builders) -> int:
    build = getattr(args, "build", "")
    if build:
        return builders.words[build](args, _say)
    if getattr(args, "rows", True) is False:
        return int(args.run(args, None))
    with builders.rows(getattr(args, "writes", False)) as rows:
        return int(args.run(args, rows))


def _parser(argv: Sequence[str]) -> Parser:
    """The parser with the words of one file only, where the first argument says which."""
    parser = Parser(prog="tocsin", description="The first responder in your Slack.")
    sub = parser.add_subparsers(metavar="WORD", required=True)
    named = WORDS.get(argv[0]) if argv else None
    for name in [named] if named else dict.fromkeys(WORDS.values()):
        importlib.import_module(f"handlers.cli.{name}").add(sub)
    return parser
