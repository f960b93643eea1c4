"""A scorecard out of Port's format; what cannot be read is told with its JSON path, and so is every guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bot.domain.scorecard.dates import PRESETS
from bot.domain.scorecard.operators import OPERATORS
from bot.domain.scorecard.shape import (
    LEVELS,
    Combinator,
    Condition,
    Level,
    Operand,
    Period,
    Query,
    Reference,
    Rule,
    Scorecard,
)

SCALARS = (str, int, float, bool)
COLORS = frozenset(
    [
        "blue",
        "turquoise",
        "orange",
        "purple",
        "pink",
        "yellow",
        "green",
        "red",
        "darkGray",
        "lightGray",
        "bronze",
        "silver",
        "gold",
        "paleBlue",
        "lime",
        "gray",
        "black",
        "white",
        "brown",
        "olive",
    ]
)
OF_CARD = frozenset({"identifier", "title", "rules", "levels", "filter"})
OF_PORT = frozenset(
    [
        "id",
        "blueprint",
        "description",
        "createdAt",
        "createdBy",
        "updatedAt",
        "updatedBy",
        "rulesTested",
        "rulesPassed",
        "icon",
        "$schema",
        "team",
    ]
)
"""What Port's API adds to a card; it says nothing about readiness."""
OF_RULE = frozenset({"identifier", "title", "level", "query", "description", "sla"})
OF_CONDITION = frozenset({"property", "relation", "operator", "value", "not"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a JSON path such as `$.rules[2].query`, in the rule of that id."""

    path: str
    text: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.path}{f' ({self.rule})' if self.rule else ''}: {self.text}"


class BadScorecard(Exception):
    """A card that cannot be used; nothing of it was."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.path}: {each.text}" for each in problems))
        self.problems = problems


def read(tree: object) -> Scorecard:
    """The card that a parsed file holds. Raises BadScorecard with every problem at once."""
    reader = Reader()
    card = reader.card(tree)
    if reader.problems:
        raise BadScorecard(tuple(reader.problems))
    return card


class Reader:
    """Reads on after a problem, so that all of them are told. `guesses` are what it took for meant."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.guesses: list[Problem] = []
        self._rule = ""

    def wrong(self, path: str, text: str) -> None:
        """Note what makes the card unusable."""
        self.problems.append(Problem(path, text, self._rule))

    def guess(self, path: str, text: str) -> None:
        """Note what was taken for meant."""
        self.guesses.append(Problem(path, text, self._rule))

    def card(self, tree: object, path: str = "$") -> Scorecard:
        """A card at that path."""
        entry = self.mapping(tree, path)
        self.unknown(entry, OF_CARD | OF_PORT, path)
        levels = self.items(entry.get("levels"), f"{path}.levels") if entry.get("levels") else ()
        rules = self.items(entry.get("rules"), f"{path}.rules")
        given = entry.get("filter")
        return Scorecard(
            identifier=self.text(entry, "identifier", path),
            title=self.text(entry, "title", path),
            rules=tuple(self.rule(each, f"{path}.rules[{place}]") for place, each in enumerate(rules)),
            levels=tuple(self.level(each, f"{path}.levels[{n}]") for n, each in enumerate(levels)) or LEVELS,
            filter=self.query(given, f"{path}.filter") if given else None,
        )

    def level(self, tree: object, path: str) -> Level:
        """A level; one that is text alone is its title."""
        if isinstance(tree, str) and tree.strip():
            self.guess(path, "a level written as text is taken for its title")
            return Level(tree)
        entry = self.mapping(tree, path)
        color = str(entry.get("color") or "")
        if color and color not in COLORS:
            self.guess(f"{path}.color", f"{color!r} is no colour of Port's; it is kept as it is")
        return Level(self.text(entry, "title", path), color)

    def rule(self, tree: object, path: str) -> Rule:
        """A rule."""
        entry = self.mapping(tree, path)
        named = entry.get("identifier")
        self._rule = named if isinstance(named, str) else ""
        self.unknown(entry, OF_RULE | OF_PORT, path)
        found = Rule(
            identifier=self.text(entry, "identifier", path),
            title=self.text(entry, "title", path),
            level=self.text(entry, "level", path),
            query=self.query(entry.get("query"), f"{path}.query"),
            description=str(entry.get("description") or ""),
            sla=self.days(entry.get("sla"), f"{path}.sla"),
        )
        self._rule = ""
        return found

    def days(self, given: object, path: str) -> int:
        """`14` or `14d`; 0 where there is none."""
        if given is None:
            return 0
        text = str(given).strip().removesuffix("d")
        if isinstance(given, bool) or not text.isdecimal():
            self.wrong(path, "is not a number of days; write one such as 14")
            return 0
        return int(text)

    def query(self, tree: object, path: str) -> Query:
        """A query: terms under `and` or `or`, or `not` with a query."""
        entry = self.mapping(tree, path)
        if "not" in entry and "combinator" not in entry and "conditions" not in entry:
            inner = self.query(entry["not"], f"{path}.not")
            return Query(inner.combinator, inner.terms, not inner.negated)
        for word in Combinator:
            if word.value in entry and "conditions" not in entry:
                entry = {**entry, "combinator": word.value, "conditions": entry[word.value]}
        terms = self.items(entry.get("conditions"), f"{path}.conditions")
        combinator = self.combinator(entry, len(terms), path)
        found = (self.term(each, f"{path}.conditions[{place}]") for place, each in enumerate(terms))
        return Query(combinator, tuple(found), entry.get("not") is True)

    def combinator(self, entry: Mapping[str, Any], terms: int, path: str) -> Combinator:
        """How the terms are put together; without a word it is `and`, and said."""
        given = entry.get("combinator")
        if given is None:
            self.guess(f"{path}.combinator", "is missing; `and` is meant" if terms > 1 else "is missing")
            return Combinator.AND
        word = str(given).lower()
        if word in set(Combinator):
            return Combinator(word)
        self.wrong(f"{path}.combinator", f"{word!r} is neither and nor or")
        return Combinator.AND

    def term(self, tree: object, path: str) -> Condition | Query:
        """A condition, or a query again."""
        entry = self.mapping(tree, path)
        if {"conditions", "and", "or"} & entry.keys() or isinstance(entry.get("not"), Mapping):
            return self.query(entry, path)
        self.unknown(entry, OF_CONDITION, path)
        operator = self.text(entry, "operator", path)
        if operator and operator not in OPERATORS:
            self.wrong(f"{path}.operator", f"{operator!r} is no operator{did_you_mean(operator, OPERATORS)}")
        if operator == "notIn":
            self.guess(f"{path}.operator", "`notIn` is not Port's; it is read as none of the list")
        name = self.text({"property": entry.get("property") or entry.get("relation")}, "property", path)
        negated = entry.get("not") is True
        return Condition(name, operator, self.value(entry.get("value"), path, operator), negated)

    def value(self, found: object, path: str, operator: str = "") -> Operand:
        """What a condition compares with."""
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return tuple(found)
        if isinstance(found, Mapping):
            return self.special(found, f"{path}.value")
        if found is None or isinstance(found, SCALARS):
            known = OPERATORS.get(operator)
            if found is None and known is not None and not known.bare:
                self.wrong(f"{path}.value", f"is missing; {operator} compares with something")
            return found
        self.wrong(f"{path}.value", "is neither text, number, boolean nor a list of texts")
        return None

    def special(self, found: Mapping[str, Any], path: str) -> Operand:
        """Another property, or a period."""
        if isinstance(found.get("property"), str):
            return Reference(found["property"])
        if "preset" in found:
            preset = str(found["preset"])
            if preset not in PRESETS:
                self.wrong(f"{path}.preset", f"{preset!r} is no preset{did_you_mean(preset, PRESETS)}")
            return Period(preset=preset)
        if isinstance(found.get("from"), str) and isinstance(found.get("to"), str):
            return Period(found["from"], found["to"])
        self.wrong(path, "is neither text, number, boolean nor a list of texts")
        return None

    def unknown(self, entry: Mapping[str, Any], known: frozenset[str], path: str) -> None:
        """Keys that mean nothing here are left out, and said."""
        for key in entry:
            if key not in known:
                self.guess(f"{path}.{key}", "is not known here and is left out")

    def mapping(self, tree: object, path: str) -> Mapping[str, Any]:
        """An object."""
        if isinstance(tree, Mapping):
            return tree
        self.wrong(path, "is not an object")
        return {}

    def items(self, tree: object, path: str) -> list[Any]:
        """A list with something in it."""
        if isinstance(tree, list) and tree:
            return tree
        self.wrong(path, "is not a list with something in it")
        return []

    def text(self, entry: Mapping[str, Any], key: str, path: str) -> str:
        """Text with something in it."""
        found = entry.get(key)
        if isinstance(found, str) and found.strip():
            return found
        self.wrong(f"{path}.{key}", "is missing")
        return ""


def did_you_mean(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """`; did you mean `x`?`, or "" where nothing is like it."""
    folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return f"; did you mean `{folded[found[0]]}`?" if found else ""
