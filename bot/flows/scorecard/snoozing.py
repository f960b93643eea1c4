"""A team that wants to hear nothing of its gaps for a while."""

from datetime import timedelta
from sqlite3 import Connection

from bot.blocks.kit import snug, when
from bot.domain.audit import Entry
from bot.domain.refusal import Refusal
from bot.domain.scorecard.dates import age
from bot.ports import Ask, Bot, Reply
from store import audit, catalog
from store import scorecard as rows_of

USUAL, LONGEST = timedelta(days=14), timedelta(days=92)
SAY = "Say which team, and for how long: `/ready snooze payments 2w`."


async def snooze(bot: Bot, ask: Ask, words: str) -> Reply:
    """`payments 2w`: no digest, no reminder, no notice until then. Raises Refusal."""
    return await bot.rows.settle(ask.key, _snooze, bot, ask, words)


def _snooze(db: Connection, bot: Bot, ask: Ask, words: str) -> Reply:
    name, _, last = words.strip().rpartition(" ")
    span = age(last) if name else None
    team = catalog.find_team(db, name if span else words)
    if team is None:
        raise Refusal(f"No team is called “{(name if span else words).strip()}”. {SAY}")
    _allowed(db, bot, ask, (*team.leads, *team.members), team.title)
    until = ask.at + min(span or USUAL, LONGEST)
    rows_of.snooze(db, team.id, until, ask.person)
    audit.add(
        db, Entry(ask.person, "readiness.snooze", team.id, ask.at, ask.via, {"until": until.isoformat()})
    )
    return Reply(
        f"*{snug(team.title, 100)}* hears nothing of its gaps until {when(until, '{date_short_pretty}')}. "
        f"`/ready {snug(team.id, 60)}` shows them at any time."
    )


def _allowed(db: Connection, bot: Bot, ask: Ask, people: tuple[str, ...], title: str) -> None:
    """Only the team itself, and the house's managers; a team without people is anybody's."""
    theirs = {each.slack for each in catalog.people(db, people) if each.slack}
    if theirs and ask.person not in theirs | set(bot.house.managers):
        raise Refusal(f"Only people of {title} can snooze what {title} hears. Ask one of them.")
