"""The composition root: puts the real store, Slack, vendors and doors together; the tests use it too."""

import asyncio
import contextlib
import gc
import logging
import socket
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from bot.flows.catalog.readying import keep_ready, make_known
from bot.integrations import roster
from bot.integrations.slack import SlackChat, SlackSettings, web_client
from bot.ports import Bot, Clock, Unreachable
from bot.preflight import preflight, ticket
from bot.settings import BadSettings, Settings
from bot.tasks import TrackedTasks
from handlers import http
from handlers.jobs import Clockwork
from handlers.registry import Registry
from handlers.socket import SocketMode
from store.sqlite import Store, open_store

log = logging.getLogger("tocsin")
SWITCH = 0.0005
"""Seconds that a thread at work may keep the interpreter from the loop, which answers; Python's own are ten
times as many."""
COLLECTED = (20_000, 20, 50)
"""New objects between two collections of garbage, and how many of these make a wider one: ten thousand
services are a million objects, and to walk over them all holds everybody up for a tenth of a second."""
PATIENCE = 5.0
"""Seconds that a stop waits for what runs; what Slack has not answered by then is looked for at the start."""


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
        self.settings = settings
        self.slack: SlackSettings
        self.clock = clock or RealClock()
        self.tasks = TrackedTasks()
        self._woken = asyncio.Event()
        self._stack = contextlib.AsyncExitStack()
        self._life: list[asyncio.Task[None]] = []
        self.store: Store
        self.bot: Bot
        self.registry: Registry
        self.clockwork: Clockwork
        self.socket: SocketMode | None = None
        self.port = 0
        self._door: socket.socket

    async def __aenter__(self) -> Self:
        sys.setswitchinterval(SWITCH)
        gc.freeze()
        gc.set_threshold(*COLLECTED)
        async with self._stack as stack:
            await self._open(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Take nothing new, finish what runs, let the store go last."""
        for task in self._life:
            task.cancel()
        await asyncio.gather(*self._life, return_exceptions=True)
        await self._stack.aclose()

    async def _finish(self) -> None:
        """Once nothing comes in any more: what runs ends, and another process may take over."""
        await self.tasks.settle(PATIENCE)
        await self.clockwork.leave()

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
        """All that can be wrong is looked at before anything begins, and told at once."""
        problems = self._own_problems(stack)
        slack = self.settings.slack
        if slack is None or self.settings.lacking:
            raise BadSettings(problems)
        self.slack = slack
        if not problems:
            self.tasks.start(make_known(self.store), "whole names, while Slack is asked who we are")
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = web_client(slack, session)
        identity, first = await _asked_of_slack(slack, client, problems)
        self.bot = self._bot(client, str(identity.get("team_id") or ""))
        self.registry = Registry(self.bot, slack.bot_token.get_secret_value(), identity)
        self.clockwork = Clockwork(self.bot, self.registry.desk, self._woken)
        stack.push_async_callback(self._finish)
        await self._serve(stack)
        self._begin(session, client, first)

    def _own_problems(self, stack: contextlib.AsyncExitStack) -> list[str]:
        """What keeps us from starting before anybody else is asked: settings, database, port."""
        problems = list(dict.fromkeys([*self.settings.lacking, *self.settings.wrong]))
        for step in (self._open_store, self._take_port):
            try:
                step(stack)
            except (Refusal, StoreUnavailable) as trouble:
                problems.append(str(trouble))
        return problems

    def _open_store(self, stack: contextlib.AsyncExitStack) -> None:
        self.store = open_store(self.settings.database)
        stack.callback(self.store.close)
        self.store.on_commit(self.wake)

    def _take_port(self, stack: contextlib.AsyncExitStack) -> None:
        """The address of the settings, ours before we listen; port 0 takes a free one, told in `port`."""
        host, port = self.settings.http_host, self.settings.http_port
        try:
            family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            self._door = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._door.bind(address)
        except OSError as trouble:
            raise Refusal(
                f"Cannot listen on {host}:{port} ({trouble.strerror}). Set TOCSIN_HTTP to another."
            ) from trouble
        self.port = int(self._door.getsockname()[1])

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
            alarm=roster.alarm(self.settings.pagerduty),
        )

    async def _serve(self, stack: contextlib.AsyncExitStack) -> None:
        secret = self.slack.signing_secret.get_secret_value() if self.slack.signing_secret else ""
        signed = "" if self.slack.over_socket else secret
        hooks = webhook_secrets(self.settings)
        application = http.application(self.bot, self.registry, signed, self._connected, webhooks=hooks)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, self._door).start()

    def _connected(self) -> bool:
        return self.socket is None or self.socket.connected.is_set()

    def _begin(self, session: aiohttp.ClientSession, client: AsyncWebClient, first: str) -> None:
        self._life.append(asyncio.create_task(self._turn(), name="clockwork"))
        self._life.append(asyncio.create_task(keep_ready(self.bot), name="the names"))
        if self.slack.over_socket:
            self.socket = SocketMode(session, lambda: ticket(self.slack, client), self._answered)
            self._life.append(asyncio.create_task(self.socket.run(first), name="socket"))

    async def _turn(self) -> None:
        """The clockwork, once whole names are known: who declares first waits for nothing that it begins."""
        await make_known(self.store)
        await self.clockwork.run()

    async def _answered(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        answer = await self.registry.over_socket(payload)
        return answer.status, answer.body or ""


async def _asked_of_slack(
    slack: SlackSettings, client: AsyncWebClient, problems: list[str]
) -> tuple[Mapping[str, Any], str]:
    """What the preflight tells. Raises BadSettings with its problems after ours, else what it raises."""
    try:
        told = await preflight(slack, client)
    except (BadSettings, Unreachable) as trouble:
        if not problems:
            raise
        raise BadSettings([*problems, *str(trouble).splitlines()]) from trouble
    if problems:
        raise BadSettings(problems)
    return told


def webhook_secrets(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The secrets with which each vendor signs its webhooks; a vendor that is not there sends none."""
    models = {"pagerduty": settings.pagerduty, "github": settings.github}
    return {
        name: tuple(each.get_secret_value() for each in model.webhook_secret)
        for name, model in models.items()
        if model is not None and model.webhook_secret
    }


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
