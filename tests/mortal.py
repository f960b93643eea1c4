"""A practice company whose bot is a child process, as in production: it is killed, and started again."""

import asyncio
import contextlib
import sqlite3
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox import company, demo
from bot.sandbox.clock import SandboxClock
from bot.sandbox.company import Company
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from store.sqlite import open_store

STEP = 0.02
"""Seconds of one look at what no visible change announces."""
OPEN = """SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'new')
+ (SELECT COUNT(*) FROM outbox WHERE state IN ('new', 'sending'))
+ (SELECT COUNT(*) FROM job WHERE state = 'new' AND key NOT LIKE 'every:%')"""


@dataclass
class Mortal:
    """One company, and the processes of its bot. `said` is where they log to."""

    sandbox: Sandbox
    env: dict[str, str]
    said: Path
    bots: list[Process] = field(default_factory=list)
    _people: dict[str, Person] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """The one file that all of them share."""
        return Path(self.env["TOCSIN_DATABASE"])

    @property
    def ana(self) -> Person:
        """Who declares."""
        return self.person("U0ANA")

    def person(self, user: str) -> Person:
        """Somebody of the company, by Slack id."""
        return self._people.setdefault(user, Person(self.sandbox.url, user))

    async def start(self, **env: str) -> Process:
        """Start one more bot, and wait until Slack has its connection."""
        before = len(self.sandbox.deliveries.sockets.connections)
        with self.said.open("ab") as log:
            bot = await demo.start(self.env | env, "run", log=log)
        self.bots.append(bot)
        await self.until(lambda: len(self.sandbox.deliveries.sockets.connections) > before)
        return bot

    async def kill(self) -> None:
        """kill -9 to all of them."""
        for bot in self.bots:
            with contextlib.suppress(ProcessLookupError):
                bot.kill()
            await bot.wait()
        self.bots.clear()
        await self.until(lambda: not self.sandbox.deliveries.sockets.connections)

    async def restart(self) -> None:
        """kill -9, start again, and pass the seconds that what was being sent has to wait."""
        await self.kill()
        await self.start()
        self.sandbox.clock.advance(6)

    async def word(self, *words: str) -> tuple[int | None, str]:
        """`tocsin …` in a terminal: its exit code and what it says."""
        process = await demo.start(self.env, *words, quiet=True)
        told, _ = await process.communicate()
        return process.returncode, told.decode()

    def calls(self, method: str) -> list[dict[str, Any]]:
        """What the bot asked of Slack under that name."""
        return self.sandbox.faults.calls.told("slack", method)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What stands in the database now."""
        with contextlib.closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()

    async def until(self, look: Callable[[], object], within: float = 20.0) -> None:
        """Wait until it is so."""
        try:
            async with asyncio.timeout(within):
                while not look():
                    await self.sandbox.world.wait(self.sandbox.world.rev, STEP)
        except TimeoutError:
            raise AssertionError(f"waited in vain; the bot said:\n{self.said.read_text()[-3000:]}") from None

    async def settled(self, within: float = 60.0) -> None:
        """Wait until nothing is left to be carried out or sent; what has to wait, waits on the clock."""
        await self.until(self._later, within)

    def _later(self) -> bool:
        self.sandbox.clock.advance(1)
        return self.settled_now()

    def settled_now(self) -> bool:
        """Whether nothing is left to be carried out or sent."""
        return self.rows(OPEN) == [(0,)]

    async def seen(self, look: Callable[[], Awaitable[object]], within: float = 20.0) -> None:
        """As `until`, for what has to be asked for."""
        async with asyncio.timeout(within):
            while not await look():
                await self.sandbox.world.wait(self.sandbox.world.rev, STEP)

    async def close(self) -> None:
        """Let everything go."""
        await self.kill()
        for person in self._people.values():
            await person.close()


@contextlib.asynccontextmanager
async def mortal(
    folder: Path, world: Company | None = None, *, started: bool = True
) -> AsyncIterator[Mortal]:
    """A company with the bot as a child; unless said otherwise Slack alone, no catalog."""
    world = world or company.empty()
    async with Sandbox(world, manifest=demo.manifest(), clock=SandboxClock()) as sandbox:
        database = folder / "tocsin.db"
        open_store(database, create=True).close()
        night = Mortal(sandbox, demo.environment(sandbox, database, http=False), folder / "bot.log")
        if world.catalog is not None:
            await night.word("import", str(world.catalog))
        night.said.touch()
        try:
            if started:
                await night.start()
            yield night
        finally:
            await night.close()
