"""Signed HTTP: deliveries and their repetition, the signature as Bolt checks it, the challenge."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import SIGNING_SECRET, Sandbox
from bot.sandbox.slack import signed
from bot.sandbox.slack.envelopes import Envelope
from tests.sandbox.conftest import GENERAL


@dataclass
class Ear:
    """An app's HTTP address: it keeps what came and answers what it is told to."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    no_retry: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)

    async def first(self) -> tuple[dict[str, str], bytes]:
        """What came first, as soon as it is there."""
        await asyncio.wait_for(self.told.wait(), 5)
        return self.heard[0]

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        if b"url_verification" in body:
            return web.json_response({"challenge": (await request.json())["challenge"]})
        self.heard.append((dict(request.headers), body))
        self.told.set()
        headers = {"x-slack-no-retry": "1"} if self.no_retry else {}
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status, headers=headers)


@asynccontextmanager
async def listening(handler: Any) -> AsyncIterator[str]:
    """A loopback address that hands everything posted to the handler."""
    application = web.Application()
    application.router.add_post("/slack/events", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """An app that listens over HTTP."""
    ear = Ear()
    async with listening(ear.hear) as ear.url:
        yield ear


async def settled(sandbox: Sandbox) -> None:
    """Wait until every delivery is through."""
    async with asyncio.timeout(5):
        while sandbox.deliveries.pending:
            await asyncio.wait(set(sandbox.deliveries.tasks))


async def failed(envelope: Envelope, times: int) -> None:
    """Wait until so many attempts at an envelope have failed."""
    async with asyncio.timeout(5):
        while len(envelope.errors) < times:  # noqa: ASYNC110  (a failed attempt has no event to wait for)
            await asyncio.sleep(0)


async def test_an_event_is_sent_again_at_once_then_after_a_minute_then_after_five(
    sandbox: Sandbox, ana: Person, ear: Ear
) -> None:
    ear.statuses = [500, 500, 500, 200]
    await ana.do("transport", mode="http", url=ear.url)
    await ana.do("home")
    envelope = sandbox.deliveries.log[-1]

    await failed(envelope, 2)
    await ana.do("clock", advance=60)
    await failed(envelope, 3)
    await ana.do("clock", advance=300)
    await settled(sandbox)

    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in ear.heard]
    reasons = [headers.get("X-Slack-Retry-Reason") for headers, _ in ear.heard]
    assert numbers == [None, "1", "2", "3"]
    assert reasons == [None, "http_error", "http_error", "http_error"]
    assert len({body for _, body in ear.heard}) == 1
    assert (envelope.acked, envelope.attempts) == (True, 4)


async def test_an_app_can_say_that_it_wants_no_repetition(sandbox: Sandbox, ana: Person, ear: Ear) -> None:
    ear.statuses, ear.no_retry = [500], True
    await ana.do("transport", mode="http", url=ear.url)

    await ana.do("home")
    await settled(sandbox)

    assert len(ear.heard) == 1


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("home", "application/json", b'{"token":'),
        ("command", "application/x-www-form-urlencoded", b"token="),
        ("shortcut", "application/x-www-form-urlencoded", b"payload=%7B"),
    ],
)
async def test_what_comes_over_http_is_signed(
    ana: Person, ear: Ear, kind: str, content_type: str, start: bytes
) -> None:
    await ana.do("transport", mode="http", url=ear.url)
    verifier = SignatureVerifier(SIGNING_SECRET)

    await ana.do(kind, channel=GENERAL, text="/inc x", callback_id="declare")

    headers, body = await ear.first()
    assert headers["Content-Type"] == content_type
    assert body.replace(b'": "', b'":"').startswith(start)
    assert verifier.is_valid_request(body, headers) is True
    assert verifier.is_valid_request(body + b" ", headers) is False


def test_the_signature_is_the_one_of_slacks_documentation() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    said = signed.signature(body, "1531420618", "8f742231b10e8888abcd99yyyzzz85a5")

    assert said == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_an_answer_over_http_is_said(ana: Person, ear: Ear) -> None:
    ear.answer = {"text": "on it", "response_type": "in_channel"}
    await ana.do("transport", mode="http", url=ear.url)

    told = await ana.type("#general", "/inc x")

    assert told["ok"] is True
    assert "ephemeral" not in await ana.sees("#general", "on it")


async def test_an_error_over_http_fails_the_command(ana: Person, ear: Ear) -> None:
    ear.statuses = [500]
    await ana.do("transport", mode="http", url=ear.url)

    told = await ana.type("#general", "/inc x")

    assert (told["ok"], told["error"]) == (False, "dispatch_failed")


async def test_an_address_that_does_not_know_the_challenge_is_refused(ana: Person) -> None:
    async def deaf(_: web.Request) -> web.Response:
        return web.Response(text="hello")

    async with listening(deaf) as url:
        with pytest.raises(Refusal, match="challenge"):
            await ana.do("transport", mode="http", url=url)


async def test_bolt_accepts_what_is_delivered_over_http(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    app = AsyncApp(client=slack, signing_secret=SIGNING_SECRET, process_before_response=True)

    @app.command("/inc")
    async def declare(ack: Any, command: Any) -> None:
        await ack(f"declared {command['text']}")

    server = app.web_app(path="/slack/events")
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        await ana.do("transport", mode="http", url=url)
        told = await ana.type("#general", "/inc A & B")
    finally:
        await runner.cleanup()

    assert told["ok"] is True
    assert (await ana.sees("#general", "declared"))["rendered"] == "declared A & B"


def test_the_timestamp_of_a_signature_is_real_time() -> None:
    sent = signed.headers(b"x", "text/plain")

    assert abs(int(sent["X-Slack-Request-Timestamp"]) - time.time()) < 5
