"""Shifts in one's own calendar: an address that is shown once, read by whoever has it, and ended."""

import re
from typing import Any

import aiohttp
import icalendar
from aiohttp import web

from bot.sandbox.person import Person
from handlers import calendar
from tests.living import Night
from tests.stories.telling import asks

ADDRESS = re.compile(r"/calendar/[\w-]{43}\.ics")


async def read(night: Night, path: str) -> tuple[int, Any]:
    """What a calendar program gets under an address."""
    assert night.app is not None
    app = web.Application()
    app.add_routes(calendar.routes(night.app.bot))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            body = await answer.read()
            return answer.status, icalendar.Calendar.from_ical(body) if answer.status == 200 else None
    finally:
        await runner.cleanup()


def shown(view: Any) -> str:
    found = ADDRESS.search(str(view["blocks"]))
    return found.group() if found else ""


async def opened(person: Person, words: str) -> Any:
    """The form that a command opens, read and closed again."""
    await asks(person, "#general", words)
    view = await person.opens()
    await person.do("close", view_id=view["id"])
    return view


async def test_shifts_come_into_a_calendar_until_the_address_is_ended(night: Night) -> None:
    finn = night.person("U0FINN")
    mine = shown(await opened(finn, "/oncall calendar"))
    team = shown(await opened(finn, "/oncall calendar storefront"))

    status, found = await read(night, mine)
    _, everybody = await read(night, team)

    assert status == 200
    assert {str(each["summary"]).partition(":")[0] for each in found.walk("VEVENT")} == {"Finn O'Brien"}
    assert len(found.walk("VEVENT")) > 5
    assert len({str(each["summary"]).partition(":")[0] for each in everybody.walk("VEVENT")}) == 3
    assert "opens nothing any more" in await asks(finn, "#general", "/oncall calendar-off")
    assert [(await read(night, path))[0] for path in (mine, team)] == [404, 200]


async def test_a_new_address_ends_the_one_before(night: Night) -> None:
    finn = night.person("U0FINN")
    first = shown(await opened(finn, "/oncall calendar"))
    await asks(finn, "#general", "/oncall calendar")
    known = await finn.opens()

    await finn.submit({})

    second = shown(await finn.modal())
    assert shown(known) == ""
    assert [(await read(night, path))[0] for path in (first, second)] == [404, 200]
