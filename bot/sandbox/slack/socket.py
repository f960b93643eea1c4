"""Socket Mode: single-use addresses, hello, envelopes and their acks, pings, disconnects."""

import asyncio
import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.slack.envelopes import EVENT, Envelope, Taken
from bot.sandbox.slack.world import APP

MOST, FRAME, HEARTBEAT = 10, 4 * 1024 * 1024, 30.0


@dataclass(slots=True, eq=False)
class Connection:
    """One open socket of the app. `silent`: it takes everything and answers nothing."""

    ws: web.WebSocketResponse
    request: web.Request
    silent: bool = False
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)


class Sockets:
    """The app's connections; one of them gets each envelope, in turn."""

    def __init__(self) -> None:
        self.url = ""
        self.connections: list[Connection] = []
        self.storm = 0
        self._tickets: set[str] = set()
        self._turn = itertools.count()

    def new_ticket(self) -> str:
        """An address that one client can connect to, once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self.url}/socket/{ticket}?app_id={APP}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The app's end of a socket, until it goes."""
        if request.match_info["ticket"] not in self._tickets:
            return web.Response(status=404, text="this address was used or never given out")
        self._tickets.remove(request.match_info["ticket"])
        ws = web.WebSocketResponse(autoping=False, max_msg_size=FRAME, heartbeat=HEARTBEAT)
        await ws.prepare(request)
        connection = Connection(ws, request)
        if len(self.connections) >= MOST:
            await _bid_farewell(connection, "too_many_websockets")
            return ws
        self.connections.append(connection)
        try:
            await ws.send_json(self._hello())
            if self.storm:
                self.storm -= 1
                _abort(connection)
            await _listen(connection)
        finally:
            self._forget(connection)
        return ws

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for future in connection.waiting.values():
            if not future.done():
                future.set_result(Taken(ok=False, error="timeout"))

    async def send(self, envelope: Envelope, seconds: float) -> Taken:
        """Hand an envelope to one connection and wait for its ack."""
        if not self.connections:
            return Taken(ok=False, error="no_connection")
        connection = self.connections[next(self._turn) % len(self.connections)]
        id_ = secrets.token_hex(16)
        connection.waiting[id_] = answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                if not connection.silent:
                    await connection.ws.send_json(_framed(id_, envelope))
                taken: Taken = await answer
                return taken
        except (TimeoutError, ConnectionError):
            return Taken(ok=False, error="timeout")
        finally:
            connection.waiting.pop(id_, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every client to connect anew; a mere warning leaves the connection open."""
        for connection in list(self.connections):
            if reason == "warning":
                await connection.ws.send_json(_farewell(reason))
            else:
                await _bid_farewell(connection, reason)

    def cut(self, storm: int = 0) -> None:
        """Drop every connection without a word; after it so many new ones, each as soon as it is greeted."""
        self.storm = storm
        for connection in list(self.connections):
            _abort(connection)

    def silence(self) -> None:
        """The connections that are open now answer nothing any more, not even pings."""
        for connection in self.connections:
            connection.silent = True

    async def close(self) -> None:
        """Close everything, at the end."""
        for connection in list(self.connections):
            await connection.ws.close()


def _abort(connection: Connection) -> None:
    if connection.request.transport is not None:
        connection.request.transport.abort()


async def _listen(connection: Connection) -> None:
    async for frame in connection.ws:
        if connection.silent:
            continue
        if frame.type is WSMsgType.PING:
            await connection.ws.pong(frame.data)
        elif frame.type is WSMsgType.TEXT:
            _take(connection, frame.data)


def _take(connection: Connection, text: str) -> None:
    """An ack; anything else that an app may send is of no interest to Slack."""
    try:
        said = json.loads(text)
    except ValueError:
        return
    waiting = connection.waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
    if waiting is not None and not waiting.done():
        waiting.set_result(Taken(ok=True, body=said.get("payload")))


async def _bid_farewell(connection: Connection, reason: str) -> None:
    await connection.ws.send_json(_farewell(reason))
    await connection.ws.close()


def _farewell(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


def _framed(id_: str, envelope: Envelope) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "envelope_id": id_,
        "payload": envelope.payload,
        "type": envelope.kind,
        "accepts_response_payload": envelope.kind != EVENT,
    }
    if envelope.kind == EVENT:
        frame |= {"retry_attempt": envelope.attempts - 1, "retry_reason": envelope.reason}
    return frame
