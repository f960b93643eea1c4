"""A scorecard out of Port's format; what cannot be read is told with its JSON path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.scorecard.operators import OPERATORS
from bot.domain.scorecard.shape import LEVELS, Combinator, Condition, Level, Query, Rule, Scorecard, Value

SCALARS = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a JSON path such as `$.rules[2].query`."""

    path: str
    text: str


class BadScorecard(Exception):
    """A card that cannot be used; nothing of it was."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.path}: {each.text}" for each in problems))
        self.problems = problems


def read(tree: object) -> Scorecard:
    """The card that a parsed file holds. Raises BadScorecard with every problem at once."""
    reader = _Reader()
    card = reader.card(tree)
    if reader.problems:
        raise BadScorecard(tuple(reader.problems))
    return card


class _Reader:
    """Reads on after a problem, so that all of them are told."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, path: str, text: str) -> None:
        self.problems.append(Problem(path, text))

    def card(self, tree: object) -> Scorecard:
        entry = self.mapping(tree, "$")
        levels = self.items(entry.get("levels"), "$.levels") if entry.get("levels") else ()
        rules = self.items(entry.get("rules"), "$.rules")
        given = entry.get("filter")
        return Scorecard(
            identifier=self.text(entry, "identifier", "$"),
            title=self.text(entry, "title", "$"),
            rules=tuple(self.rule(each, f"$.rules[{place}]") for place, each in enumerate(rules)),
            levels=tuple(self.level(each, f"$.levels[{n}]") for n, each in enumerate(levels)) or LEVELS,
            filter=self.query(given, "$.filter") if given else None,
        )

    def level(self, tree: object, path: str) -> Level:
        entry = self.mapping(tree, path)
        return Level(self.text(entry, "title", path), str(entry.get("color") or ""))

    def rule(self, tree: object, path: str) -> Rule:
        entry = self.mapping(tree, path)
        return Rule(
            identifier=self.text(entry, "identifier", path),
            title=self.text(entry, "title", path),
            level=self.text(entry, "level", path),
            query=self.query(entry.get("query"), f"{path}.query"),
            description=str(entry.get("description") or ""),
        )

    def query(self, tree: object, path: str) -> Query:
        entry = self.mapping(tree, path)
        if "not" in entry and "combinator" not in entry:
            inner = self.query(entry["not"], f"{path}.not")
            return Query(inner.combinator, inner.terms, not inner.negated)
        combinator = str(entry.get("combinator") or Combinator.AND).lower()
        if combinator not in set(Combinator):
            self.wrong(f"{path}.combinator", f"{combinator!r} is neither and nor or")
            combinator = Combinator.AND
        terms = self.items(entry.get("conditions"), f"{path}.conditions")
        found = (self.term(each, f"{path}.conditions[{place}]") for place, each in enumerate(terms))
        return Query(Combinator(combinator), tuple(found))

    def term(self, tree: object, path: str) -> Condition | Query:
        entry = self.mapping(tree, path)
        if "conditions" in entry or isinstance(entry.get("not"), Mapping):
            return self.query(entry, path)
        operator = self.text(entry, "operator", path)
        if operator and operator not in OPERATORS:
            self.wrong(f"{path}.operator", f"{operator!r} is no operator")
        name = self.text({"property": entry.get("property") or entry.get("relation")}, "property", path)
        return Condition(name, operator, self.value(entry.get("value"), path), entry.get("not") is True)

    def value(self, found: object, path: str) -> Value:
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return tuple(found)
        if found is None or isinstance(found, SCALARS):
            return found
        self.wrong(f"{path}.value", "is neither text, number, boolean nor a list of texts")
        return None

    def mapping(self, tree: object, path: str) -> Mapping[str, Any]:
        if isinstance(tree, Mapping):
            return tree
        self.wrong(path, "is not an object")
        return {}

    def items(self, tree: object, path: str) -> list[Any]:
        if isinstance(tree, list) and tree:
            return tree
        self.wrong(path, "is not a list with something in it")
        return []

    def text(self, entry: Mapping[str, Any], key: str, path: str) -> str:
        found = entry.get(key)
        if isinstance(found, str) and found.strip():
            return found
        self.wrong(f"{path}.{key}", "is missing")
        return ""
