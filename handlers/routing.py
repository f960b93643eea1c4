"""How a request finds its door, whether it writes, and what is said where no door fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.blocks.incident import Doubt
from bot.domain import grammar
from bot.domain.grammar import Parsed, Takes
from bot.domain.refusal import Refusal
from bot.ports import Answer, Ask, Bot
from handlers import forms, gate
from handlers.commands import house, incident
from handlers.doors import (
    BUTTONS,
    DOORS,
    EVENTS,
    HELP_WORDS,
    NEED_INCIDENT,
    OPTIONS,
    SHORTCUTS,
    TABLE,
    VERBS,
    WEBHOOKS,
    WORDS,
    Door,
    Effect,
    Knock,
)
from handlers.request import Kind, Request
from handlers.usage import HELP


@dataclass(frozen=True, slots=True)
class Route:
    """Where words lead: a door with the rest, or (no door) the doubt about `near`.

    `channel` is where a button runs them, if not where it stands.
    """

    word: str
    door: Door | None
    rest: str
    near: str = ""
    said: str = ""
    channel: str = ""


Found = Route | Knock | None
FIRST = re.compile(r"^(\S+)\s+")
"""The first word; people go to a new line after it as well."""


def route(word: str, words: str, *, sure: bool = False) -> Route:
    """Find the door that words lead to; `/tocsin inc …` leads where `/inc …` does.

    `sure`: a button has said what they do.
    """
    words = FIRST.sub(r"\1 ", words.strip())
    first, _, rest = words.partition(" ")
    if word == "tocsin" and (target := WORDS.get(first.lower().removeprefix("/"))):
        return route(target, rest, sure=sure)
    if first.lower() in HELP_WORDS and word != "tocsin":
        return Route(word, TABLE["tocsin", "help"], f"{word} {rest}".strip())
    if not words:
        return Route(word, TABLE[word, ""], "")
    parsed = grammar.parse(words, VERBS[word], strict=word == "inc", sure=sure)
    door = _door_of(word, parsed)
    return Route(word, door, parsed.rest, "" if door else parsed.near, words)


def _door_of(word: str, parsed: Parsed) -> Door | None:
    """The door of the verb, else the one for free words.

    None where `/inc` may have meant a verb, and where nothing but a verb is there that needs words.
    """
    if parsed.verb:
        return TABLE[word, parsed.verb]
    lone = " " not in parsed.rest
    return None if parsed.near and (word == "inc" or lone) else TABLE.get((word, "*"))


def find(request: Request) -> Found:
    """Where the request leads; None for a form, and for what no table has."""
    match request.kind:
        case Kind.COMMAND | Kind.MENTION:
            return route(WORDS.get(request.name, "tocsin"), request.ask.words)
        case Kind.BUTTON if request.name == "say":
            place, _, rest = request.ask.values.get("value", "").partition(" ")
            word, _, channel = place.partition("@")
            return replace(route(WORDS.get(word, "tocsin"), rest, sure=True), channel=channel)
        case Kind.BUTTON:
            return BUTTONS.get(request.name)
        case Kind.SHORTCUT:
            return SHORTCUTS.get(request.name)
        case Kind.EVENT:
            return EVENTS.get(request.name)
        case Kind.WEBHOOK:
            return WEBHOOKS.get(request.name)
        case Kind.FORM:
            return None


def writes(request: Request, found: Found) -> bool:
    """Whether the request may change something, so that it must be kept first."""
    if request.kind in (Kind.MENTION, Kind.FORM):
        return True
    if isinstance(found, Route):
        effect = found.door.effect if found.door else Effect.READS
        return effect is Effect.WRITES or (effect is Effect.SETS and bool(found.rest))
    return found is not None and found.effect is Effect.WRITES


async def handle(bot: Bot, request: Request, found: Found) -> Answer:
    """Run the handler behind the door. Raises Refusal for what nobody handles, and for guests."""
    if not await gate.passes(bot, request, writing=writes(request, found)):
        return None
    if request.kind is Kind.FORM:
        return await forms.submitted(bot, request.ask, request.name)
    if isinstance(found, Route):
        return await _enter(bot, request.ask, found)
    if found is not None:
        return await found.handler(bot, request.ask)
    if request.kind in (Kind.EVENT, Kind.WEBHOOK) or request.name.endswith("_link"):
        return None
    raise Refusal("That button is of an older version of Tocsin. /tocsin help shows what there is.")


async def offer(bot: Bot, name: str, typed: str) -> Sequence[tuple[str, str]]:
    """(label, value) pairs for the select of that name; none where nobody offers."""
    found = OPTIONS.get(name)
    return await found(bot, typed) if found else ()


async def _enter(bot: Bot, ask: Ask, found: Route) -> Answer:
    ask = replace(ask, channel=found.channel) if found.channel else ask
    if found.door is None or _misplaced(bot, ask, found):
        return _doubt(bot, replace(ask, words=found.said), found)
    if ask.words != found.rest:
        ask = replace(ask, words=found.rest, values={**ask.values, "said": found.said})
    return await found.door.handler(bot, ask)


def _misplaced(bot: Bot, ask: Ask, found: Route) -> bool:
    """Free words after a verb of an incident, typed where there is none: they may be a title."""
    door = found.door
    free = door is not None and door.word == "inc" and door.verb.name in NEED_INCIDENT - {"status", "lead"}
    return free and bool(found.rest) and incident.elsewhere(bot, ask)


def _doubt(bot: Bot, ask: Ask, found: Route) -> Answer:
    """Nothing is done on a guess: the person says which."""
    if found.word != "inc":
        return house.unknown(ask.words, _usage(found.word, found.near), _meant(ask.words))
    rest = ask.words.partition(" ")[2].strip()
    near = found.near or (found.door.verb.name if found.door else "")
    verb = TABLE.get(("inc", near))
    fits = verb is not None and not found.door and _fits(bot, ask, verb, rest)
    about = Doubt(near, ask.words, _usage("inc", near), run=f"{near} {rest}".strip() if fits else "")
    return incident.in_doubt(bot, ask, about, needs=near in NEED_INCIDENT)


def _fits(bot: Bot, ask: Ask, door: Door, rest: str) -> bool:
    """Whether a button may offer to run it: any reason, but not where the words are more likely a title."""
    if door.verb.takes is not Takes.REASON:
        return grammar.PARSES[door.verb.takes](rest)
    spelled = ask.words.partition(" ")[0].lower() in door.verb.spellings
    return not spelled or not incident.elsewhere(bot, ask)


def _usage(word: str, verb: str) -> str:
    return HELP[word, verb][0] if verb and (word, verb) in HELP else ""


def _meant(words: str) -> list[str]:
    """Commands that unknown words may have been meant to be, without the slash; best first."""
    first, _, rest = words.partition(" ")
    spelled = [(f"{word}", target) for word, target in WORDS.items()]
    spelled += [
        (name, f"{d.word} {d.verb.name}") for d in DOORS for name in d.verb.spellings if name.isalpha()
    ]
    exact = [target for name, target in spelled if name == first.lower()]
    near = [target for name, target in spelled if len(name) > 3 and grammar.one_edit(name, first.lower())]
    return [f"{target} {rest}".strip() for target in dict.fromkeys([*exact, *near])]


def named(request: Request, found: Found) -> str:
    """The door's name for the log; never the words themselves."""
    if isinstance(found, Route) and request.kind is not Kind.BUTTON:
        return f"{found.word} {found.door.verb.name if found.door else '?'}".strip()
    return request.name


def typed(request: Request) -> str:
    """What the person had typed or pressed, so that they may say it again; "" where it can't be said so."""
    said = f"{request.name} {request.ask.words}".strip()
    return said if request.kind in (Kind.COMMAND, Kind.MENTION) else ""
