"""What the bot and people keep at messages and channels: pins, bookmarks, reactions; and deleting."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.world import BOT_USER
from tests.sandbox.conftest import GENERAL, QUIET

LINK = {"channel_id": GENERAL, "title": "Runbook", "type": "link", "link": "https://example.com"}


@pytest.fixture
async def ts(slack: AsyncWebClient) -> str:
    """A message of the bot's in #general."""
    await slack.conversations_join(channel=GENERAL)
    return str((await slack.chat_postMessage(channel=GENERAL, text="hello"))["ts"])


async def word(slack: AsyncWebClient, method: str, **args: Any) -> str:
    """What a call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await slack.api_call(method, json=args)
    return str(refused.value.response["error"])


async def test_a_pin_is_set_and_taken_away(slack: AsyncWebClient, ana: Person, ts: str) -> None:
    await slack.pins_add(channel=GENERAL, timestamp=ts)
    twice = await word(slack, "pins.add", channel=GENERAL, timestamp=ts)
    await slack.pins_remove(channel=GENERAL, timestamp=ts)

    assert twice == "already_pinned"
    assert await word(slack, "pins.remove", channel=GENERAL, timestamp=ts) == "not_pinned"
    assert (await ana.look("channel", channel=GENERAL))["pins"] == []


async def test_a_person_pins_and_the_app_hears_of_it(sandbox: Sandbox, ana: Person, ts: str) -> None:
    await ana.do("pin", channel=GENERAL, ts=ts)
    await ana.do("pin", channel=GENERAL, ts=ts, remove=True)

    added, removed = (envelope.payload["event"] for envelope in list(sandbox.deliveries.log)[-2:])
    assert (added["type"], added["pin_count"], added["item"]["message"]["ts"]) == ("pin_added", 1, ts)
    assert (removed["type"], removed["has_pins"]) == ("pin_removed", False)
    with pytest.raises(Refusal, match="not_pinned"):
        await ana.do("pin", channel=GENERAL, ts=ts, remove=True)


async def test_the_bot_reacts_and_takes_it_back(slack: AsyncWebClient, ana: Person, ts: str) -> None:
    await slack.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")
    shown = (await ana.messages("#general"))[-1]["reactions"]
    twice = await word(slack, "reactions.add", channel=GENERAL, timestamp=ts, name="eyes")
    await slack.reactions_remove(channel=GENERAL, timestamp=ts, name="eyes")

    assert shown == [{"name": "eyes", "users": [BOT_USER]}]
    assert twice == "already_reacted"
    assert (await ana.messages("#general"))[-1]["reactions"] == []


@pytest.mark.parametrize(
    ("method", "args", "said"),
    [
        ("reactions.add", {"name": "not an emoji"}, "invalid_name"),
        ("reactions.add", {"name": "eyes", "timestamp": ""}, "no_item_specified"),
        ("reactions.add", {"name": "eyes", "timestamp": "1.0"}, "message_not_found"),
        ("reactions.remove", {"name": "eyes"}, "no_reaction"),
        ("pins.remove", {"timestamp": ""}, "no_item_specified"),
    ],
)
async def test_slack_refuses(
    slack: AsyncWebClient, ts: str, method: str, args: dict[str, str], said: str
) -> None:
    assert await word(slack, method, **{"channel": GENERAL, "timestamp": ts, **args}) == said


async def test_a_bookmark_is_changed_and_removed(slack: AsyncWebClient, ts: str) -> None:
    mark = (await slack.bookmarks_add(**LINK))["bookmark"]
    await slack.bookmarks_edit(
        bookmark_id=mark["id"], channel_id=GENERAL, title="New", link="https://example.com/2"
    )
    [changed] = (await slack.bookmarks_list(channel_id=GENERAL))["bookmarks"]
    await slack.bookmarks_remove(bookmark_id=mark["id"], channel_id=GENERAL)

    assert (changed["title"], changed["link"]) == ("New", "https://example.com/2")
    assert (await slack.bookmarks_list(channel_id=GENERAL))["bookmarks"] == []
    assert await word(slack, "bookmarks.remove", bookmark_id=mark["id"], channel_id=GENERAL) == "not_found"


async def test_bookmarks_are_for_those_inside(slack: AsyncWebClient) -> None:
    assert await word(slack, "bookmarks.add", **{**LINK, "channel_id": QUIET}) == "permission_denied"


async def test_the_bot_deletes_only_what_it_said(slack: AsyncWebClient, ana: Person, ts: str) -> None:
    hers = await ana.post("#general", "mine")

    await slack.chat_delete(channel=GENERAL, ts=ts)

    assert await word(slack, "chat.delete", channel=GENERAL, ts=hers) == "cant_delete_message"
    assert await word(slack, "chat.delete", channel=GENERAL, ts=ts) == "message_not_found"
    assert [message["text"] for message in await ana.messages("#general")][-1] == "mine"


async def test_too_many_attachments_are_refused(slack: AsyncWebClient, ts: str) -> None:
    many = [{"text": "x"}] * 101

    assert await word(slack, "chat.postMessage", channel=GENERAL, attachments=many) == "too_many_attachments"


async def test_a_whisper_in_a_thread_needs_the_thread(slack: AsyncWebClient, ts: str) -> None:
    said = await word(slack, "chat.postEphemeral", channel=GENERAL, user="U0ANA", text="x", thread_ts="1.0")

    assert said == "cannot_reply_to_message"
