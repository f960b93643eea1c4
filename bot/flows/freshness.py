"""How fresh each vendor's data is, and asking a vendor again when it is stale."""

from sqlite3 import Connection

from bot.blocks.kit import snug, when
from bot.flows.rota import sync_pagerduty
from bot.ports import Bot
from store import change, rota

POLLED = "every 15 minutes (no webhook has come; docs/github.md says how to add one)"


async def freshen_pager(bot: Bot) -> None:
    """Ask PagerDuty again where the last answer is older than the house wants."""
    last = bot.rows.read(rota.sync_state)
    if bot.pager is None or (last and bot.clock.now() - last.tried_at < bot.house.refresh_after):
        return
    await sync_pagerduty(bot)


def lines(db: Connection, bot: Bot) -> list[str]:
    """One line for each vendor: off, fresh, or failing since when (mrkdwn)."""
    return [_pager(db, bot), _forge(db, bot)]


def _pager(db: Connection, bot: Bot) -> str:
    if bot.pager is None:
        return "PagerDuty is off: set `PAGERDUTY_API_KEY`"
    last = rota.sync_state(db)
    if last is None:
        return "PagerDuty was never read"
    if last.failing_since:
        return f"PagerDuty could not be reached since {when(last.failing_since)}"
    return f"PagerDuty was read at {when(last.taken_at)}" if last.taken_at else "PagerDuty was never read"


def _forge(db: Connection, bot: Bot) -> str:
    if bot.forge is None:
        return "GitHub is off: set `GITHUB_TOKEN`"
    whole = change.readings(db, [""]).get("")
    if whole and whole.failing_since:
        why = snug(whole.error, 150)
        since = when(whole.failing_since)
        return f"GitHub could not be reached since {since} ({why}); I answer from what I know"
    known = max((each.read_at for each in change.readings(db).values() if each.read_at), default=None)
    read = f"GitHub was read at {when(known)}" if known else "GitHub was never read"
    told = change.heard(db)
    return f"{read}, {f'and tells by webhook, last at {when(told)}' if told else POLLED}"
