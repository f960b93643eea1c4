"""The HTTP API: JSON for scripts, with a bearer token, so many requests a minute, without cookies."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from bot.domain.scorecard.gate import judge
from bot.domain.token import Scope
from bot.flows import scorecard, token
from bot.ports import Bot
from handlers import openapi
from handlers import readiness_json as as_json

BEARER = "bearer "
A_MINUTE = 120
"""Requests of one token; who has none is stopped at a quarter of that, by address."""
MOST_KEPT = 10_000
PAGE = 100
LONGEST = 9
"""Digits of an offset: there are no more services, and no database takes a number of any length."""

Work = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Limit:
    """A bucket for each caller, which fills by the second."""

    a_minute: int = A_MINUTE
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, caller: str, now: float, a_minute: int = 0) -> int:
        """0, or the seconds after which the caller may ask again."""
        most = float(a_minute or self.a_minute)
        left, then = self._left.get(caller, (most, now))
        left = min(most, left + (now - then) * most / 60)
        if len(self._left) > MOST_KEPT:
            self._left.clear()
        self._left[caller] = (max(0.0, left - 1), now)
        return 0 if left >= 1 else max(1, round((1 - left) * 60 / most))


def routes(bot: Bot, clock: Callable[[], float] = time.monotonic) -> list[web.RouteDef]:
    """The API's paths. `clock` counts the seconds of the limit."""
    limit = Limit()

    def guarded(work: Work, scope: Scope) -> Work:
        async def answer(request: web.Request) -> web.Response:
            return await _guarded(bot, request, (work, scope), limit, clock())

        return answer

    async def one(request: web.Request) -> web.Response:
        return await _one(bot, request)

    async def all_of_them(request: web.Request) -> web.Response:
        return await _all(bot, request)

    async def described(request: web.Request) -> web.Response:  # noqa: ARG001  (aiohttp's shape)
        return web.json_response(openapi.DOCUMENT)

    return [
        web.get("/api/v1/openapi.json", described),
        web.get("/api/v1/readiness", guarded(all_of_them, Scope.READ)),
        web.get("/api/v1/readiness/{service}", guarded(one, Scope.READ)),
    ]


async def _guarded(
    bot: Bot, request: web.Request, door: tuple[Work, Scope], limit: Limit, now: float
) -> web.Response:
    """The token first, then the limit, then the work; a refusal is a 400 with what to do."""
    work, scope = door
    header = request.headers.get("Authorization", "")
    secret = header[len(BEARER) :].strip() if header[: len(BEARER)].lower() == BEARER else ""
    found = await token.admitted(bot, secret, scope)
    caller = found.id if found else f"address:{request.remote}"
    wait = limit.wait(caller, now, 0 if found else A_MINUTE // 4)
    if wait:
        said = f"more than {A_MINUTE} requests a minute; ask again in {wait} s"
        return _error(429, said, {"Retry-After": str(wait)})
    if found is None:
        said = "a bearer token is needed, and this is none that holds: tocsin token add NAME --scope read"
        return _error(401, said, {"WWW-Authenticate": "Bearer"})
    try:
        return await work(request)
    except Refusal as refusal:
        return _error(400, refusal.text)
    except StoreUnavailable as trouble:
        return _error(503, f"{trouble.cause}; ask again in a minute", {"Retry-After": "60"})


async def _one(bot: Bot, request: web.Request) -> web.Response:
    """`GET /api/v1/readiness/{service}[?level=…][&card=…]`."""
    name, card = request.match_info["service"], request.query.get("card", "")
    found = await scorecard.exactly(bot, name, card)
    if isinstance(found, tuple):
        near = f"; near it are {', '.join(found)}" if found else ""
        return _error(404, f"no service is called {name!r}{near}")
    wanted = request.query.get("level", "")
    rank = found.scorecard.rank(wanted) if wanted else found.scorecard.top
    if rank is None:
        known = ", ".join(found.result.levels)
        return _error(400, f"{wanted!r} is no level of {found.scorecard.title}; it has {known}")
    return web.json_response(as_json.gate(judge(found, rank)))


async def _all(bot: Bot, request: web.Request) -> web.Response:
    """`GET /api/v1/readiness[?card=…][&team=…][&offset=…]`: a hundred services at a time, the worst first."""
    offset = request.query.get("offset", "")[:LONGEST]
    team, card = request.query.get("team", ""), request.query.get("card", "")
    found = await scorecard.listed(
        bot, team, card, offset=int(offset) if offset.isdecimal() else 0, limit=PAGE
    )
    if found is None:
        return _error(404, f"no team is called {team!r}")
    return web.json_response(
        {
            "scorecard": found.scorecard.identifier,
            "total": found.tally.total,
            "offset": found.offset,
            "services": [as_json.listed(each) for each in found.listed],
            "within": [each.id for each in found.within],
        }
    )


def _error(status: int, said: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": said}, status=status, headers=headers)
