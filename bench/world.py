"""What the bench measures in: a catalog of any size, signed requests, the bot as `run` builds it."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from urllib.parse import parse_qs, urlencode

from bot import logs
from bot.app import App
from bot.domain.catalog import Catalog, Dependency, Level, Link, Person, Rota, Service, Slo, Team
from bot.domain.may import Member, Standing
from bot.settings import load
from store import catalog, member, rota
from store.sqlite import open_store

ROOT = Path(__file__).resolve().parents[1]
SECRET = "bench-signing-secret"
REFERENCE = 17e-6
"""Seconds, see `slowness`."""
TEAMS, CREW = 100, 6
NEEDED = 3
BROUGHT_IN = timedelta(hours=2)
"""How long ago the catalog was brought in."""


def signed(body: str, secret: str = SECRET) -> dict[str, str]:
    """The headers that Slack sends with a form."""
    stamp = str(int(time.time()))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    return {
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
    }


def fields(command: str, text: str, trigger: str, channel: str = "C0GENERAL") -> dict[str, str]:
    """A slash command as Slack words it."""
    return {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": "T0001",
        "team_domain": "acme",
        "channel_id": channel,
        "channel_name": "general",
        "user_id": "U0ANA",
        "user_name": "ana",
        "command": command,
        "text": text,
        "api_app_id": "A0001",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response/T0001/397700885554/96rGlfmibIGlgcZRskXaIFfN",
        "trigger_id": trigger,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """One request over HTTP, ready to be sent: `wire` is the whole of it."""

    body: str
    headers: Mapping[str, str]

    @property
    def wire(self) -> str:
        """The request as it goes over the wire."""
        head = {"Host": "127.0.0.1", **self.headers, "Content-Length": str(len(self.body.encode()))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        return f"POST /slack/events HTTP/1.1\r\n{lines}\r\n{self.body}"


def slowness() -> float:
    """How many times slower this machine is now than the one that goals in plain time come from; at least 1.

    There, to check the signature of a form and to parse it took 17 µs.
    """
    asked = command("/svc service-00007", 1)

    def once() -> float:
        begun = time.perf_counter()
        hmac.new(SECRET.encode(), f"v0:1:{asked.body}".encode(), hashlib.sha256).hexdigest()
        parse_qs(asked.body)
        return time.perf_counter() - begun

    return max(1.0, statistics.median(once() for _ in range(4000)) / REFERENCE)


def command(text: str, number: int, channel: str = "C0GENERAL", secret: str = SECRET) -> Asked:
    """A signed command with a trigger of its own: `/svc x`."""
    word, _, rest = text.partition(" ")
    body = urlencode(fields(word, rest, f"1.{number}.{time.monotonic_ns()}", channel))
    return Asked(body, signed(body, secret))


def names(services: int, wanted: int) -> list[str]:
    """Names of services, all over the catalog; the same every time."""
    chosen = random.Random(1).choices(range(services), k=wanted)
    return [f"service-{number:05d}" for number in chosen]


async def fill(database: Path, services: int) -> None:
    """Make the database with so many services in it: owned, on call, with objectives and dependencies."""
    store = open_store(database, create=True)
    try:
        await store.run(_fill, services, datetime.now(UTC) - BROUGHT_IN)
    finally:
        store.close()


def _fill(db: Connection, services: int, now: datetime) -> None:
    for number in range(TEAMS):
        crew = [f"person-{number * CREW + n}" for n in range(CREW)]
        week = {"timezone": "UTC", "start": "2026-01-05T09:00", "every": {"n": 1, "unit": "week"}}
        rota.save(db, Rota(f"rota-{number}", {"layers": [{**week, "members": crew}]}), now)
    member.keep(db, [Member("U0ANA", Standing.MEMBER)], now)
    people = tuple(_person(number) for number in range(TEAMS * CREW))
    teams = tuple(_team(number) for number in range(TEAMS))
    catalog.save(db, Catalog(people, teams, tuple(_service(n, now) for n in range(services))), now)


def _person(number: int) -> Person:
    id = f"person-{number}"
    return Person(id, f"Person {number}", f"{id}@acme.example", slack=f"U1{number:05d}", source="bench.yaml")


def _team(number: int) -> Team:
    crew = tuple(f"person-{number * CREW + n}" for n in range(CREW))
    levels = (Level(rota=f"rota-{number}"), Level(person=crew[0]))
    room = f"#team-{number}"
    return Team(f"team-{number}", f"Team {number}", room, crew[:1], crew, levels, source="bench.yaml")


def _service(number: int, now: datetime) -> Service:
    needs = {max(0, number - step) for step in (1, 7, 50)} - {number}
    return Service(
        id=f"service-{number:05d}",
        title=f"Service {number:05d}",
        aliases=(f"svc{number}",),
        description=f"Keeps the part {number} of the shop going.",
        tier=1 + number % 4,
        lifecycle="production",
        type="api",
        language="Go",
        team=f"team-{number % TEAMS}",
        repository=f"acme/service-{number}",
        runbook=f"https://runbooks.acme.example/{number}",
        channel=f"#service-{number}",
        depends_on=tuple(Dependency(f"service-{need:05d}") for need in sorted(needs)),
        slos=(Slo("availability", 99.9, current=99.95, measured_at=now),),
        links=(Link("Dashboard", f"https://graphs.acme.example/{number}"),),
        tags=("shop",),
        source="bench.yaml",
        line=number + 1,
    )


@contextlib.contextmanager
def logging_as_run() -> Iterator[None]:
    """Log as `run` does, at its level and in its format, into nothing."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    with open(os.devnull, "w", encoding="utf-8") as nothing, contextlib.redirect_stderr(nothing):
        logs.configure(["bench-secret-one", "bench-secret-two"])
        try:
            yield
        finally:
            root.handlers = before
            root.setLevel(level)


@contextlib.asynccontextmanager
async def bot(database: Path, env: Mapping[str, str]) -> AsyncIterator[App]:
    """The bot in this process, on a database that is filled, with a log like that of `run`."""
    given = {
        "SLACK_BOT_TOKEN": "xoxb-bench-0001",
        "TOCSIN_DATABASE": str(database),
        "TOCSIN_HTTP": "127.0.0.1:0",
        **env,
    }
    with logging_as_run():
        async with App(load(given)) as app:
            if app.socket is not None:
                await app.socket.connected.wait()
            yield app


class Child:
    """A process of the bench's own, on the other end of the wire; the two talk in lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def tell(self, **what: object) -> None:
        """Say one line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        await self._process.stdin.drain()

    async def hear(self) -> dict[str, Any]:
        """Wait for one line."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, "the other process ended"
        told: dict[str, Any] = json.loads(line)
        return told


@contextlib.asynccontextmanager
async def child(module: str) -> AsyncIterator[Child]:
    """Another process, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        limit=2**26,
    )
    try:
        yield Child(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
