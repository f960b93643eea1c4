"""Row `webhooks`: a burst of deliveries, each on the disk before its answer; beside it a null server."""

import contextlib
import hashlib
import hmac
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from bench import measure, world
from bench.lookup import measured
from bench.measure import Line, Size

GOAL = 0.70


async def run(size: Size) -> list[Line]:
    """GitHub's deliveries over many connections; requests a second beside the null server's."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, min(size.services, 100))
        async with world.child("bench.slack") as slack:
            url = (await slack.hear())["url"]
            env = {
                "SLACK_API_URL": f"{url}/api/",
                "SLACK_SIGNING_SECRET": world.SECRET,
                "GITHUB_TOKEN": "ghp_bench0001",
                "GITHUB_API_URL": f"{url}/github",
                "GITHUB_WEBHOOK_SECRET": world.SECRET,
            }
            async with world.bot(database, env) as app, _null() as null, world.child("bench.load") as load:
                return await _lines(load, {"floor": null, "ours": app.port}, size)


async def _lines(load: world.Child, ports: dict[str, int], size: Size) -> list[Line]:
    calls, blocks = max(size.calls, 4 * size.in_flight), max(1, size.bursts)
    asked = [_delivery(number) for number in range(calls * (blocks + 1))]
    targets = {name: {"port": port, "requests": asked} for name, port in ports.items()}
    plan = {"targets": targets, "blocks": blocks + 1, "calls": calls, "in_flight": size.in_flight}
    told = await measured(load, plan | {"rest": size.rest / 4})
    rate = {name: [[len(b["calls"]) / b["wall"]] for b in blocks] for name, blocks in told.items()}
    return [
        Line(
            "webhooks",
            f"deliveries kept and answered, {size.in_flight} in flight, requests a second",
            measure.ratio(rate["ours"], rate["floor"]),
            GOAL,
            "a server that only answers",
            f"{measure.median(rate['ours']):,.0f}/s",
            f"{measure.median(rate['floor']):,.0f}/s",
            at_least=True,
        )
    ]


def _delivery(number: int) -> str:
    """A push as GitHub sends it, signed, whole as it goes over the wire; no two are the same."""
    body = json.dumps(
        {
            "ref": "refs/heads/work",
            "repository": {"full_name": f"acme/service-{number % 100}", "default_branch": "main"},
            "commits": [{"id": f"{number:040x}", "message": "Tidy up", "modified": ["api/checkout.py"]}],
            "sender": {"login": "ana"},
        }
    )
    mac = hmac.new(world.SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    head = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "X-GitHub-Event": "push",
        "X-GitHub-Delivery": f"00000000-0000-0000-0000-{number:012d}",
        "X-Hub-Signature-256": f"sha256={mac}",
        "Content-Length": str(len(body.encode())),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /webhooks/github HTTP/1.1\r\n{lines}\r\n{body}"


@contextlib.asynccontextmanager
async def _null() -> AsyncIterator[int]:
    """The floor: reads the body and answers; its port."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application()
    app.router.add_post("/webhooks/github", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
