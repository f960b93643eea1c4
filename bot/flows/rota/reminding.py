"""Asking for cover again, by day of whoever is asked; at the start of the shift, that nobody took it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks.rota import covering as blocks
from bot.domain.catalog import Person
from bot.domain.rota.cover import Request, State, Stretch, offered
from bot.domain.rota.handover import by_day
from bot.flows.rota import rosters
from bot.flows.rota.clock import zone
from bot.flows.rota.covering import people, show, teammates
from bot.flows.rota.deeds import direct
from bot.flows.rota.rosters import Roster
from bot.ports import Ask, Bot
from store import catalog, jobs
from store.rota import request as rows


async def remind(bot: Bot, body: Mapping[str, Any]) -> None:
    """The job: ask again whoever (or the one `person` who) has not answered; at the start say that nobody
    took it. Of several that fell due meanwhile the `last` one says so.
    """
    await bot.rows.run(_remind, body, bot.clock.now())


def _remind(db: Connection, body: Mapping[str, Any], now: datetime) -> None:
    found = rows.get(db, str(body["request"]))
    team = catalog.team(db, found.team) if found else None
    if found is None or team is None or found.state is not State.OPEN:
        return
    roster = rosters.one(db, team, now, found.rota)
    left = offered(found, now)
    if left and now < found.start:
        only = str(body.get("person", ""))
        for each in teammates(db, roster, found):
            if each.id not in (*found.cannot, *found.takers) and only in ("", each.id):
                _ask_again(db, (found, roster), each, left, now)
        return
    show(db, roster, found, now)
    if left and body.get("last", True):
        told = blocks.nobody(found, roster.title, left)
        direct(db, _clock(found, now), found.slack, told, f"cover:{found.id}")


def _ask_again(
    db: Connection, about: tuple[Request, Roster], person: Person, left: Sequence[Stretch], now: datetime
) -> None:
    """Now, or in their morning where the shift has not begun by then."""
    found, roster = about
    due = by_day(now, zone(person))
    if now < due < found.start:
        body = {"request": found.id, "person": person.id, "last": False}
        jobs.schedule(db, f"cover:{found.id}:{person.id}:{due:%Y%m%d}", "cover", body, due)
        return
    said = blocks.reminder(found, roster.title, people(db, found), left)
    direct(db, _clock(found, now), person.slack, said, f"cover:{found.id}")


def _clock(found: Request, now: datetime) -> Ask:
    """The one who asks is the clock, for whoever made the request."""
    return Ask(found.slack, "", "", now, "clock")
