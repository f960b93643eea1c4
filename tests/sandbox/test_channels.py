"""Channels that the bot renames, empties, leaves and archives; what it loses by that."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.world import BOT_USER
from tests.sandbox.conftest import ANA, BO, GENERAL, QUIET


@pytest.fixture
async def own(slack: AsyncWebClient) -> str:
    """A channel that the bot made, with Ana in it."""
    made = (await slack.conversations_create(name="inc-1"))["channel"]["id"]
    await slack.conversations_invite(channel=made, users=ANA)
    return str(made)


async def word(slack: AsyncWebClient, method: str, **args: Any) -> str:
    """What a call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await slack.api_call(f"conversations.{method}", json=args)
    return str(refused.value.response["error"])


async def test_the_bot_renames_its_own_channel_and_says_what_it_is_for(
    slack: AsyncWebClient, ana: Person, own: str
) -> None:
    await slack.conversations_rename(channel=own, name="inc-1-checkout")
    told = await slack.conversations_setPurpose(channel=own, purpose="Checkout is down")

    channel = (await slack.conversations_info(channel=own))["channel"]
    assert (channel["name"], channel["previous_names"]) == ("inc-1-checkout", ["inc-1"])
    assert (told["purpose"], channel["purpose"]["value"]) == ("Checkout is down", "Checkout is down")
    await ana.sees("#inc-1-checkout", "set the channel description: Checkout is down")


async def test_somebody_is_removed_and_the_bot_leaves(slack: AsyncWebClient, own: str) -> None:
    await slack.conversations_kick(channel=own, user=ANA)
    await slack.conversations_leave(channel=own)
    again = await slack.conversations_leave(channel=own)

    assert (await slack.conversations_info(channel=own))["channel"]["is_member"] is False
    assert again["not_in_channel"] is True


async def test_who_archives_is_out_and_only_a_person_brings_it_back(
    slack: AsyncWebClient, ana: Person, own: str
) -> None:
    await slack.conversations_archive(channel=own)
    lost = await word(slack, "unarchive", channel=own)
    await ana.do("channel", do="unarchive", channel=own)
    outside = await word(slack, "history", channel=own)
    await slack.conversations_join(channel=own)

    members = (await slack.conversations_members(channel=own))["members"]
    assert (lost, outside) == ("not_in_channel", "not_in_channel")
    assert members == [ANA, BOT_USER]


async def test_archiving_by_a_person_throws_the_bot_out_after_it_has_been_told(
    sandbox: Sandbox, ana: Person, own: str
) -> None:
    await ana.do("channel", do="archive", channel=own)
    await ana.do("channel", do="unarchive", channel=own)

    events = [envelope.payload["event"]["type"] for envelope in sandbox.deliveries.log]
    assert events[-2:] == ["channel_archive", "channel_unarchive"]
    assert BOT_USER not in sandbox.world.channels[own].members


@pytest.mark.parametrize(
    ("method", "args", "said"),
    [
        ("rename", {"name": "Inc 1"}, "invalid_name_specials"),
        ("rename", {"name": ""}, "invalid_name_required"),
        ("rename", {"name": "secret"}, "name_taken"),
        ("rename", {"channel": GENERAL, "name": "all"}, "not_authorized"),
        ("rename", {"channel": QUIET, "name": "loud"}, "not_in_channel"),
        ("setPurpose", {"purpose": "x" * 251}, "too_long"),
        ("kick", {}, "no_user"),
        ("kick", {"user": BOT_USER}, "cant_kick_self"),
        ("kick", {"user": "U0NONE"}, "user_not_found"),
        ("kick", {"user": BO}, "not_in_channel"),
        ("kick", {"channel": GENERAL, "user": ANA}, "cant_kick_from_general"),
        ("leave", {"channel": GENERAL}, "cant_leave_general"),
        ("archive", {"channel": GENERAL}, "cant_archive_general"),
        ("archive", {"channel": QUIET}, "not_in_channel"),
        ("archive", {"channel": "D0ANA"}, "method_not_supported_for_channel_type"),
        ("unarchive", {}, "not_archived"),
    ],
)
async def test_slack_refuses(
    slack: AsyncWebClient, own: str, method: str, args: dict[str, Any], said: str
) -> None:
    await slack.conversations_join(channel=GENERAL)
    await slack.conversations_open(users=ANA)

    assert await word(slack, method, **{"channel": own, **args}) == said


async def test_the_last_one_does_not_leave_a_private_channel(slack: AsyncWebClient) -> None:
    made = (await slack.conversations_create(name="hush", is_private=True))["channel"]["id"]

    assert await word(slack, "leave", channel=made) == "last_member"


async def test_a_deactivated_person_has_no_direct_conversation(slack: AsyncWebClient, ana: Person) -> None:
    await ana.do("person", do="deactivate", user=BO)

    assert await word(slack, "open", users=BO) == "user_disabled"
