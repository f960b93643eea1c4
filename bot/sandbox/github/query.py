"""A GraphQL query as a tree: enough of the language for queries with aliases, variables and fragments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

TOKEN = re.compile(r"""[\s,﻿]+|\#[^\n]*|(\.\.\.|[!$()\[\]{}:=|@&]|"(?:\\.|[^"\\\n])*"|-?\d+(?:\.\d+)?|\w+)""")
WORDS = {"true": True, "false": False, "null": None}
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


class Malformed(Exception):
    """Not a query this reader can take; the text says where."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that comes with the query."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called in the answer, its name, its arguments and what is asked of it."""

    alias: str
    name: str
    arguments: Mapping[str, Any]
    selection: tuple["Field | Spread", ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A fragment: written on the spot, or the name of one; `on` is the type that it is about ("": any)."""

    name: str
    selection: tuple["Field | Spread", ...] = ()
    on: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A document with one query. `variables`: name → type as written; `defaults` where given."""

    variables: Mapping[str, str]
    defaults: Mapping[str, Any]
    selection: tuple[Field | Spread, ...]
    fragments: Mapping[str, Spread]


@lru_cache(maxsize=64)
def parse(text: str) -> Query:
    """Read a document; one that comes again is read once. Raises Malformed."""
    reader = _Reader(_tokens(text))
    queries: list[Query] = []
    fragments: dict[str, Spread] = {}
    while reader.peek():
        if reader.take_if("fragment"):
            name = reader.take()
            reader.expect("on")
            on = reader.take()
            fragments[name] = Spread(name, reader.selection(), on)
        else:
            queries.append(reader.query())
    if len(queries) != 1:
        raise Malformed("Expected exactly one operation")
    one = queries[0]
    return Query(one.variables, one.defaults, one.selection, fragments)


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    for match in TOKEN.finditer(text):
        if match.start() != at:
            break
        if match.group(1):
            tokens.append(match.group(1))
        at = match.end()
    if at < len(text):
        raise Malformed(f"Parse error on {text[at]!r} at {at}")
    return tokens


class _Reader:
    """A cursor over the tokens; one method per rule of the grammar."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise Malformed("Unexpected end of document")
        self._at += 1
        return token

    def take_if(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self._at += 1
        return True

    def expect(self, token: str) -> None:
        found = self.take()
        if found != token:
            raise Malformed(f"Parse error on {found!r}: expected {token!r}")

    def query(self) -> Query:
        variables: dict[str, str] = {}
        defaults: dict[str, Any] = {}
        if self.take_if("query"):
            if self.peek() not in "({":
                self.take()
            if self.take_if("("):
                while not self.take_if(")"):
                    self._variable(variables, defaults)
        elif self.peek() != "{":
            raise Malformed(f"Parse error on {self.peek()!r}: only queries are answered here")
        return Query(variables, defaults, self.selection(), {})

    def _variable(self, variables: dict[str, str], defaults: dict[str, Any]) -> None:
        self.expect("$")
        name = self.take()
        self.expect(":")
        written = self.take()
        while self.peek() in ("!", "]") or written == "[":
            written += self.take()
        variables[name] = written
        if self.take_if("="):
            defaults[name] = self.value()

    def selection(self) -> tuple[Field | Spread, ...]:
        self.expect("{")
        found: list[Field | Spread] = []
        while not self.take_if("}"):
            found.append(self._spread() if self.take_if("...") else self._field())
        if not found:
            raise Malformed("Parse error on '}': a selection is empty")
        return tuple(found)

    def _spread(self) -> Spread:
        if self.take_if("on"):
            on = self.take()
            return Spread("", self.selection(), on)
        if self.peek() == "{":
            return Spread("", self.selection())
        return Spread(self.take())

    def _field(self) -> Field:
        alias = name = self._name()
        if self.take_if(":"):
            name = self._name()
        arguments = {}
        if self.take_if("("):
            while not self.take_if(")"):
                key = self._name()
                self.expect(":")
                arguments[key] = self.value()
        return Field(alias, name, arguments, self.selection() if self.peek() == "{" else ())

    def _name(self) -> str:
        token = self.take()
        if not (token[0].isalpha() or token[0] == "_"):
            raise Malformed(f"Parse error on {token!r}: expected a name")
        return token

    def value(self) -> Any:
        token = self.take()
        match token:
            case "$":
                return Variable(self._name())
            case "[":
                return self._list()
            case "{":
                return self._object()
        return WORDS[token] if token in WORDS else self._scalar(token)

    def _list(self) -> list[Any]:
        items = []
        while not self.take_if("]"):
            items.append(self.value())
        return items

    def _object(self) -> dict[str, Any]:
        entries = {}
        while not self.take_if("}"):
            key = self._name()
            self.expect(":")
            entries[key] = self.value()
        return entries

    def _scalar(self, token: str) -> Any:
        if token[0] == '"':
            return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(1)), token[1:-1])
        if token.lstrip("-")[:1].isdigit():
            return float(token) if "." in token else int(token)
        if token[0].isalpha() or token[0] == "_":
            return token
        raise Malformed(f"Parse error on {token!r}: expected a value")
