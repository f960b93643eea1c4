"""Starting and stopping: `init`, `run` until a signal, `sync` once."""

import argparse
import asyncio
import contextlib
import json
import logging
import signal
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from pydantic import SecretStr

from bot import logs
from bot.app import App, RealClock, vendors_only
from bot.domain.refusal import Refusal
from bot.flows import sync as syncing
from bot.ports import Clock, Progress
from bot.settings import BadSettings, Settings, load, read
from store.sqlite import Store, open_store

log = logging.getLogger("tocsin")
Say = Callable[[str], None]
YES, NO, BAD, UNREACHABLE = 0, 1, 2, 3


def init(env: Mapping[str, str], say: Say) -> int:
    """Make the database; one that is there stays as it is."""
    settings = load(env)
    made = not settings.database.exists()
    open_store(settings.database, create=True).close()
    done = "Made" if made else "Found"
    say(f"{done} {settings.database}. Next: tocsin import catalog.yaml, then tocsin run.")
    return YES


def run(env: Mapping[str, str], say: Say, clock: AbstractAsyncContextManager[Clock] | None) -> int:
    """Run until SIGTERM or SIGINT.

    Raises BadSettings with every problem at once, Unreachable or Rejected where Slack ends it.
    """
    try:
        settings = read(env)
        logs.configure(secrets(settings), settings.log_level)
        return asyncio.run(_live(settings, say, clock))
    except BadSettings as bad:
        raise BadSettings([*bad.problems, "tocsin doctor checks all of it."]) from bad


async def _live(settings: Settings, say: Say, clock: AbstractAsyncContextManager[Clock] | None) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        now = await stack.enter_async_context(clock) if clock else RealClock()
        app = await stack.enter_async_context(App(settings, now))
        how = "Socket Mode" if app.slack.over_socket else f"HTTP on port {app.port}, /slack/events"
        say(f"Tocsin runs: Slack over {how}; health on http://{settings.http_host}:{app.port}/healthz")
        await app.until_stopped(stop)
        log.info("stopping: finishing what runs")
    return YES


def secrets(settings: Settings) -> list[str]:
    """Every secret of the settings, for the log to leave out."""
    models = (settings.slack, settings.pagerduty, settings.github)
    values = [value for model in models if model for value in dict(model).values()]
    each = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return [one.get_secret_value() for one in each if isinstance(one, SecretStr)]


def sync(env: Mapping[str, str], say: Say, args: argparse.Namespace, progress: Progress | None = None) -> int:
    """Read the vendors once. 2 where none is set, 3 where one of them could not be read."""
    settings = load(env)
    store = open_store(settings.database)
    try:
        told = asyncio.run(_sync(settings, store, args.what, syncing.Wish(args.dry_run, progress)))
    finally:
        store.close()
    if args.json:
        say(json.dumps({each.vendor: each.facts for each in told}, ensure_ascii=False, default=str))
    else:
        say("\n".join(line for each in told for line in each.lines))
    return YES if all(each.well for each in told) else UNREACHABLE


async def _sync(settings: Settings, store: Store, what: str, wish: syncing.Wish) -> tuple[syncing.Told, ...]:
    bot = vendors_only(settings, store)
    if bot.pager is None and bot.forge is None:
        raise Refusal("No vendor is set: PAGERDUTY_API_KEY and GITHUB_TOKEN turn them on.")
    return await syncing.once(bot, what, wish)
