"""The other end of the wire over Socket Mode: `python -m bench.slack` is as little of a Slack as can be.

It also has a socket beside it for the floor.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

ME = {"ok": True, "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0001", "team": "acme"}


class Slack:
    """Says who the bot is, gives out an address, sends envelopes and waits for their acks."""

    def __init__(self) -> None:
        self.url = ""
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._open: dict[str, asyncio.Event] = {"ours": asyncio.Event(), "floor": asyncio.Event()}
        self._acked: asyncio.Future[Any] | None = None
        self.counted: dict[str, int] = {}

    async def call(self, request: web.Request) -> web.Response:
        """Any method: all is well."""
        method = request.match_info["method"]
        self.counted[method] = self.counted.get(method, 0) + 1
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": f"{self.url.replace('http', 'ws')}/socket/ours"})
        return web.json_response(ME)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """A socket of ours or of the floor: hello, then acks."""
        name = request.match_info["name"]
        self._sockets[name] = socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._open[name].set()
        async for frame in socket:
            if self._acked is not None and not self._acked.done():
                self._acked.set_result(frame.data)
        return socket

    async def ask(self, name: str, envelope: str) -> float:
        """Send an envelope; the seconds until its ack."""
        self._acked = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        await self._sockets[name].send_str(envelope)
        await self._acked
        return time.perf_counter() - begun

    async def run(self, plan: Mapping[str, Any]) -> dict[str, Any]:
        """Blocks of ours and of the floor in turn, once both are connected."""
        for opened in self._open.values():
            await opened.wait()
        envelopes = itertools.cycle(plan["envelopes"])
        told: dict[str, list[list[float]]] = {name: [] for name in ("floor", "ours")}
        for _ in range(plan["blocks"]):
            for name, blocks in told.items():
                blocks.append([await self.ask(name, next(envelopes)) for _ in range(plan["calls"])])
        return told


async def main() -> None:
    """Serve on a free port, say which, then run the plan that comes in."""
    slack = Slack()
    app = web.Application()
    app.add_routes([web.route("*", "/api/{method}", slack.call), web.get("/socket/{name}", slack.socket)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(json.dumps({"url": slack.url}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await slack.run(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
