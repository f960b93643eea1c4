"""Socket Mode against a small websocket server: greeted, answered, parted, lost and found again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.ports import Rejected, Unreachable
from handlers.socket import Pace, SocketMode
from tests.loopback import refusing, serving

HELLO = {"type": "hello", "num_connections": 1}


@dataclass
class Line:
    """A Slack with one app on it: what it says to the app, what it hears, and how the app answers."""

    url: str = ""
    came: asyncio.Queue[web.WebSocketResponse] = field(default_factory=asyncio.Queue)
    heard: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    asked: asyncio.Queue[Mapping[str, Any]] = field(default_factory=asyncio.Queue)
    answer: tuple[int, str] = (200, "")
    troubles: list[Exception] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    tickets: int = 0
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    mute: bool = False
    socket: SocketMode = field(init=False)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection of the app."""
        ws = web.WebSocketResponse(autoping=not self.mute)
        await ws.prepare(request)
        self.came.put_nowait(ws)
        async for frame in ws:
            if frame.type is aiohttp.WSMsgType.TEXT:
                self.heard.put_nowait(frame.json())
        return ws

    async def ticket(self) -> str:
        """What `apps.connections.open` would give."""
        self.tickets += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return self.wrong.pop() if self.wrong else self.url

    async def answered(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        """How the app takes a payload."""
        self.asked.put_nowait(payload)
        await self.hold.wait()
        return self.answer

    async def greeted(self) -> web.WebSocketResponse:
        """The next connection, greeted."""
        ws = await self.came.get()
        await ws.send_json(HELLO)
        await self.socket.connected.wait()
        return ws


@asynccontextmanager
async def connected(line: Line, patience: float = 60.0) -> AsyncIterator[asyncio.Task[None]]:
    """The app on the line, until the block ends."""
    line.hold.set()
    async with serving([web.get("/", line.serve)]) as url, aiohttp.ClientSession() as session:
        line.url = url.replace("http", "ws")
        line.socket = SocketMode(session, line.ticket, line.answered, Pace(patience, pause=0.02))
        task = asyncio.create_task(line.socket.run())
        try:
            async with asyncio.timeout(10):
                yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def line() -> Line:
    return Line()


# Greeted and answered -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "ack"),
    [
        ((200, ""), {"envelope_id": "e1"}),
        ((200, '{"text": "hi"}'), {"envelope_id": "e1", "payload": {"text": "hi"}}),
        ((200, "not read"), {"envelope_id": "e1", "payload": {"text": "not read"}}),
    ],
)
async def test_what_was_taken_is_acknowledged_with_its_answer(
    line: Line, answer: tuple[int, str], ack: dict[str, Any]
) -> None:
    line.answer = answer
    async with connected(line):
        ws = await line.greeted()

        await ws.send_json({"type": "slash_commands", "envelope_id": "e1", "payload": {"command": "/inc"}})

        assert await line.heard.get() == ack
        assert line.asked.get_nowait() == {"command": "/inc"}


@pytest.mark.parametrize("status", [400, 500, 503])
async def test_what_was_not_taken_is_not_acknowledged(line: Line, status: int) -> None:
    async with connected(line):
        ws = await line.greeted()
        line.answer = (status, "")
        await ws.send_json({"envelope_id": "e1", "payload": {}})
        await line.asked.get()
        await line.socket.drain()
        line.answer = (200, "")
        await ws.send_json({"envelope_id": "e2", "payload": {}})

        assert await line.heard.get() == {"envelope_id": "e2"}


@pytest.mark.parametrize("payload", [None, [1], "x"])
async def test_an_envelope_without_a_payload_is_answered_all_the_same(line: Line, payload: Any) -> None:
    async with connected(line):
        ws = await line.greeted()

        await ws.send_json({"envelope_id": "e1", "payload": payload})

        assert await line.heard.get() == {"envelope_id": "e1"}
        assert line.asked.get_nowait() == {}


async def test_a_slow_answer_does_not_hold_up_the_next(line: Line) -> None:
    async with connected(line):
        ws = await line.greeted()
        line.hold.clear()
        await ws.send_json({"envelope_id": "e1", "payload": {}})
        await ws.send_json({"envelope_id": "e2", "payload": {}})
        await line.asked.get()
        await line.asked.get()
        line.hold.set()

        assert {(await line.heard.get())["envelope_id"] for _ in range(2)} == {"e1", "e2"}


async def test_a_warning_changes_nothing(line: Line) -> None:
    async with connected(line):
        ws = await line.greeted()

        await ws.send_json({"type": "disconnect", "reason": "warning"})
        await ws.send_json({"envelope_id": "e1", "payload": {}})

        assert await line.heard.get() == {"envelope_id": "e1"}
        assert line.tickets == 1


async def test_when_it_stops_what_was_taken_is_still_answered(line: Line) -> None:
    async with connected(line) as task:
        ws = await line.greeted()
        line.hold.clear()
        await ws.send_json({"envelope_id": "e1", "payload": {}})
        await line.asked.get()
        task.cancel()
        await asyncio.sleep(0)
        line.hold.set()

        assert await line.heard.get() == {"envelope_id": "e1"}


# Parted and lost ----------------------------------------------------------------------------------------


async def test_asked_to_come_again_it_comes_at_once(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    async with connected(line):
        ws = await line.greeted()

        await ws.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await line.greeted()

        assert line.tickets == 2
        assert caplog.messages == []


async def test_an_address_at_hand_is_used_first(line: Line) -> None:
    async with connected(line) as task:
        await line.came.get()
        task.cancel()
        asked = line.tickets

        again = asyncio.create_task(line.socket.run(line.url))
        await line.greeted()

        assert line.tickets == asked
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)


@pytest.mark.parametrize("frame", ["not json", "[1]", "5", ""])
async def test_what_is_no_envelope_ends_the_connection_and_a_new_one_is_made(
    line: Line, frame: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tocsin")
    async with connected(line):
        ws = await line.greeted()

        await ws.send_str(frame)
        await line.greeted()

        assert line.tickets == 2
        assert caplog.messages[0].startswith("the connection to Slack is lost: ")
        assert caplog.messages[-1] == "connected to Slack again"


async def test_a_loss_is_said_once_and_the_return_once(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tocsin")
    line.troubles = [Unreachable("Slack is away"), Rejected("internal_thing")]
    async with connected(line):
        await line.greeted()

    assert line.tickets == 3
    assert caplog.messages == [
        "the connection to Slack is lost: Slack is away; trying again",
        "connected to Slack again",
    ]


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_will_never_do_ends_it_with_slacks_word(line: Line, code: str) -> None:
    line.troubles = [Rejected(code)]
    async with connected(line) as task:
        with pytest.raises(Rejected) as raised:
            await task

    assert raised.value.code == code


async def test_where_nobody_listens_it_waits_and_tries_again(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.wrong = [refusing().replace("http", "ws")] * 3
    async with connected(line):
        await line.greeted()

    assert line.tickets == 4
    lost = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert [message.partition(":")[0] for message in lost] == ["the connection to Slack is lost"]


async def test_a_connection_that_falls_silent_is_taken_for_dead(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.mute = True
    async with connected(line, patience=0.15):
        await line.greeted()
        line.mute = False
        await line.greeted()

        assert line.tickets == 2
        assert "the connection to Slack is lost" in caplog.text


async def test_a_server_that_never_greets_is_left(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    async with connected(line, patience=0.1):
        await line.came.get()
        await line.greeted()

    assert line.tickets == 2


async def test_connections_that_end_at_once_are_not_stormed(line: Line) -> None:
    async with connected(line):
        for _ in range(5):
            await (await line.came.get()).close()

        assert line.socket.failures >= 4
        assert line.tickets <= 6
