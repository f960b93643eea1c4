"""A whole practice company for stories and benches: the sandbox, the real bot on it, and its people."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import App
from bot.sandbox import demo
from bot.sandbox.clock import SandboxClock
from bot.sandbox.company import Company
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.settings import load
from store import inbox, jobs, outbox
from tests.ready_made import blank, copied, imported

LOOK_AGAIN = 0.05
"""Seconds after which one looks again although nothing visible has changed."""
PATIENCE = float(os.environ.get("STORY_PATIENCE", "15"))
"""Seconds that a story waits for what it wants to see, where it says nothing else."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command line wrote, and how it ended."""

    code: int
    out: str
    err: str


@dataclass
class Night:
    """One company at night. `app` is None until the bot was started."""

    sandbox: Sandbox
    database: Path
    over_http: bool = False
    app: App | None = None
    _people: dict[str, Person] = field(default_factory=dict)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def person(self, user: str) -> Person:
        """Somebody of the company, by Slack id."""
        if user not in self._people:
            self._people[user] = Person(self.sandbox.url, user, PATIENCE)
        return self._people[user]

    @property
    def ana(self) -> Person:
        """Ana, who is on call."""
        return self.person("U0ANA")

    @property
    def bo(self) -> Person:
        """Bo, her colleague."""
        return self.person("U0BO")

    async def settled(self) -> None:
        """Wait until nothing is under way: no delivery, request, job or answer, nothing that may be sent."""
        assert self.app is not None
        store, tasks, clock = self.app.store, self.app.tasks, self.sandbox.clock

        async def idle() -> bool:
            requests, _ = store.read(inbox.counts)
            due, _ = store.read(jobs.counts, clock.now())
            unsent = store.read(outbox.ready, clock.now())
            return not (self.sandbox.deliveries.pending or requests or due or tasks.busy or unsent)

        await self.until(idle)

    async def terminal(self, *words: str) -> Printed:
        """Type `tocsin …` in a terminal: a process of its own on the same database."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            env={**os.environ, "TOCSIN_DATABASE": str(self.database)},
            cwd=demo.ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return Printed(process.returncode or 0, out.decode(), err.decode())

    async def start(self, **env: str) -> App:
        """Start the bot as `run` builds it, with the sandbox's clock."""
        port = demo.free_port() if self.over_http else 0
        settings = load(demo.environment(self.sandbox, self.database, http=self.over_http, port=port) | env)
        self.app = await self._stack.enter_async_context(App(settings, self.sandbox.clock))
        if self.over_http:
            await self.ana.do("transport", mode="http", url=f"http://127.0.0.1:{port}/slack/events")
        elif self.app.socket is not None:
            await self.app.socket.connected.wait()
        return self.app

    async def stop(self) -> None:
        """Stop the bot, as SIGTERM does."""
        await self._stack.aclose()
        self.app = None

    async def fault(self, match: str, kind: str, *, vendor: str = "slack", **more: float | str) -> None:
        """Have calls to a vendor go wrong."""
        await self.ana.do("faults", vendor=vendor, match=match, kind=kind, **more)

    async def until(self, look: Callable[[], Awaitable[object]], within: float = 0) -> None:
        """Wait until what one looks at is there, looking again after every visible change, and often."""
        rev = -1
        async with asyncio.timeout(within or PATIENCE):
            while not await look():
                rev = (await self.ana.look("wait", after=rev, seconds=LOOK_AGAIN))["rev"]

    async def close(self) -> None:
        """Let everything go."""
        await self.stop()
        for person in self._people.values():
            await person.close()


@asynccontextmanager
async def living(
    company: Company,
    folder: Path,
    *,
    over_http: bool = False,
    started: bool = True,
    prepared: Path | None = None,
) -> AsyncIterator[Night]:
    """A company with the bot in it; its catalog is imported as a user imports it, or was: into `prepared`."""
    async with Sandbox(company, manifest=demo.manifest(), clock=SandboxClock()) as sandbox:
        night = Night(sandbox, folder / "night.db", over_http)
        if prepared is None and company.catalog is not None:
            prepared = await imported(company.catalog, sandbox.clock.now())
        copied(prepared or blank(), night.database)
        try:
            if started:
                await night.start()
            yield night
        finally:
            await night.close()
