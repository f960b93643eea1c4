"""Response addresses: how often and how long they work, and what may be said there."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ANA, GENERAL
from tests.sandbox.parts import actions, button, mrkdwn, section
from tests.sandbox.wire import ack, connected, served


async def answer_url(sandbox: Sandbox, ana: Person) -> str:
    """A response address that has just been made by a command."""
    async with connected(sandbox) as ws:
        got, _told = await served(ws, ana.type("#general", "/inc"))
    return str(got["response_url"])


async def test_a_response_address_works_five_times(sandbox: Sandbox, ana: Person) -> None:
    hook = AsyncWebhookClient(await answer_url(sandbox, ana), retry_handlers=[])

    said = [await hook.send(text=str(number)) for number in range(6)]

    assert [(one.status_code, one.body) for one in said] == [(200, "ok")] * 5 + [(404, "used_url")]
    assert (await ana.sees("#general", "4"))["ephemeral"] is True


async def test_a_response_address_lives_half_an_hour(sandbox: Sandbox, ana: Person) -> None:
    hook = AsyncWebhookClient(await answer_url(sandbox, ana), retry_handlers=[])
    sandbox.clock.advance(30 * 60 + 1)

    said = await hook.send(text="late")

    assert (said.status_code, said.body) == (404, "expired_url")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "no_text"),
        ({"blocks": [{"type": "x"}]}, "invalid_blocks"),
        ({"blocks": [section(text=mrkdwn("x" * 3000))] * 5}, "msg_blocks_too_long"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        (["x"], "invalid_payload"),
    ],
)
async def test_a_response_address_refuses_what_is_no_message(
    sandbox: Sandbox, ana: Person, body: Any, word: str
) -> None:
    url = await answer_url(sandbox, ana)
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        said = await answer.text()

    assert (answer.status, said) == (400, word)


async def test_a_click_can_replace_or_delete_the_message_it_was_on(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    async with connected(sandbox) as ws:
        await slack.conversations_join(channel=GENERAL)
        await ack(ws, await ws.receive_json())
        await ack(ws, await ws.receive_json())
        await slack.chat_postEphemeral(channel=GENERAL, user=ANA, text="x", blocks=[actions(button("Lead"))])
        got, _told = await served(ws, ana.click("Lead", channel="#general"))
    hook = AsyncWebhookClient(got["response_url"])

    await hook.send(text="Ana leads", replace_original=True)
    replaced = await ana.sees("#general", "Ana leads")
    await hook.send(text="", delete_original=True)
    await hook.send(text="to all", response_type="in_channel")

    assert (got["container"]["is_ephemeral"], replaced["ephemeral"]) == (True, True)
    shown = [message["rendered"] for message in await ana.messages("#general")]
    assert shown[-1:] == ["to all"]
    assert "Ana leads" not in shown


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"text": "x", "blocks": [{"type": "x"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(text=mrkdwn("x" * 3001))]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(text=mrkdwn("x" * 3000))] * 5}, "msg_blocks_too_long"),
        ({"text": "x" * 40_001}, "msg_too_long"),
    ],
)
async def test_an_answer_in_the_ack_is_checked_like_any_message(
    sandbox: Sandbox, ana: Person, body: Any, word: str
) -> None:
    async with connected(sandbox) as ws:
        _got, told = await served(ws, ana.type("#general", "/inc"), body)

    assert (told["ok"], told["error"], told["detail"]) == (False, "invalid_command_response", word)
    await ana.sees("#general", 'failed with the error "invalid_command_response"')
