"""Pictures of readiness that somebody asked for: drawn by a job, sent to the person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot import charts
from bot.domain.refusal import Refusal
from bot.flows import pictures
from bot.flows.scorecard.finding import understood
from bot.flows.scorecard.reporting import picture
from bot.flows.scorecard.shipped import first
from bot.ports import Ask, Bot, Picture, Reply
from store import catalog

SPAN = timedelta(days=90)


async def ask_for(bot: Bot, ask: Ask, team: str) -> Reply:
    """Have a picture drawn, of a team or ("") of all; `card:<id>` before it says on which card."""
    return await pictures.ask_for(bot, ask, "chart", team)


async def draw(bot: Bot, body: Mapping[str, Any]) -> None:
    """Draw it and send it."""
    await pictures.bring(bot, body, _drawn(bot, str(body["team"])))


async def _drawn(bot: Bot, words: str) -> Picture:
    asked = await bot.rows.query(understood, words)
    id = asked.words
    team = await bot.rows.query(catalog.team, id) if id else None
    if id and (team is None or team.gone_at):
        raise Refusal(f"The team {id} is not in the catalog any more: /ready shows those that are.")
    about = f"services of {team.title} by level" if team else "services by level"
    usual = await bot.rows.query(first)
    card = asked.card or usual
    since = bot.clock.now() - SPAN
    chart = await bot.rows.query(picture, card, since, team.id if team else None, about)
    return Picture("readiness.png", chart.title, await charts.draw(chart), charts.words(chart))
