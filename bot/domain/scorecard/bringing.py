"""What a file of scorecards holds, in whichever of its forms: cards, single rules, and every guess made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.scorecard.compiling import MOST_RULES
from bot.domain.scorecard.reading import BadScorecard, Problem, Reader
from bot.domain.scorecard.shape import Rule, Scorecard


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings: cards and rules with their JSON paths, and what was taken for meant."""

    cards: tuple[tuple[str, Scorecard], ...] = ()
    rules: tuple[tuple[str, Rule], ...] = ()
    guesses: tuple[Problem, ...] = ()


WRAPPINGS = ("scorecards", "scorecard", "data")
NEITHER = "holds no scorecard: neither `rules` (a card) nor `query` (a rule), `scorecards` or `data`"


def bring(tree: object) -> Brought:
    """Everything in a parsed file. Raises BadScorecard with every problem at once; then nothing is used."""
    reader = Reader()
    walk = _Walk(reader)
    walk.any(tree, "$")
    if not walk.cards and not walk.rules and not reader.problems:
        reader.wrong("$", NEITHER)
    reader.problems += overfull(walk.cards)
    _once(walk.cards, reader)
    if reader.problems:
        raise BadScorecard(tuple(reader.problems))
    return Brought(tuple(walk.cards), tuple(walk.rules), tuple(reader.guesses))


def overfull(cards: Iterable[tuple[str, Scorecard]]) -> list[Problem]:
    """What is wrong with cards, each with its JSON path, that hold more rules than a card can."""
    text = f"has more than {MOST_RULES} rules; split it into two cards"
    return [Problem(f"{path}.rules", text) for path, card in cards if len(card.rules) > MOST_RULES]


class _Walk:
    """Goes down to the cards and rules, whatever they are wrapped in."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.cards: list[tuple[str, Scorecard]] = []
        self.rules: list[tuple[str, Rule]] = []

    def any(self, tree: Any, path: str) -> None:
        """A card, a rule, a list of them, an envelope, an export."""
        match tree:
            case list():
                for place, each in enumerate(tree):
                    self.any(each, f"{path}[{place}]")
            case dict() if wrapped := next((key for key in WRAPPINGS if key in tree), ""):
                self.any(tree[wrapped], f"{path}.{wrapped}")
            case {"properties": dict(inside), **rest} if "rules" in inside:
                self.entity(rest, inside, path)
            case {"query": _, "level": _}:
                self.rules.append((path, self.reader.rule(tree, path)))
            case dict() if not {"rules", "identifier"} & tree.keys():
                self.reader.wrong(path, NEITHER)
            case _:
                self.cards.append((path, self.reader.card(tree, path)))

    def entity(self, rest: Mapping[Any, Any], inside: Mapping[Any, Any], path: str) -> None:
        """A card kept as an entity: its parts are properties."""
        whole = {**inside, "identifier": rest.get("identifier"), "title": rest.get("title")}
        self.reader.guess(path, "is an entity; its `properties` are taken for the card")
        self.cards.append((path, self.reader.card(whole, f"{path}.properties")))


def _once(cards: list[tuple[str, Scorecard]], reader: Reader) -> None:
    seen: dict[str, str] = {}
    for path, card in cards:
        first = seen.setdefault(card.identifier, path)
        if first != path:
            reader.wrong(f"{path}.identifier", f"{card.identifier!r} is that of {first} too; give it another")
