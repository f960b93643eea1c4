"""What people and the clock ask about changes: what was new lately, read GitHub again, mark a suspect."""

from bot.flows.change.hearing import hear
from bot.flows.change.looking import everywhere, freshness, is_stale, known, recent, subject, within
from bot.flows.change.marking import Marking, bring_back, mark
from bot.flows.change.reading import PLAIN, Synced, Wish, refresh, refresh_and_tell, sync_github
from bot.flows.change.scoping import EVERYTHING, find, of_key, of_service, seek
from bot.flows.change.suspecting import shown, suspects

__all__ = [
    "EVERYTHING",
    "PLAIN",
    "Marking",
    "Synced",
    "Wish",
    "bring_back",
    "everywhere",
    "find",
    "freshness",
    "hear",
    "is_stale",
    "known",
    "mark",
    "of_key",
    "of_service",
    "recent",
    "refresh",
    "refresh_and_tell",
    "seek",
    "shown",
    "subject",
    "suspects",
    "sync_github",
    "within",
]
