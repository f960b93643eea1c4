"""`python -m bot` = `tocsin`: hands the builders to the command line."""

import argparse
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.settings import database, environment
from handlers.cli.main import Builders, Say
from handlers.cli.main import main as command_line

if TYPE_CHECKING:
    from bot.ports import Rows
    from store.reading import ReadingRows
    from store.sqlite import Store


def _reading(path: Path) -> "ReadingRows":
    from store.reading import ReadingRows  # noqa: PLC0415  (only the words that read rows pay for it)

    return ReadingRows(path)


def _store(path: Path) -> "Store":
    from store.sqlite import open_store  # noqa: PLC0415  (asyncio: only the words that write pay for it)

    return open_store(path)


@contextmanager
def rows(writing: bool) -> Iterator["Rows"]:
    """The database of the settings; reading needs sqlite3 alone."""
    path = database(environment())
    opened = _store(path) if writing else _reading(path)
    try:
        yield cast("Rows", opened)  # what only reads asks for `read` alone
    finally:
        opened.close()


def run(args: argparse.Namespace, say: Say) -> int:  # noqa: ARG001  (every word has this shape)
    """Run the bot; in a sandbox its clock is the sandbox's, and that is the only difference."""
    from bot import running  # noqa: PLC0415  (heavy: only the words that start something pay for it)
    from bot.sandbox.following import following  # noqa: PLC0415  (as above)

    env = environment()
    sandbox = env.get("TOCSIN_SANDBOX", "")
    return running.run(env, say, following(sandbox) if sandbox else None)


def init(args: argparse.Namespace, say: Say) -> int:  # noqa: ARG001  (every word has this shape)
    """Make the database."""
    from bot import running  # noqa: PLC0415  (as above)

    return running.init(environment(), say)


def sync(args: argparse.Namespace, say: Say) -> int:
    """Read the vendors now."""
    from bot import running  # noqa: PLC0415  (as above)
    from handlers.cli.progress import Bar  # noqa: PLC0415  (only a sync shows one)

    with Bar(sys.stderr) as bar:
        return running.sync(environment(), say, args, bar)


def demo(args: argparse.Namespace, say: Say) -> int:
    """The practice company with the bot on it."""
    from bot.sandbox import demo as practice  # noqa: PLC0415  (as above)

    return practice.run(args, say)


def doctor(args: argparse.Namespace, say: Say) -> int:
    """Check everything that a start needs."""
    from bot import doctor as doctoring  # noqa: PLC0415  (as above)

    return doctoring.run(environment(), say, as_json=args.json)


def main() -> int:
    """The console script."""
    words = {"init": init, "run": run, "sync": sync, "demo": demo, "doctor": doctor}
    code = command_line(sys.argv[1:], Builders(rows, words))
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        _end(code)
    return code


def _end(code: int) -> None:
    """All is closed; a vendor's thread that hangs must not hold up the end, as Python lets it."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
