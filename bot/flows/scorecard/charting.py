"""Pictures of readiness that somebody asked for: drawn by a job, sent to the person."""

from collections.abc import Mapping
from datetime import timedelta
from sqlite3 import Connection
from typing import Any

from bot import charts
from bot.flows import pictures
from bot.flows.scorecard.reporting import picture
from bot.flows.scorecard.shipped import first
from bot.ports import Ask, Bot, Picture, Reply
from store import catalog, jobs, outbox

SPAN = timedelta(days=90)


async def ask_for(bot: Bot, ask: Ask, team: str) -> Reply:
    """Have a picture drawn, of a team or ("") of all."""
    await bot.rows.settle(ask.key, _request, ask, team)
    bot.wake()
    return Reply("The chart is being drawn; it comes to you in a direct message.")


def _request(db: Connection, ask: Ask, team: str) -> None:
    body = {"person": ask.person, "team": team, "key": ask.key}
    jobs.request(db, f"chart:{ask.key}", "chart", body, ask.at)


async def draw(bot: Bot, body: Mapping[str, Any]) -> None:
    """Draw it and send it."""
    team = await bot.rows.query(catalog.team, str(body["team"])) if body["team"] else None
    about = f"services of {team.title} by level" if team else "services by level"
    card = await bot.rows.query(first)
    since = bot.clock.now() - SPAN
    chart = await bot.rows.query(picture, card, since, team.id if team else None, about)
    shown = Picture("readiness.png", chart.title, await charts.draw(chart), charts.words(chart))
    effect = pictures.effect(f"chart:{body['key']}", shown, person=str(body["person"]))
    await bot.rows.run(outbox.add, effect, bot.clock.now())
    bot.wake()
