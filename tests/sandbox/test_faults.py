"""Misbehaviour on command, as the real SDK meets it."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.faults import Faults
from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import GENERAL


@pytest.fixture(autouse=True)
async def joined(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)


async def texts(ana: Person) -> list[str]:
    """What Ana reads in #general, without Slack's own lines."""
    return [m["text"] for m in await ana.messages("#general") if "subtype" not in m]


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        ({"kind": "rate_limited"}, 429, "ratelimited"),
        ({"kind": "server_error"}, 500, "internal_error"),
        ({"kind": "server_error", "code": 503}, 503, "internal_error"),
        ({"kind": "error", "code": "fatal_error"}, 200, "fatal_error"),
        ({"kind": "error", "code": "is_archived"}, 200, "is_archived"),
    ],
)
async def test_a_call_fails_as_ordered(
    slack: AsyncWebClient, ana: Person, fault: dict[str, Any], status: int, error: str
) -> None:
    await ana.do("faults", vendor="slack", match="chat.postMessage", **fault)

    with pytest.raises(SlackApiError) as failed:
        await slack.chat_postMessage(channel=GENERAL, text="x")

    assert (failed.value.response.status_code, failed.value.response["error"]) == (status, error)
    assert await texts(ana) == []


@pytest.mark.parametrize(
    ("wish", "header"), [({"retry_after": 7}, "7"), ({"retry_after": None}, None), ({}, "1")]
)
async def test_a_rate_limit_says_how_long_or_nothing(
    slack: AsyncWebClient, ana: Person, wish: dict[str, Any], header: str | None
) -> None:
    await ana.do("faults", kind="rate_limited", **wish)

    with pytest.raises(SlackApiError) as failed:
        await slack.auth_test()

    assert failed.value.response.headers.get("Retry-After") == header


async def test_a_page_of_html_is_no_answer(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", kind="html", match="auth.test", code=200)

    with pytest.raises(SlackApiError):
        await slack.auth_test()


async def test_a_dropped_call_is_done_and_not_answered(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", kind="drop", match="chat.postMessage", times=1)

    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(channel=GENERAL, text="done")

    assert await texts(ana) == ["done"]


async def test_a_refused_call_is_not_done(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", kind="refuse", match="chat.postMessage", times=1)

    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(channel=GENERAL, text="lost")
    await slack.chat_postMessage(channel=GENERAL, text="said")

    assert await texts(ana) == ["said"]


@pytest.mark.parametrize(("kind", "there"), [("hang", ["said"]), ("stall", [])])
async def test_a_call_that_is_never_answered_is_seen_and_done_or_not(
    slack: AsyncWebClient, ana: Person, kind: str, there: list[str]
) -> None:
    await ana.do("faults", kind=kind, match="chat.postMessage", times=1)
    calling = asyncio.create_task(slack.chat_postMessage(channel=GENERAL, text="said"))

    seen: list[Any] = []
    while not seen:
        seen = await ana.look("calls", method="chat.postMessage")

    assert (len(seen), await texts(ana), calling.done()) == (1, there, False)
    calling.cancel()


async def test_a_slow_call_is_answered_late(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", kind="slow", match="*", seconds=0.1)
    begun = time.perf_counter()

    await slack.auth_test()

    assert time.perf_counter() - begun >= 0.1


async def test_faults_skip_count_and_end(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", kind="error", code="fatal_error", match="auth.test", skip=1, times=2)

    said = [await _outcome(slack) for _ in range(4)]

    assert said == ["ok", "fatal_error", "fatal_error", "ok"]


async def test_faults_are_cleared(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", kind="error", code="fatal_error")
    async with aiohttp.ClientSession() as session:
        await session.delete(f"{sandbox.url}/control/faults")

    assert await _outcome(slack) == "ok"


async def _outcome(slack: AsyncWebClient) -> str:
    try:
        await slack.auth_test()
    except SlackApiError as failed:
        return str(failed.response["error"])
    return "ok"


@pytest.mark.parametrize("wish", [{"kind": "explode"}, {"kind": "slow", "vendor": "jira"}, {}])
async def test_an_unknown_fault_is_refused(ana: Person, wish: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="kind is one of"):
        await ana.do("faults", **wish)


async def test_a_fault_of_one_vendor_leaves_the_others_alone(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("faults", vendor="github", kind="refuse")

    assert await _outcome(slack) == "ok"


@pytest.mark.parametrize(
    ("match", "target", "met"),
    [
        ("*", "chat.postMessage", True),
        ("chat.postMessage", "chat.postMessage", True),
        ("views.", "views.open", True),
        ("/users", "/users/U1/contact_methods", True),
        ("chat.update", "chat.postMessage", False),
    ],
)
def test_a_fault_meets_a_name_or_a_beginning(match: str, target: str, met: bool) -> None:
    faults = Faults()
    faults.add({"vendor": "slack", "kind": "slow", "match": match})

    assert faults.of("slack")[0].meets("slack", target) is met


async def test_calls_are_written_down_with_their_arguments(slack: AsyncWebClient, ana: Person) -> None:
    await slack.users_info(user="U0ANA")
    with pytest.raises(SlackApiError):
        await slack.users_info(user="U0NONE")

    told = await ana.look("calls", vendor="slack", method="users.info")

    assert [(call["ok"], call["error"], call["args"]) for call in told] == [
        (True, "", {"user": "U0ANA"}),
        (False, "user_not_found", {"user": "U0NONE"}),
    ]
