"""The tables of every way in: command words and verbs, buttons, shortcuts, events, webhooks, selects."""

from collections.abc import Mapping

from bot.domain.grammar import Verb
from handlers.doors import (
    catalog,
    change,
    editing,
    followup,
    house,
    incident,
    paging,
    rca,
    rota,
    scorecard,
    shortcuts,
    telling,
    vendors,
)
from handlers.doors.shape import Door, Effect, Hook, Knock, Knocks, Offers
from handlers.usage import HELP

__all__ = ["Door", "Effect", "Hook", "Knock"]

_ORDER = {written: place for place, written in enumerate(HELP)}
DOORS: tuple[Door, ...] = tuple(
    sorted(
        (
            *incident.DOORS,
            *editing.DOORS,
            *telling.DOORS,
            *paging.DOORS,
            *catalog.DOORS,
            *change.DOORS,
            *followup.DOORS,
            *rota.DOORS,
            *rca.DOORS,
            *scorecard.DOORS,
            *house.DOORS,
        ),
        key=lambda door: _ORDER[door.word, door.verb.name],
    )
)
"""In the order of the help; each noun's rows stand in its own file of this folder."""

WORDS: Mapping[str, str] = {
    **{door.word: door.word for door in DOORS},
    **dict.fromkeys(("incident",), "inc"),
    **dict.fromkeys(("service", "catalog"), "svc"),
    **dict.fromkeys(("who", "who's", "who’s", "whoisoncall"), "oncall"),
    **dict.fromkeys(("deploys", "change"), "changes"),
    **dict.fromkeys(("scorecard", "readiness"), "ready"),
    **dict.fromkeys(("retro", "postmortem"), "rca"),
}

BUTTONS: Knocks = {
    **incident.BUTTONS,
    **telling.BUTTONS,
    **paging.BUTTONS,
    **catalog.BUTTONS,
    **change.BUTTONS,
    **rota.BUTTONS,
    **rca.BUTTONS,
    **followup.BUTTONS,
    **scorecard.BUTTONS,
    **house.BUTTONS,
}
SHORTCUTS: Knocks = {
    **incident.SHORTCUTS,
    **shortcuts.SHORTCUTS,
    **rca.SHORTCUTS,
    **followup.SHORTCUTS,
}
EVENTS: Knocks = {**incident.EVENTS, **house.EVENTS}
WEBHOOKS: Mapping[str, Hook] = {**vendors.WEBHOOKS}
OPTIONS: Offers = {**incident.OPTIONS, **catalog.OPTIONS}

VERBS: Mapping[str, tuple[Verb, ...]] = {
    word: tuple(door.verb for door in DOORS if door.word == word and door.verb.name not in ("", "*"))
    for word in set(WORDS.values())
}
TABLE: Mapping[tuple[str, str], Door] = {(door.word, door.verb.name): door for door in DOORS}
NEED_INCIDENT = frozenset(
    [
        *incident.NEED_INCIDENT,
        *editing.NEED_INCIDENT,
        *telling.NEED_INCIDENT,
        *followup.NEED_INCIDENT,
    ]
)
HELP_WORDS = ("help", "?", "--help")
