"""HTTP: alive, ready, and Slack's signed requests; what is not Slack's is turned away in words."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from bot.domain.effect import Effect, EffectKind
from bot.domain.may import Member, Standing
from bot.ports import Bot
from bot.sandbox.slack.signed import FORM, JSON, signature
from handlers import http
from handlers.http import signed
from handlers.registry import Registry
from store import incident as incidents
from store import member as members
from store import outbox
from store.sqlite import Store
from tests import make
from tests.handlers.payloads import IDENTITY, command, event
from tests.make import NOW, StillClock

SECRET = "planted-signing-secret"


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """A house where Ana is known."""
    await rows.run(members.keep, [Member("U0ANA", Standing.MEMBER)], NOW)
    return make.bot(rows)


@asynccontextmanager
async def served(
    bot: Bot, secret: str = SECRET, connected: Callable[[], bool] = lambda: True
) -> AsyncIterator[str]:
    """The bot's HTTP on loopback."""
    application = http.application(bot, Registry(bot, "xoxb-planted", IDENTITY), secret, connected)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def got(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def sent(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, str]:
    """Status, text and content type of what comes back."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/slack/events", data=io.BytesIO(body), headers=dict(headers)) as answer,
    ):
        return answer.status, await answer.text(), answer.content_type


def stamped(
    body: bytes, kind: str = FORM, *, at: float | None = None, secret: str = SECRET
) -> dict[str, str]:
    """What Slack sends with a body."""
    stamp = str(int(time.time() if at is None else at))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(body, stamp, secret),
    }


# Alive and ready ----------------------------------------------------------------------------------------


async def test_alive_is_alive_whatever_else(bot: Bot, rows: Store) -> None:
    rows.close()
    async with served(bot, connected=lambda: False) as url:
        assert await got(f"{url}/healthz") == (200, {"ok": True})


async def test_ready_says_how_fresh_the_vendors_are(bot: Bot) -> None:
    async with served(bot) as url:
        status, said = await got(f"{url}/readyz")

    assert (status, said["ok"], said["reasons"]) == (200, True, [])
    assert [line.split(" ")[0] for line in said["vendors"]] == ["PagerDuty", "GitHub"]


async def test_every_reason_against_it_is_told(bot: Bot, rows: Store) -> None:
    effect = Effect("o1", EffectKind.DIRECT, person="U0ANA", body={"text": "hi"})
    await rows.run(outbox.add, effect, NOW)
    assert isinstance(bot.clock, StillClock)
    bot.clock.time = NOW + timedelta(seconds=61)
    async with served(bot, connected=lambda: False) as url:
        status, said = await got(f"{url}/readyz")

    assert (status, said["ok"]) == (503, False)
    assert said["reasons"] == ["not connected to Slack", "1 messages wait longer than 60 s"]


async def test_a_database_that_cannot_be_read_is_a_reason(bot: Bot, rows: Store) -> None:
    rows.close()
    async with served(bot) as url:
        status, said = await got(f"{url}/readyz")

    assert (status, said) == (503, {"ok": False, "reasons": ["the store is closed"], "vendors": []})


async def test_without_a_signing_secret_slack_is_not_heard_here(bot: Bot) -> None:
    async with served(bot, secret="") as url:
        status, _, _ = await sent(url, b"x", stamped(b"x", secret="x"))

    assert status == 404


# Slack's requests ---------------------------------------------------------------------------------------


async def test_a_signed_command_is_answered_as_json(bot: Bot) -> None:
    body = urlencode(command("list")).encode()
    async with served(bot) as url:
        status, text, kind = await sent(url, body, stamped(body))

    assert (status, kind) == (200, JSON)
    assert json.loads(text)["text"].startswith("No open incidents.")


async def test_the_challenge_is_answered(bot: Bot) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    async with served(bot) as url:
        status, text, _ = await sent(url, body, stamped(body, JSON))

    assert (status, json.loads(text)) == (200, {"challenge": "abc"})


async def test_a_replay_does_nothing_again(bot: Bot) -> None:
    body = urlencode(command("checkout 500s")).encode()
    headers = stamped(body)
    async with served(bot) as url:
        answers = [await sent(url, body, headers) for _ in range(3)]

    assert [status for status, _, _ in answers] == [200, 200, 200]
    assert [bool(text) for _, text, _ in answers] == [True, False, False]
    assert len(bot.rows.read(incidents.open_ones)) == 1


async def test_the_same_at_the_same_moment_is_one(bot: Bot) -> None:
    body = urlencode(command("checkout 500s")).encode()
    async with served(bot) as url:
        await asyncio.gather(*(sent(url, body, stamped(body)) for _ in range(5)))

    assert len(bot.rows.read(incidents.open_ones)) == 1


async def test_an_event_that_cannot_be_kept_is_sent_again_by_slack(bot: Bot, rows: Store) -> None:
    body = json.dumps(event("channel_rename", channel={"id": "C1", "name": "x"})).encode()
    async with served(bot) as url:
        rows.close()
        status, text, _ = await sent(url, body, stamped(body, JSON))

    assert (status, text) == (503, "")


async def test_a_body_that_says_nothing_is_the_senders_fault(bot: Bot) -> None:
    async with served(bot) as url:
        assert (await sent(url, b"{", stamped(b"{", JSON)))[0] == 400


async def test_a_body_that_is_too_large_is_turned_away(bot: Bot) -> None:
    body = b"x" * (http.LARGEST + 1)
    async with served(bot) as url:
        assert (await sent(url, body, stamped(body)))[0] == 413


BODY = urlencode(command("checkout 500s")).encode()
NOT_SLACKS: list[tuple[str, dict[str, str]]] = [
    ("without headers", {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": ""}),
    ("another secret", stamped(BODY, secret="another")),
    ("another body", stamped(BODY + b"&text=other")),
    ("yesterday", stamped(BODY, at=time.time() - 86400)),
    ("six minutes ago", stamped(BODY, at=time.time() - 360)),
    ("tomorrow", stamped(BODY, at=time.time() + 86400)),
    ("no number", stamped(BODY) | {"X-Slack-Request-Timestamp": "abc"}),
    ("a fraction", stamped(BODY) | {"X-Slack-Request-Timestamp": f"{time.time()}"}),
    ("less than nothing", stamped(BODY) | {"X-Slack-Request-Timestamp": "-1"}),
    ("too many digits", stamped(BODY) | {"X-Slack-Request-Timestamp": "9" * 5000}),
    ("digits of another script", stamped(BODY) | {"X-Slack-Request-Timestamp": "١٧٩٥"}),
    ("a superscript", stamped(BODY) | {"X-Slack-Request-Timestamp": "²"}),
    ("a signature that is no ASCII", stamped(BODY) | {"X-Slack-Signature": "v0=ключ"}),
    ("a signature without its version", stamped(BODY) | {"X-Slack-Signature": "0" * 64}),
    ("a signature of another version", stamped(BODY) | {"X-Slack-Signature": "v1=" + "0" * 64}),
]


@pytest.mark.parametrize("headers", [each for _, each in NOT_SLACKS], ids=[name for name, _ in NOT_SLACKS])
async def test_what_slack_did_not_sign_is_turned_away(bot: Bot, headers: dict[str, str]) -> None:
    async with served(bot) as url:
        status, text, _ = await sent(url, BODY, {"Content-Type": FORM} | headers)

    assert (status, json.loads(text)) == (401, {"error": "invalid signature"})
    assert bot.rows.read(incidents.open_ones) == ()


async def test_bytes_that_are_no_text_are_turned_away(bot: Bot) -> None:
    body = b"command=%2Finc&text=\xff\xfe"
    async with served(bot) as url:
        assert (await sent(url, body, stamped(body)))[0] == 401


@pytest.mark.parametrize(("age", "good"), [(0, True), (299, True), (301, False), (-299, True), (-301, False)])
def test_a_signature_holds_for_five_minutes(age: float, good: bool) -> None:
    now = 1_795_176_000.0

    assert signed(stamped(BODY, at=now - age), BODY.decode(), SECRET, now) is good
