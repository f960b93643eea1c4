"""Reading many repositories in few queries: what is asked of each, and what all the queries brought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.change import Change
from bot.integrations.github.answers import by_place, reason
from bot.integrations.github.changes import Want
from bot.ports import RepositoryFacts

Json = dict[str, Any]
Errors = Sequence[Json]


@dataclass(slots=True)
class Harvest:
    """What was read so far. `failed`: GitHub refused; `lost`: it did not answer; `more`: further pages.

    `asked` is how many queries it took.
    """

    changes: dict[str, Change] = field(default_factory=dict)
    facts: dict[str, RepositoryFacts] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    more: list[Want] = field(default_factory=list)
    reached: bool = False
    asked: int = 0

    def take(self, other: "Harvest") -> None:
        """Add what another query brought, its further pages aside."""
        self.changes |= other.changes
        self.facts |= other.facts
        self.failed |= other.failed
        self.lost |= other.lost
        self.reached |= other.reached

    @property
    def unread(self) -> dict[str, str]:
        """Each repository of which nothing could be read, and why."""
        return {**self.failed, **self.lost}


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of query: its text, its variables, and how one repository's answer is taken in.

    `whole`: a repository with an error anywhere in it fails; without, `read` is told the errors within.
    `spare`: a field whose errors cost no more than itself.
    """

    text: Callable[[Sequence[Want]], str]
    values: Callable[[Sequence[Want]], Json]
    read: Callable[[Harvest, Want, Json, Errors], None]
    whole: bool
    spare: str = ""

    def body(self, wants: Sequence[Want]) -> Json:
        """What is posted."""
        return {"query": self.text(wants), "variables": self.values(wants)}

    def answered(self, wants: Sequence[Want], answer: Json) -> Harvest:
        """What one answer brought; a repository in an unknown shape fails alone."""
        data = answer.get("data") or {}
        errors = by_place(answer.get("errors") or (), wants)
        harvest = Harvest(reached=True)
        for number, want in enumerate(wants):
            found = [each for each in errors.get(number, []) if self.spare not in (each.get("path") or ())]
            node = data.get(f"r{number}")
            if found and (self.whole or node is None):
                harvest.failed[want.repository] = reason(found[0])
            if node is None:
                harvest.failed.setdefault(want.repository, "GitHub gave no answer")
                continue
            try:
                self.read(harvest, want, node, found)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                harvest.failed[want.repository] = f"unknown shape of answer ({type(error).__name__})"
        return harvest
