"""The table of every way in: command words and verbs, buttons, shortcuts, events; and how one is found."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.blocks.incident import Doubt
from bot.domain import grammar
from bot.domain.grammar import Parsed, Takes, Verb
from bot.domain.refusal import Refusal
from bot.ports import Answer, Ask, Bot, Handler
from handlers import events, forms, gate
from handlers.commands import catalog, change, house, incident, rca, rota, scorecard, similar
from handlers.request import Kind, Request
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


R, W, F, S = Effect.READS, Effect.WRITES, Effect.OPENS, Effect.SETS
NOTHING, OPTIONAL, TEXT = Takes.NOTHING, Takes.OPTIONAL, Takes.TEXT


def _door(word: str, verb: str, takes: Takes, effect: Effect, handler: Handler) -> Door:
    name, *also = verb.split("|")
    usage, says = HELP[word, name]
    return Door(word, Verb(name, takes, tuple(also)), usage, says, effect, handler)


DOORS: tuple[Door, ...] = (
    _door("inc", "", NOTHING, F, incident.declare_form),
    _door("inc", "*", TEXT, W, incident.declare),
    _door("inc", "new|create|declare|open|start", TEXT, W, incident.declare),
    _door("inc", "status|overview|info", Takes.STATUS, S, incident.status),
    _door("inc", "mitigate|mitigated|fixed", OPTIONAL, W, incident.mitigate),
    _door("inc", "resolve|resolved", OPTIONAL, W, incident.resolve),
    _door("inc", "reopen", OPTIONAL, W, incident.reopen),
    _door("inc", "lead|ic|commander", Takes.PERSON, W, incident.lead),
    _door("inc", "note|event", TEXT, W, incident.note),
    _door("inc", "timeline", OPTIONAL, S, incident.timeline),
    _door("inc", "list", NOTHING, R, incident.listed),
    _door("inc", "similar", OPTIONAL, R, similar.show),
    _door("svc", "", NOTHING, R, catalog.overview),
    _door("svc", "*", TEXT, R, catalog.show),
    _door("svc", "find", TEXT, R, catalog.find),
    _door("svc", "owner", TEXT, R, catalog.owner),
    _door("svc", "deps", TEXT, R, catalog.deps),
    _door("svc", "changes", TEXT, R, change.show),
    _door("oncall", "", NOTHING, R, rota.overview),
    _door("oncall", "*", TEXT, R, rota.show),
    _door("oncall", "me", NOTHING, R, rota.mine),
    _door("changes", "", NOTHING, R, change.overview),
    _door("changes", "*", TEXT, R, change.show),
    _door("ready", "", NOTHING, R, scorecard.overview),
    _door("ready", "*", TEXT, R, scorecard.show),
    _door("rca", "", NOTHING, R, rca.state),
    _door("tocsin", "", NOTHING, R, house.help),
    _door("tocsin", "help", OPTIONAL, R, house.help),
    _door("tocsin", "health", NOTHING, R, house.health),
    _door("tocsin", "audit", Takes.INCIDENT, R, house.audit),
)

WORDS: Mapping[str, str] = {
    **{door.word: door.word for door in DOORS},
    **dict.fromkeys(("incident",), "inc"),
    **dict.fromkeys(("service", "catalog"), "svc"),
    **dict.fromkeys(("who", "who's", "who’s", "whoisoncall"), "oncall"),
    **dict.fromkeys(("deploys", "change"), "changes"),
    **dict.fromkeys(("scorecard", "readiness"), "ready"),
    **dict.fromkeys(("retro", "postmortem"), "rca"),
}

BUTTONS: Mapping[str, Knock] = {
    "inc_list": Knock(R, incident.listed_on),
    "form_open": Knock(F, house.open_form),
    "try_again": Knock(W, house.try_again),
    "inc_service": Knock(W, incident.choose_service),
    "inc_lead_me": Knock(W, incident.lead_me),
    "inc_reopen": Knock(W, incident.reopen_button),
    "inc_note_form": Knock(F, incident.note_form),
    "inc_resolve_form": Knock(F, incident.resolve_form),
    "inc_service_form": Knock(F, incident.service_form),
    "say_declare": Knock(W, incident.declare_words),
    "help_on": Knock(R, house.help_on),
    "svc_show": Knock(R, catalog.pick),
    "oncall_show": Knock(R, rota.pick),
    "ready_show": Knock(R, scorecard.pick),
    "change_suspect": Knock(W, change.suspect),
    "change_dismiss": Knock(W, change.dismiss),
    "change_more": Knock(R, change.more),
    "change_restore": Knock(W, change.restore),
}

SHORTCUTS: Mapping[str, Knock] = {
    "declare_incident": Knock(F, incident.declare_form),
}

EVENTS: Mapping[str, Knock] = {
    "reaction_added": Knock(W, events.reaction_added),
    "reaction_removed": Knock(W, events.reaction_removed),
    "channel_rename": Knock(W, events.channel_renamed),
    "team_join": Knock(R, events.person_changed),
    "user_change": Knock(R, events.person_changed),
}

OPTIONS: Mapping[str, Callable[[Bot, str], Awaitable[Sequence[tuple[str, str]]]]] = {
    "service": incident.service_options,
}

VERBS: Mapping[str, tuple[Verb, ...]] = {
    word: tuple(door.verb for door in DOORS if door.word == word and door.verb.name not in ("", "*"))
    for word in set(WORDS.values())
}
TABLE: Mapping[tuple[str, str], Door] = {(door.word, door.verb.name): door for door in DOORS}
NEED_INCIDENT = frozenset({"status", "mitigate", "resolve", "reopen", "lead", "note", "timeline"})
HELP_WORDS = ("help", "?", "--help")


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


def route(word: str, words: str) -> Route:
    """Find the door that words lead to; `/tocsin inc …` leads where `/inc …` does."""
    words = words.strip()
    first, _, rest = words.partition(" ")
    if word == "tocsin" and WORDS.get(first.lower(), "tocsin") != "tocsin":
        return route(WORDS[first.lower()], rest)
    if first.lower() in HELP_WORDS and word != "tocsin":
        return Route(word, TABLE["tocsin", "help"], f"{word} {rest}".strip())
    if not words:
        return Route(word, TABLE[word, ""], "")
    parsed = grammar.parse(words, VERBS[word], strict=word == "inc")
    door = _door_of(word, parsed)
    return Route(word, door, parsed.rest, "" if door else parsed.near, words)


def _door_of(word: str, parsed: Parsed) -> Door | None:
    """The door of the verb, else the one for free words; none where `/inc` may have meant a verb."""
    if parsed.verb:
        return TABLE[word, parsed.verb]
    return None if parsed.near and word == "inc" else TABLE.get((word, "*"))


def find(request: Request) -> Found:
    """Where the request leads; None for a form, and for what no table has."""
    match request.kind:
        case Kind.COMMAND | Kind.MENTION:
            return route(WORDS.get(request.name, "tocsin"), request.ask.words)
        case Kind.BUTTON if request.name == "say":
            place, _, rest = request.ask.values.get("value", "").partition(" ")
            word, _, channel = place.partition("@")
            return replace(route(WORDS.get(word, "tocsin"), rest), channel=channel)
        case Kind.BUTTON:
            return BUTTONS.get(request.name)
        case Kind.SHORTCUT:
            return SHORTCUTS.get(request.name)
        case Kind.EVENT:
            return EVENTS.get(request.name)
        case Kind.FORM:
            return None


def writes(request: Request, found: Found) -> bool:
    """Whether the request may change something, so that it must be kept first."""
    if request.kind in (Kind.MENTION, Kind.FORM):
        return True
    if isinstance(found, Route):
        effect = found.door.effect if found.door else R
        return effect is W or (effect is S and bool(found.rest))
    return found is not None and found.effect is W


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
    if request.kind is Kind.EVENT or request.name.endswith("_link"):
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
    return await found.door.handler(bot, ask if ask.words == found.rest else replace(ask, words=found.rest))


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
    fits = verb is not None and not found.door and grammar.PARSES[verb.verb.takes](rest)
    about = Doubt(near, ask.words, _usage("inc", near), run=f"{near} {rest}".strip() if fits else "")
    return incident.in_doubt(bot, ask, about, needs=near in NEED_INCIDENT)


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
