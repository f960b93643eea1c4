"""How incidents that resemble are shown: how much, since when, why, what fixed them, where to read on."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.incident.marks import MARKS
from bot.blocks.kit import ago, clip, context, escape, section, when
from bot.domain.incident import OPEN
from bot.domain.similar import Similar
from bot.ports import Block, Reply

TITLE, FIX, REASONS = 150, 400, 400


def answer(about: str, found: Sequence[Similar], now: datetime) -> Reply:
    """What resembles the text or the incident that somebody asked about."""
    about = escape(clip(" ".join(about.split()), 80))
    if not found:
        return Reply(
            f"Nothing on record resembles “{about}”. Other words may: a service, an error, what was seen. "
            "`tocsin import` brings incidents in from before Tocsin."
        )
    head = f"*Similar to “{about}”*"
    return Reply(head, (section(head), *_shown(found, now), _foot(found)))


def told(found: Sequence[Similar], twins: Sequence[Similar], now: datetime) -> Reply:
    """The message beneath the card; the same trouble declared twice is said first."""
    names = ", ".join(each.past.id for each in twins)
    head = f"*Declared twice?* {names} is open and much alike." if names else "*This has happened before*"
    text = f"Similar: {', '.join(f'{each.past.id} {escape(each.past.title, 80)}' for each in found)}"
    return Reply(text, (section(head), *_shown(found, now), _foot(found)), public=True)


def _shown(found: Sequence[Similar], now: datetime) -> list[Block]:
    return [section(_one(each, now)) for each in found]


def _one(each: Similar, now: datetime) -> str:
    past = each.past
    channel = f" <#{past.channel}>" if past.channel else ""
    since = f"{ago((now - past.declared_at).total_seconds())} ago"
    head = f"{MARKS[past.status]} *{past.id} {escape(past.title, TITLE)}*{channel}"
    facts = (
        f"{percent(each.score)} alike",
        f"{when(past.declared_at, '{date_short_pretty}')} ({since})",
        f"SEV{past.severity}",
        past.status.value,
    )
    fixed = f"What fixed it: {escape(' '.join(past.fix.split()), FIX)}" if past.fix else _unfixed(each)
    why = f"Why: {escape('; '.join(each.reasons), REASONS)}" if each.reasons else ""
    return "\n".join(line for line in (head, " · ".join(facts), fixed, why) if line)


def _unfixed(each: Similar) -> str:
    if each.past.status in OPEN:
        return "Still open: it may be the same trouble."
    return "Nobody wrote down what fixed it."


def percent(score: float) -> str:
    """A score as people read it."""
    return f"{round(100 * score)} %"


def _foot(found: Sequence[Similar]) -> Block:
    documents = " · ".join(f"`tocsin rca {each.past.id}`" for each in found)
    return context(f"The whole story, in a terminal: {documents}")
