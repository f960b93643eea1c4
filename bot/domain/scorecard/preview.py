"""What a file of scorecards would change: the cards as they would be, their faults, who would move."""

from dataclasses import dataclass

from bot.domain.scorecard.comparing import Mark, Moved
from bot.domain.scorecard.lint import Fault
from bot.domain.scorecard.reading import Problem
from bot.domain.scorecard.shape import Scorecard


@dataclass(frozen=True, slots=True)
class Change:
    """What one card changes: the card as it will be, the differences, its faults, who moves."""

    card: Scorecard
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file changes. With `problems` it is refused, and nothing changes.

    `stale`: it is not what somebody agreed to, for the cards have changed since; nothing changed either.
    """

    changes: tuple[Change, ...] = ()
    guesses: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    stale: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every difference of every card."""
        return tuple(mark for change in self.changes for mark in change.marks)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault of every card."""
        return tuple(fault for change in self.changes for fault in change.faults)

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Every service that stands on another level by a card; those that drop come first."""
        found = (each for change in self.changes for each in change.moved)
        return tuple(sorted(found, key=lambda each: each.up))
