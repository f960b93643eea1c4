"""How far long work has got: a bar on a terminal, a plain line now and then elsewhere."""

from types import TracebackType
from typing import Self, TextIO

WIDTH = 30
STEP = 25
"""Percent between two plain lines."""


class Bar:
    """Is told `done` of `total`; on a terminal it draws over itself and is gone in the end."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._drawn = 0
        self._said = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def __call__(self, done: int, total: int, what: str) -> None:
        """So much is done; what was just read is called `what`."""
        percent = 100 * done // total if total else 0
        if self._out.isatty():
            self._draw(percent, f"{done:,} of {total:,}, {what}")
        elif percent // STEP != self._said:
            self._said = percent // STEP
            print(f"{percent} % ({done:,} of {total:,}, {what})", file=self._out, flush=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            print("\r" + " " * self._drawn + "\r", end="", file=self._out, flush=True)
            self._drawn = 0

    def _draw(self, percent: int, text: str) -> None:
        full = WIDTH * percent // 100
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {percent:3} % {text}"
        print("\r" + line.ljust(self._drawn), end="", file=self._out, flush=True)
        self._drawn = max(self._drawn, len(line))
