"""JSON text as plain values, with the place of each, also where it is large.

The values are read by the standard library in C. Of places, those at the top are noted; one further down is
looked for when it is asked for, in what lies below the nearest that is known.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.placed import Path, Place, Placed

NOTED = 2
"""How deep places are noted while reading."""
_BLANK = re.compile(r"[ \t\r\n]*")


class Twice(ValueError):
    """A key stands twice in a mapping."""


def read(file: str, text: str) -> Placed:
    """The text as plain values; a key without a value is left out. Raises ValueError, RecursionError."""
    found = _Outline(text)
    tree, end = found.value(0, ())
    if found.skip(end) != len(text):
        raise ValueError("more follows behind the end")
    lines = _Lines(text)
    return Placed(file, tree, Places(found, lines, found.values), Places(found, lines, found.keys))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {key: value for key, value in pairs if value is not None}
    if len(found) != len(pairs) and len({key for key, _ in pairs}) != len(pairs):
        raise Twice("a key stands twice")
    return found


class _Outline:
    """Reads values, and notes where the first of them stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.values: dict[Path, int] = {}
        self.keys: dict[Path, int] = {}
        self._decode = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=str).raw_decode

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        """The value at an offset, and where it ends."""
        at = self.skip(at)
        self.values[path] = at
        opening = self.text[at : at + 1]
        if len(path) >= NOTED or opening not in ("{", "["):
            return self._decode(self.text, at)
        if opening == "[":
            return self._list(at, path)
        return self._mapping(at, path)

    def _list(self, at: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        for start in self.items(at):
            value, self.ended = self.value(start, (*path, len(found)))
            found.append(value)
        return found, self.ended

    def _mapping(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        pairs: list[tuple[str, Any]] = []
        for key, key_at, start in self.members(at):
            self.keys[(*path, key)] = key_at
            value, self.ended = self.value(start, (*path, key))
            pairs.append((key, value))
        return _pairs(pairs), self.ended

    # Going through a text -----------------------------------------------------------------------------------

    ended = 0
    """Where the value that was read last ends; whoever takes a value of `items` or `members` sets it."""

    def skip(self, at: int) -> int:
        """The offset of what stands next."""
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def items(self, at: int) -> Iterator[int]:
        """Where each item of the list at an offset stands."""
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "]":
            yield at
            at = self._next(self.ended, "]")
        self.ended = at + 1

    def members(self, at: int) -> Iterator[tuple[str, int, int]]:
        """(key, where it stands, where its value stands) of the mapping at an offset."""
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "}":
            key, end = self._decode(self.text, at)
            colon = self.skip(end)
            if not isinstance(key, str) or self.text[colon : colon + 1] != ":":
                raise json.JSONDecodeError("a key or its colon is missing", self.text, at)
            yield key, at, self.skip(colon + 1)
            at = self._next(self.ended, "}")
        self.ended = at + 1

    def _next(self, at: int, closing: str) -> int:
        at = self.skip(at)
        sign = self.text[at : at + 1]
        if sign == closing:
            return at
        following = self.skip(at + 1)
        if sign != "," or self.text[following : following + 1] == closing:
            raise json.JSONDecodeError("a comma or an end is missing", self.text, at)
        return following

    def end_of(self, at: int) -> int:
        """Where the value at an offset ends."""
        return self._decode(self.text, at)[1]


class _Lines:
    """Line and column of an offset."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def place(self, at: int) -> Place:
        line = bisect_left(self._ends, at)
        return line + 1, at - (self._ends[line - 1] if line else -1)


class Places(Mapping[Path, Place]):
    """Where values (or keys) stand; what was not noted is looked for."""

    def __init__(self, outline: _Outline, lines: _Lines, noted: Mapping[Path, int]) -> None:
        self._outline, self._lines, self._noted = outline, lines, noted

    def __getitem__(self, path: Path) -> Place:
        at = self._noted.get(path)
        if at is None and len(path) > NOTED:
            at = self._look(path)
        if at is None:
            raise KeyError(path)
        return self._lines.place(at)

    def __iter__(self) -> Iterator[Path]:
        return iter(self._noted)

    def __len__(self) -> int:
        return len(self._noted)

    def below(self, path: Path) -> dict[str | int, int]:
        """The line of each value in the mapping of a path, which is walked once."""
        at = self._noted.get(path)
        at = self._look(path) if at is None and len(path) > NOTED else at
        found: dict[str | int, int] = {}
        if at is not None and self._outline.text[at] == "{":
            for key, _, start in self._outline.members(at):
                found[key] = self._lines.place(start)[0]
                self._outline.ended = self._outline.end_of(start)
        return found

    def _look(self, path: Path) -> int | None:
        """The offset of a value below those that are noted."""
        at = self._outline.values.get(path[:NOTED])
        key_at = None
        for step in path[NOTED:]:
            if at is None:
                return None
            key_at, at = self._below(at, step)
        return key_at if self._noted is self._outline.keys else at

    def _below(self, at: int, step: str | int) -> tuple[int | None, int | None]:
        outline = self._outline
        opening = outline.text[at]
        if opening == "[" and isinstance(step, int):
            for n, start in enumerate(outline.items(at)):
                if n == step:
                    return None, start
                outline.ended = outline.end_of(start)
        elif opening == "{":
            for key, key_at, start in outline.members(at):
                if key == step:
                    return key_at, start
                outline.ended = outline.end_of(start)
        return None, None
