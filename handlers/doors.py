"""The tables of every way in: command words and verbs, buttons, shortcuts, events, selects."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.grammar import Takes, Verb
from bot.ports import Bot, Handler
from handlers import events
from handlers.commands import catalog, change, house, incident, rca, rota, scorecard, similar, telling
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
    _door("inc", "update|post", OPTIONAL, S, telling.update),
    _door("inc", "remind", Takes.DELAY, W, telling.remind),
    _door("inc", "sev|severity", Takes.SEVERITY, S, telling.set_severity),
    _door("inc", "role|assign", Takes.ROLE, W, telling.role),
    _door("inc", "roles", NOTHING, R, telling.listed_roles),
    _door("inc", "handoff|handover", Takes.PERSON, W, telling.handoff),
    _door("inc", "catchup|catch-up|summarize", NOTHING, R, telling.catchup),
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
    "inc_update_form": Knock(F, telling.update_form),
    "inc_snooze": Knock(W, telling.snooze),
    "inc_stop_reminding": Knock(W, telling.stop),
    "inc_undo_severity": Knock(W, telling.undo_severity),
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
NEED_INCIDENT = frozenset(
    [
        *("status", "mitigate", "resolve", "reopen", "lead", "note", "timeline"),
        *("update", "remind", "sev", "role", "roles", "handoff", "catchup"),
    ]
)
HELP_WORDS = ("help", "?", "--help")
