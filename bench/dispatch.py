"""Row `dispatch`: what a command costs in this process, from its bytes to the bytes of the answer."""

import contextlib
import hashlib
import hmac
import itertools
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

from bench import measure, world
from bench.measure import Line, Size
from bench.world import Asked
from bot.app import App
from bot.domain.grammar import Takes, Verb
from bot.ports import Ask, Bot, Reply
from handlers import doors, http
from handlers.doors import Door, Effect
from handlers.registry import Registry

FEATURES = 60
Take = Callable[[Asked], Awaitable[None]]


async def run(size: Size) -> list[Line]:
    """The way to a handler that does nothing, with one feature and with sixty."""
    async with _bot(size.services) as app:
        requests = [
            world.command(f"/svc {name}", n) for n, name in enumerate(world.names(size.services, 500))
        ]
        return await _ways(app, requests, size)


@contextlib.asynccontextmanager
async def _bot(services: int) -> AsyncIterator[App]:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, services)
        async with (
            world.child("bench.slack") as slack,
            world.bot(
                database,
                {
                    "SLACK_API_URL": f"{(await slack.hear())['url']}/api/",
                    "SLACK_SIGNING_SECRET": world.SECRET,
                },
            ) as app,
        ):
            yield app


async def _floor(asked: Asked) -> None:
    """What nobody can do without, as one would write it down."""
    text = f"v0:{asked.headers['X-Slack-Request-Timestamp']}:{asked.body}"
    mac = hmac.new(world.SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    assert hmac.compare_digest(f"v0={mac}", asked.headers["X-Slack-Signature"])
    assert parse_qs(asked.body)["command"]


def _through(registry: Registry) -> Take:
    async def take(asked: Asked) -> None:
        assert http.signed(asked.headers, asked.body, world.SECRET, time.time())
        answer = await registry.over_http(asked.body, asked.headers)
        assert answer.status == 200, answer.body

    return take


async def _ways(app: App, requests: list[Asked], size: Size) -> list[Line]:
    """The handler of `/svc x` does nothing here: what is left is the way to it and back."""
    take, turn = _through(app.registry), itertools.cycle(requests)

    async def floor() -> None:
        await _floor(next(turn))

    async def ours() -> None:
        await take(next(turn))

    taken = await measure.in_turn(
        {"floor": floor, "one": ours, "all": ours, "sixty": ours},
        size,
        {"one": lambda: _only(1), "all": _silent, "sixty": lambda: _only(1 + FEATURES)},
    )
    return [
        Line(
            "dispatch",
            "a command to its handler and back, everything registered, not logged",
            measure.ratio(taken["all"], taken["floor"]),
            3.2,
            "HMAC + form parse",
            measure.micro(measure.median(taken["all"])),
            measure.micro(measure.median(taken["floor"])),
        ),
        Line(
            "dispatch",
            f"the same, {FEATURES} more features registered",
            measure.ratio(taken["sixty"], taken["one"]),
            1.15,
            "one feature registered",
            measure.micro(measure.median(taken["sixty"])),
            measure.micro(measure.median(taken["one"])),
        ),
    ]


async def _silence(bot: Bot, ask: Ask) -> Reply:  # noqa: ARG001  (every handler has this shape)
    return Reply("ok")


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """The real tables, but for the handler of `/svc x`, which does nothing; nothing is logged."""
    table = cast(dict[tuple[str, str], Door], doors.TABLE)
    real = table["svc", "*"]
    table["svc", "*"] = replace(real, handler=_silence)
    try:
        with _unlogged():
            yield
    finally:
        table["svc", "*"] = real


@contextlib.contextmanager
def _only(features: int) -> Iterator[None]:
    """Tables with `/svc x`, and with that many features in all: ten verbs to a word, a button each."""
    made = [_feature(number) for number in range(features)]
    words = {door.word for door in made}
    tables: list[tuple[Any, dict[Any, Any]]] = [
        (doors.TABLE, {(door.word, door.verb.name): door for door in made}),
        (doors.WORDS, {word: word for word in words}),
        (doors.VERBS, {w: tuple(d.verb for d in made if d.word == w and d.verb.name != "*") for w in words}),
        (doors.BUTTONS, {f"button_{n}": doors.Knock(Effect.READS, _silence) for n in range(features)}),
    ]
    real = [dict(table) for table, _ in tables]
    try:
        for table, other in tables:
            table.clear()
            table.update(other)
        with _unlogged():
            yield
    finally:
        for (table, _), kept in zip(tables, real, strict=True):
            table.clear()
            table.update(kept)


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    log = logging.getLogger("tocsin.requests")
    level = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(level)


def _feature(number: int) -> Door:
    word = "svc" if number <= 10 else f"word{number // 10}"
    verb = Verb("*" if number == 0 else f"verb{number}", Takes.TEXT, (f"other{number}",) if number else ())
    return Door(word, verb, "", "", Effect.READS, _silence)
