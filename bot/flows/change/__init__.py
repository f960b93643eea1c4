"""What people and the clock ask about changes: what was new lately, read GitHub again, mark a suspect."""

from bot.flows.change.hearing import hear
from bot.flows.change.looking import everywhere, freshness, is_stale, known, recent, service, subject, within
from bot.flows.change.marking import Marking, bring_back, mark
from bot.flows.change.reading import Synced, refresh, refresh_and_tell, sync_github

__all__ = [
    "Marking",
    "Synced",
    "bring_back",
    "everywhere",
    "freshness",
    "hear",
    "is_stale",
    "known",
    "mark",
    "recent",
    "refresh",
    "refresh_and_tell",
    "service",
    "subject",
    "sync_github",
    "within",
]
