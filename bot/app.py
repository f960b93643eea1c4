"""The composition root: puts the real store, Slack, vendors and doors together; the tests use it too."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.refusal import Refusal
from bot.integrations import roster
from bot.integrations.slack import SCOPES, SlackChat, SlackSettings, asked, web_client
from bot.ports import Bot, Clock, Rejected, Unreachable
from bot.settings import BadSettings, Settings, slack_problems
from bot.tasks import TrackedTasks
from handlers import http
from handlers.jobs import Clockwork
from handlers.registry import Registry
from handlers.socket import SocketMode
from store.sqlite import Store, open_store

log = logging.getLogger("tocsin")


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        return datetime.now(UTC)


class App:
    """The running bot: `async with App(settings) as app: await app.until_stopped(event)`.

    Entering raises BadSettings (every problem at once), Refusal (the database), Unreachable (Slack is away).
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        problems = slack_problems(settings.slack)
        if settings.slack is None or problems:
            raise BadSettings(problems)
        self.settings = settings
        self.slack: SlackSettings = settings.slack
        self.clock = clock or RealClock()
        self.tasks = TrackedTasks()
        self._woken = asyncio.Event()
        self._stack = contextlib.AsyncExitStack()
        self._life: list[asyncio.Task[None]] = []
        self.store: Store
        self.bot: Bot
        self.registry: Registry
        self.socket: SocketMode | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        async with self._stack as stack:
            await self._open(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Take nothing new, finish what runs, let the store go last."""
        for task in self._life:
            task.cancel()
        await asyncio.gather(*self._life, return_exceptions=True)
        if self.socket is not None:
            await self.socket.drain()
        await self.tasks.settle()
        await self._stack.aclose()

    async def until_stopped(self, stop: asyncio.Event) -> None:
        """Run until the event is set, or until a part of the life ends with an error, which is raised."""
        waiting = asyncio.ensure_future(stop.wait())
        done, _ = await asyncio.wait({waiting, *self._life}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for task in done:
            if task is not waiting:
                task.result()

    def wake(self) -> None:
        """Have the clockwork look at once."""
        self._woken.set()

    async def _open(self, stack: contextlib.AsyncExitStack) -> None:
        self.store = open_store(self.settings.database)
        stack.callback(self.store.close)
        self.store.on_commit(self.wake)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = web_client(self.slack, session)
        identity, first = await preflight(self.slack, client)
        self.bot = self._bot(client, str(identity.get("team_id") or ""))
        secret = self.slack.signing_secret.get_secret_value() if self.slack.signing_secret else ""
        self.registry = Registry(self.bot, self.slack.bot_token.get_secret_value(), identity)
        await self._serve(stack, "" if self.slack.over_socket else secret)
        self._begin(session, client, first)

    def _bot(self, client: AsyncWebClient, team: str) -> Bot:
        clients = vendor_clients(self.settings, self.clock)
        for vendor in filter(None, clients.values()):
            self._stack.push_async_callback(vendor.aclose)
        return Bot(
            rows=self.store,
            clock=self.clock,
            house=self.settings.house,
            chat=SlackChat(client, team),
            tasks=self.tasks,
            wake=self.wake,
            pager=clients["pagerduty"],
            forge=clients["github"],
        )

    async def _serve(self, stack: contextlib.AsyncExitStack, signing_secret: str) -> None:
        """HTTP on the address of the settings; port 0 takes a free one, told in `port`."""
        runner = web.AppRunner(http.application(self.bot, self.registry, signing_secret), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self.settings.http_host, self.settings.http_port)
        try:
            await site.start()
        except OSError as trouble:
            where = f"{self.settings.http_host}:{self.settings.http_port}"
            raise Refusal(
                f"Cannot listen on {where} ({trouble.strerror}). Set TOCSIN_HTTP to another."
            ) from trouble
        self.port = int(runner.addresses[0][1])

    def _begin(self, session: aiohttp.ClientSession, client: AsyncWebClient, first: str) -> None:
        clockwork = Clockwork(self.bot, self.registry.desk, self._woken)
        self._life.append(asyncio.create_task(clockwork.run(), name="clockwork"))
        if self.slack.over_socket:
            self.socket = SocketMode(session, lambda: _ticket(self.slack, client), self._answered)
            self._life.append(asyncio.create_task(self.socket.run(first), name="socket"))

    async def _answered(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        answer = await self.registry.over_socket(payload)
        return answer.status, answer.body or ""


async def preflight(slack: SlackSettings, client: AsyncWebClient) -> tuple[Mapping[str, Any], str]:
    """Who we are to Slack and, for Socket Mode, the first address to connect to.

    Raises BadSettings where a token is refused or lacks a scope, Unreachable where Slack does not answer.
    """
    try:
        answer = await asked(client.auth_test())
    except Rejected as refused:
        raise BadSettings(
            [f"SLACK_BOT_TOKEN: Slack refused it ({refused.code}): copy the Bot User OAuth Token again"]
        ) from refused
    except Unreachable as trouble:
        raise Unreachable(f"SLACK_API_URL: no Slack answers at {slack.api_url} ({trouble})") from trouble
    missing = missing_scopes(answer.headers)
    if missing:
        raise BadSettings(
            [
                f"SLACK_BOT_TOKEN lacks the scope {scope}: {SCOPES[scope]}. Add it under "
                "OAuth & Permissions and install the app again"
                for scope in missing
            ]
        )
    identity: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
    return identity, await _ticket(slack, client) if slack.over_socket else ""


def missing_scopes(headers: Mapping[str, str]) -> list[str]:
    """The scopes that the token lacks; none where Slack does not say which it has."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    have = {scope.strip() for scope in told.split(",") if scope.strip()}
    return [scope for scope in SCOPES if scope not in have] if have else []


async def _ticket(slack: SlackSettings, client: AsyncWebClient) -> str:
    """A single-use address for Socket Mode."""
    token = slack.app_token.get_secret_value() if slack.app_token else ""
    try:
        return str((await asked(client.apps_connections_open(app_token=token)))["url"])
    except Rejected as refused:
        if refused.code in (
            "invalid_auth",
            "not_authed",
            "not_allowed_token_type",
            "missing_scope",
            "token_revoked",
        ):
            raise BadSettings(
                [
                    f"SLACK_APP_TOKEN: Slack refused it ({refused.code}): make an App-Level Token with "
                    "the scope connections:write, and turn Socket Mode on"
                ]
            ) from refused
        raise


def vendor_clients(settings: Settings, clock: Clock | None) -> dict[str, Any]:
    """Each vendor's client, None where it is off; whoever makes them closes them (`aclose`)."""
    return roster.clients({"pagerduty": settings.pagerduty, "github": settings.github}, clock)


def vendors_only(settings: Settings, store: Store, clock: Clock | None = None) -> Bot:
    """A bot without Slack, for the words of the terminal that read the vendors."""
    clients = vendor_clients(settings, clock)
    return Bot(
        rows=store,
        clock=clock or RealClock(),
        house=settings.house,
        chat=SlackChat(AsyncWebClient(retry_handlers=[])),
        tasks=TrackedTasks(),
        wake=lambda: None,
        pager=clients["pagerduty"],
        forge=clients["github"],
    )
