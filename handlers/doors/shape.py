"""What a row of the tables is: verb, button, shortcut, event or webhook, and what it does to the world."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.grammar import Takes, Verb
from bot.ports import Bot, Handler
from handlers.usage import HELP


class Effect(StrEnum):
    """What a door does to the world; only what writes is kept in the inbox."""

    READS = "reads"
    WRITES = "writes"
    OPENS = "opens a form"
    SETS = "writes where words follow"


@dataclass(frozen=True, slots=True)
class Door:
    """One verb of a command. The verb "" is the bare word, "*" is whatever is no verb."""

    word: str
    verb: Verb
    usage: str
    says: str
    effect: Effect
    handler: Handler


@dataclass(frozen=True, slots=True)
class Knock:
    """A button, a shortcut or an event: what it does and who handles it."""

    effect: Effect
    handler: Handler


@dataclass(frozen=True, slots=True)
class Hook(Knock):
    """A vendor's webhook: whether the vendor signed it, and what a delivery and its event are called.

    `named` raises LookupError, TypeError or ValueError for a delivery that is none.
    """

    signed: Callable[[Mapping[str, str], bytes, Iterable[str]], bool]
    named: Callable[[Mapping[str, str], bytes, Mapping[str, Any]], tuple[str, str]]


Knocks = Mapping[str, Knock]
Offers = Mapping[str, Callable[[Bot, str], Awaitable[Sequence[tuple[str, str]]]]]
R, W, F, S = Effect.READS, Effect.WRITES, Effect.OPENS, Effect.SETS
NOTHING, OPTIONAL, TEXT = Takes.NOTHING, Takes.OPTIONAL, Takes.TEXT


def door(word: str, verb: str, takes: Takes, effect: Effect, handler: Handler) -> Door:
    """A row: the verb with its other spellings (`mitigate|fixed`); how it is written stands in `usage.py`."""
    name, *also = verb.split("|")
    usage, says = HELP[word, name]
    return Door(word, Verb(name, takes, tuple(also)), usage, says, effect, handler)
