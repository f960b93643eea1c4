"""`tocsin demo`: the sandbox in this process, the bot as its child, built as `run` builds it."""

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

from ruamel.yaml import YAML

from bot.domain.refusal import Refusal
from bot.sandbox import company as companies
from bot.sandbox import server
from bot.sandbox.company import Company
from bot.sandbox.company.oncall import PAGES
from bot.sandbox.server import Sandbox

Say = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[2]
YES, BAD = 0, 2
PAGERDUTY_WEBHOOKS = "sandbox-pagerduty-webhook-secret"
GITHUB_WEBHOOKS = "sandbox-github-webhook-secret"
PAGERDUTY_KEY, GITHUB_TOKEN = "sandbox-pagerduty-key", "sandbox-github-token"


@dataclass(frozen=True, slots=True)
class Practice:
    """One demo: where its database is, how Slack reaches the bot, how to say a line."""

    folder: Path
    over_http: bool
    say: Say


def run(args: argparse.Namespace, say: Say) -> int:
    """Run until Ctrl-C."""
    with contextlib.ExitStack() as stack:
        folder = Path(args.keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-")))
        folder.mkdir(parents=True, exist_ok=True)
        practice = Practice(folder, args.transport == "http", say)
        return asyncio.run(_practise(practice, make(args.world, folder), args.port))


def make(world: str, folder: Path) -> Company:
    """The company of that name: acme, empty or big (its catalog file is written into the folder)."""
    now = datetime.now(UTC)
    if world == "empty":
        return companies.empty()
    return companies.acme(now) if world == "acme" else companies.big(now, folder)


def manifest() -> dict[str, Any]:
    """The app's manifest, of which the sandbox takes scopes, commands and events."""
    return deepcopy(_manifest())


@cache
def _manifest() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((ROOT / "manifest.yml").read_text())
    return found


def environment(sandbox: Sandbox, database: Path, *, http: bool, port: int = 0) -> dict[str, str]:
    """What the bot is started with: the same variables as against the real vendors."""
    env = {
        "SLACK_BOT_TOKEN": server.BOT_TOKEN,
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "TOCSIN_DATABASE": str(database),
        "TOCSIN_HTTP": f"127.0.0.1:{port}",
        "TOCSIN_SANDBOX": sandbox.url,
    }
    env |= {"SLACK_SIGNING_SECRET": server.SIGNING_SECRET} if http else {"SLACK_APP_TOKEN": server.APP_TOKEN}
    if sandbox.company.catalog is not None:
        env |= {
            "PAGERDUTY_API_KEY": PAGERDUTY_KEY,
            "PAGERDUTY_API_URL": f"{sandbox.url}/pagerduty",
            "PAGERDUTY_WEBHOOK_SECRET": PAGERDUTY_WEBHOOKS,
            "PAGERDUTY_FROM": sandbox.company.pagerduty.robot,
            "PAGERDUTY_PAGE_SERVICE": PAGES if PAGES in sandbox.company.pagerduty.services else "",
            "GITHUB_TOKEN": GITHUB_TOKEN,
            "GITHUB_API_URL": f"{sandbox.url}/github",
            "GITHUB_WEBHOOK_SECRET": GITHUB_WEBHOOKS,
        }
    return env


async def _practise(practice: Practice, company: Company, port: int) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    try:
        async with Sandbox(company, manifest=manifest(), port=port) as sandbox:
            database = practice.folder / "tocsin.db"
            bot_port = free_port() if practice.over_http else 0
            env = environment(sandbox, database, http=practice.over_http, port=bot_port)
            await prepare(env, company)
            practice.say(f"Tocsin practises at {sandbox.url} (open it in a browser; Ctrl-C ends it)")
            practice.say("Try: /svc pay · /oncall payments · /inc checkout 500s")
            if practice.over_http:
                sandbox.deliveries.http.url = f"http://127.0.0.1:{bot_port}/slack/events"
                sandbox.deliveries.door = sandbox.deliveries.http
            await _keep_alive(practice, env, stop)
    except OSError as trouble:
        raise Refusal(
            f"Cannot listen on port {port} ({trouble.strerror}). Set another: PORT=8801."
        ) from trouble
    return YES


async def prepare(env: Mapping[str, str], company: Company) -> None:
    """Lay the rules of the house, make the database, import the catalog, as a user would."""
    if company.house is not None:
        shutil.copy(company.house, Path(env["TOCSIN_DATABASE"]).with_name("tocsin.yaml"))
    await _word(env, "init")
    if company.catalog is not None:
        await _word(env, "import", str(company.catalog))


async def _word(env: Mapping[str, str], *words: str) -> None:
    process = await start(env, *words, quiet=True)
    said, _ = await process.communicate()
    if process.returncode:
        raise Refusal(f"tocsin {' '.join(words)} failed:\n{said.decode()}")


async def start(
    env: Mapping[str, str], *words: str, quiet: bool = False, log: IO[bytes] | None = None
) -> asyncio.subprocess.Process:
    """A `tocsin` process with that environment over ours; it says what it says here, to us or to a log."""
    output = asyncio.subprocess.PIPE if quiet else log
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        cwd=Path(env["TOCSIN_DATABASE"]).parent,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT if output else None,
    )


async def _keep_alive(practice: Practice, env: Mapping[str, str], stop: asyncio.Event) -> None:
    """Run the bot; one that was killed is started again, and takes up what it had accepted."""
    stopped = asyncio.ensure_future(stop.wait())
    while not stop.is_set():
        process = await start(env, "run")
        ended = asyncio.ensure_future(process.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await ended
            return
        if process.returncode == BAD:
            raise Refusal("The bot could not start; its words stand above.")
        practice.say(f"The bot ended ({process.returncode}); starting it again")


def free_port() -> int:
    """A port that nobody listens on now."""

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
