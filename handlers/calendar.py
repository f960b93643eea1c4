"""HTTP: a person's or a team's shifts as a calendar, for whoever has the secret address."""

import re

from aiohttp import web

from bot.domain.keeping import StoreUnavailable
from bot.flows.rota import feeds
from bot.ports import Bot

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
FRESH = "private, max-age=300"


def routes(bot: Bot) -> list[web.RouteDef]:
    """The one path: `GET /calendar/<secret>.ics`."""

    async def calendar(request: web.Request) -> web.Response:
        return await _calendar(bot, request)

    return [web.get("/calendar/{secret}.ics", calendar)]


async def _calendar(bot: Bot, request: web.Request) -> web.Response:
    """The calendar; 304 where the reader has it, 404 for an address that is none."""
    secret = request.match_info["secret"]
    try:
        found = await feeds.read(bot, secret) if SECRET.fullmatch(secret) else None
    except StoreUnavailable:
        return web.Response(status=503, headers={"Retry-After": "60"})
    if found is None:
        return web.Response(status=404, text="There is no such calendar.\n")
    headers = {"ETag": f'"{found.tag}"', "Cache-Control": FRESH}
    known = request.if_none_match or ()
    if any(each.value in (found.tag, "*") for each in known):
        return web.Response(status=304, headers=headers)
    name = 'inline; filename="on-call.ics"'
    return web.Response(
        body=found.body,
        content_type="text/calendar",
        charset="utf-8",
        headers=headers | {"Content-Disposition": name},
    )
