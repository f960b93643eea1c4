"""The sandbox: Slack, PagerDuty and GitHub on one loopback port, their control API and the page over it."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from aiohttp import web

from bot.sandbox import control
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.slack import answers, app, events, shared
from bot.sandbox.slack.api import APP_TOKEN, BOT_TOKEN, Api
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.deliveries import Deliveries, Rules
from bot.sandbox.slack.rates import Rates
from bot.sandbox.slack.signed import SIGNING_SECRET
from bot.sandbox.slack.world import Happening, Member, Room, World
from bot.sandbox.stage import Stage

__all__ = ["APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "Company", "Rules", "Sandbox"]

HOST, LARGEST = "127.0.0.1", 64 * 1024 * 1024
PAGE = Path(str(files("bot.sandbox"))) / "page"


class Company(Protocol):
    """What a sandbox is filled with. A vendor that is None is not mounted."""

    @property
    def people(self) -> Sequence[Member]: ...
    @property
    def channels(self) -> Sequence[Room]: ...
    @property
    def pagerduty(self) -> Any: ...
    @property
    def github(self) -> Any: ...
    @property
    def catalog(self) -> Path | None: ...


class Sandbox:
    """`async with Sandbox(company, manifest=…) as sandbox:` serves on `sandbox.url` until the block ends."""

    def __init__(
        self,
        company: Company,
        *,
        manifest: Mapping[str, Any],
        clock: SandboxClock | None = None,
        port: int = 0,
        rules: Rules | None = None,
    ) -> None:
        rules = rules or Rules()
        self.company, self.port = company, port
        self.clock = clock or SandboxClock()
        self.app = app.read(manifest)
        self.world = World(company.people, company.channels, self.clock, self.app.name)
        self.faults = Faults(self.clock.timestamp)
        self.rates = Rates(self.clock, on=rules.rate_limits)
        self.deliveries = Deliveries(self.clock, rules)
        self.world.listeners.append(self._hear)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, once it serves."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """What an SDK takes as its base URL."""
        return f"{self.url}/api/"

    def _hear(self, happening: Happening) -> None:
        if events.wanted(self.world, self.app, happening):
            self.deliveries.event(events.payload(self.world, happening))

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.world.url = f"http://{HOST}:{self.port}"
        self.deliveries.sockets.url = f"ws://{HOST}:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.deliveries.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST)
        api = Api(self.world, self.app, self.faults, self.rates)
        api.sockets = self.deliveries.sockets
        stage = Stage(
            *(self.world, self.app, self.clock, self.faults, self.deliveries, self.rates),
            pagerduty=self.company.pagerduty,
            github=self.company.github,
        )
        application.add_routes(
            [
                web.route("*", "/api/{method}", api.serve),
                web.get("/socket/{ticket}", self.deliveries.sockets.serve),
                web.post("/upload/{ticket}", self._upload),
                web.get("/files/{id}", self._file),
                web.post("/response/{team}/{token}", self._response),
                *control.routes(stage),
                *self._vendors(),
                *_page(),
            ]
        )
        return application

    def _vendors(self) -> list[web.RouteDef]:
        """The routes of the vendors that the company uses; their rooms load only where they are used."""
        found: list[web.RouteDef] = []
        for vendor in ("pagerduty", "github"):
            twin = getattr(self.company, vendor)
            if twin is not None:
                twin.clock = self.clock
                found += import_module(f"bot.sandbox.{vendor}").routes(twin, self.faults)
        return found

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file that was announced."""
        return await self.faults.serve(request, "slack", "upload", self._take_bytes)

    async def _take_bytes(self, request: web.Request) -> web.Response:
        ticket = request.match_info["ticket"]
        found = next((file for file in self.world.files.values() if file.ticket == ticket), None)
        if found is None or found.content is not None:
            return web.Response(status=404, text="no such upload")
        content = await _bytes(request)
        if len(content) != found.length:
            return web.Response(status=400, text="the length is not the one announced")
        found.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _file(self, request: web.Request) -> web.Response:
        """A file, for its people in their browser (`as`) and for the bot by its token."""
        found = self.world.files.get(request.match_info["id"])
        bearer = request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}"
        if found is None or found.content is None:
            return web.Response(status=404, text="file_not_found")
        if not bearer and request.query.get("as") not in self.world.people:
            return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        kind = shared.served(found.name)
        charset = "utf-8" if kind == "text/plain" else None
        return web.Response(body=found.content, content_type=kind, charset=charset, headers=headers)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        """A response_url."""
        return await self.faults.serve(request, "slack", "response_url", self._say)

    async def _say(self, request: web.Request) -> web.Response:
        error = ""
        try:
            where = answers.use(self.world, request.match_info["token"])
            answers.say(self.world, where, await request.json())
        except Refused as refusal:
            error = refusal.code
        except ValueError:
            error = "invalid_payload"
        self.faults.calls.note("slack", "response_url", error)
        gone = error in ("used_url", "expired_url")
        return web.Response(text=error or "ok", status=(404 if gone else 400) if error else 200)


async def _bytes(request: web.Request) -> bytes:
    """An upload's bytes, sent as they are or as a form with one file in it."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


def _page() -> list[web.AbstractRouteDef]:
    """The page, also under the addresses of messages (`chat.getPermalink`)."""

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def start(_: web.Request) -> web.Response:
        raise web.HTTPFound("/")

    async def moved(request: web.Request) -> web.Response:
        room, ts = request.match_info["room"], request.match_info.get("ts", "")
        place = f"{room}/{ts[:-6]}.{ts[-6:]}" if ts else room
        raise web.HTTPFound(f"/#/{place}")

    return [
        web.get("/", index),
        web.get(r"/archives/{room:\w+}", moved),
        web.get(r"/archives/{room:\w+}/p{ts:\d{7,}}", moved),
        web.get("/archives/{rest:.*}", start),
        web.static("/", PAGE),
    ]
