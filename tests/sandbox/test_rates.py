"""Rate limits: a burst passes, then Slack asks to wait, on the sandbox's clock."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import APP_TOKEN, Sandbox
from bot.sandbox.slack.rates import Rates
from tests.sandbox.conftest import ANA, GENERAL, QUIET, Few, Still, client, manifest


@pytest.fixture
async def strict() -> AsyncIterator[Sandbox]:
    """A sandbox with rate limits."""
    async with Sandbox(Few(), manifest=manifest()) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "at_once", "wait"),
    [
        ("apps.connections.open", 5, 60),
        ("conversations.create", 20, 3),
        ("conversations.invite", 50, 2),
        ("users.info", 100, 1),
        ("auth.test", 600, 1),
        ("chat.postMessage", 5, 1),
    ],
)
def test_a_minutes_worth_may_come_at_once(method: str, at_once: int, wait: int) -> None:
    rates = Rates(Still())

    passed = [rates.wait(method, {"channel": "C1"}) for _ in range(at_once)]

    assert passed == [0] * at_once
    assert rates.wait(method, {"channel": "C1"}) == wait


def test_what_was_spent_comes_back_with_time() -> None:
    clock = Still()
    rates = Rates(clock)
    for _ in range(20):
        rates.wait("conversations.create", {})

    clock.advance(3)

    assert [rates.wait("conversations.create", {}) for _ in range(2)] == [0, 3]


def test_waiting_costs_nothing() -> None:
    clock = Still()
    rates = Rates(clock)
    for _ in range(30):
        rates.wait("conversations.create", {})

    clock.advance(3)

    assert rates.wait("conversations.create", {}) == 0


def test_each_channel_has_its_own_second() -> None:
    rates = Rates(Still())
    for _ in range(6):
        rates.wait("chat.postMessage", {"channel": GENERAL})

    assert rates.wait("chat.postMessage", {"channel": QUIET}) == 0
    assert rates.wait("chat.postMessage", {"channel": GENERAL}) == 1


async def test_the_sdk_is_told_how_long_to_wait(strict: Sandbox) -> None:
    api = client(strict, APP_TOKEN)
    for _ in range(5):
        await api.apps_connections_open(app_token=APP_TOKEN)

    with pytest.raises(SlackApiError) as limited:
        await api.apps_connections_open(app_token=APP_TOKEN)
    strict.clock.advance(60)
    again = await api.apps_connections_open(app_token=APP_TOKEN)

    answer = limited.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "60"
    assert again["ok"] is True


async def test_rate_limits_can_be_switched_off(strict: Sandbox) -> None:
    api: AsyncWebClient = client(strict)
    await api.conversations_join(channel=GENERAL)
    async with Person(strict.url, ANA) as ana:
        await ana.do("rates", on=False)

    said = [(await api.chat_postMessage(channel=GENERAL, text="x"))["ok"] for _ in range(20)]

    assert said == [True] * 20
