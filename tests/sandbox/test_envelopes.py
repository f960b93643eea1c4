"""Envelopes beside real examples: each kind that the sandbox sends has the fields that Slack's has."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ANA, BO, GENERAL, SECRET
from tests.sandbox.parts import actions, button, modal, option, plain, section, select
from tests.sandbox.wire import connected, served

Json = dict[str, Any]

EXAMPLES = Path(__file__).parents[3] / "shared" / "real" / "payloads" / "slack"

KINDS = {
    "channel_archive": "events/ChannelArchivePayload.json",
    "channel_rename": "events/ChannelRenamePayload.json",
    "channel_unarchive": "events/ChannelUnarchivePayload.json",
    "group_archive": "events/GroupArchivePayload.json",
    "member_joined_channel": "events/MemberJoinedChannelPayload.json",
    "message/channel_join": "events/MessageChannelJoinPayload.json",
    "message/channel_leave": "events/MessageChannelLeavePayload.json",
    "message/channel_name": "events/MessageChannelNamePayload.json",
    "message/group_topic": "events/MessageGroupTopicPayload.json",
    "pin_added": "events/PinAddedPayload.json",
    "pin_removed": "events/PinRemovedPayload.json",
    "reaction_added": "events/ReactionAddedPayload.json",
    "reaction_removed": "events/ReactionRemovedPayload.json",
    "user_change": "events/UserChangePayload.json",
    "view_submission": "app-backend/views/ViewSubmissionPayload.json",
}

# Fields of kinds without a real example in that folder, from docs.slack.dev.
DOCUMENTED: dict[str, str] = {
    "slash_command": (
        "token team_id team_domain channel_id channel_name user_id user_name command text "
        "api_app_id is_enterprise_install response_url trigger_id"
    ),
    "block_actions": (
        "type user api_app_id token container trigger_id team enterprise "
        "is_enterprise_install channel message state response_url actions"
    ),
    "view_closed": "type team user api_app_id token view is_cleared is_enterprise_install enterprise",
    "shortcut": ("type token action_ts team user is_enterprise_install enterprise callback_id trigger_id"),
    "message_action": (
        "type token action_ts team user channel is_enterprise_install enterprise "
        "callback_id trigger_id response_url message_ts message"
    ),
    "app_home_opened": "type user channel tab event_ts",
    "app_mention": "type user text ts channel event_ts team blocks",
    "message": "type user text ts channel event_ts channel_type team blocks client_msg_id",
    "message/message_changed": (
        "type subtype message previous_message channel ts event_ts channel_type hidden"
    ),
    "message/message_deleted": (
        "type subtype previous_message channel ts event_ts channel_type hidden deleted_ts"
    ),
    "message/file_share": "type subtype user text files upload ts channel event_ts channel_type",
    "subteam_created": "type subteam event_ts",
    "subteam_updated": "type subteam event_ts",
    "subteam_members_changed": (
        "type subteam_id team_id date_previous_update date_update added_users added_users_count "
        "removed_users removed_users_count event_ts"
    ),
    "block_suggestion": "type user container api_app_id token action_id block_id value team view",
    "app_home_opened/messages": "type user channel tab event_ts",
    "member_left_channel": "type user channel channel_type team event_ts",
    "team_join": "type user cache_ts event_ts",
}
LIKE_OTHERS = {"message/channel_archive", "message/group_archive", "message/group_join"}


@pytest.fixture
async def sent(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> dict[str, Json]:
    """One envelope's payload of every kind that the sandbox sends."""
    await slack.conversations_join(channel=GENERAL)
    await ana.do("channel", do="invite", channel=SECRET, user="U0SANDBOX")
    await _talk(ana, slack)
    await _change(ana)
    await slack.conversations_join(channel=GENERAL)
    told = {_kind(envelope.payload): dict(envelope.payload) for envelope in sandbox.deliveries.log}
    sandbox.deliveries.log.clear()
    return told | await _interact(sandbox, slack, ana)


async def _talk(ana: Person, slack: AsyncWebClient) -> None:
    ts = await ana.post("#general", "@Tocsin hello")
    await ana.react("#general", ts, "eyes")
    await ana.react("#general", ts, "eyes", remove=True)
    plain_ts = await ana.post("#general", "hello")
    await ana.do("edit", channel=GENERAL, ts=plain_ts, text="hello again")
    await ana.do("delete", channel=GENERAL, ts=plain_ts)
    await slack.conversations_setTopic(channel=SECRET, topic="quiet")
    card = (await slack.chat_postMessage(channel=GENERAL, text="the card"))["ts"]
    await ana.do("pin", channel=GENERAL, ts=card)
    await ana.do("pin", channel=GENERAL, ts=card, remove=True)
    await ana.do("upload", channel=GENERAL, name="log.txt", content="x")
    group = (await slack.usergroups_create(name="On call"))["usergroup"]["id"]
    await slack.usergroups_users_update(usergroup=group, users=[ANA])
    await slack.usergroups_disable(usergroup=group)
    await slack.views_publish(user_id=ANA, view={"type": "home", "blocks": [section()]})
    await ana.post("#general", "the last word")
    await ana.do("home")
    await ana.do("home", tab="messages")


async def _change(ana: Person) -> None:
    await ana.do("channel", do="kick", channel=GENERAL, user=BO)
    await ana.do("channel", do="invite", channel=GENERAL, user=BO)
    await ana.do("channel", do="rename", channel=GENERAL, name="all")
    await ana.do("channel", do="archive", channel=GENERAL)
    await ana.do("channel", do="unarchive", channel=GENERAL)
    await ana.do("channel", do="archive", channel=SECRET)
    await ana.do("person", do="join", name="cy")
    await ana.do("person", do="change", user=BO, name="bob")


async def _interact(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> dict[str, Json]:
    found = {}
    menu = actions(select("external_select", min_query_length=0))
    form = modal(section(), menu, submit=plain("Go"), notify_on_close=True)
    async with connected(sandbox) as ws:
        command, _told = await served(ws, ana.type(GENERAL, "/inc x"))
        view = (await slack.views_open(trigger_id=command["trigger_id"], view=form))["view"]
        found["view_closed"], _told = await served(ws, ana.do("close", view_id=view["id"]))
        again, _told = await served(ws, ana.type(GENERAL, "/inc x"))
        view = (await slack.views_open(trigger_id=again["trigger_id"], view=form))["view"]
        asking = ana.do("options", view_id=view["id"], action_id="pick", query="")
        found["block_suggestion"], _told = await served(ws, asking, {"options": [option()]})
        found["view_submission"], _told = await served(ws, ana.do("submit", view_id=view["id"], values={}))
        found["shortcut"], _told = await served(ws, ana.do("shortcut", callback_id="declare"))
        whisper = [actions(button("Lead"))]
        await slack.chat_postEphemeral(channel=GENERAL, user=ANA, text="x", blocks=whisper)
        found["block_actions"], _told = await served(ws, ana.click("Lead", channel=GENERAL))
        ts = (await ana.messages(GENERAL))[0]["ts"]
        note = ana.do("shortcut", callback_id="note", channel=GENERAL, ts=ts)
        found["message_action"], _told = await served(ws, note)
    return {**found, "slash_command": command}


def _kind(payload: Any) -> str:
    event = payload["event"]
    if event.get("tab") == "messages":
        return f"{event['type']}/messages"
    return f"message/{event['subtype']}" if "subtype" in event else str(event["type"])


def absent(example: Any, ours: Any, at: str = "") -> list[str]:
    """The fields that an example has and ours lacks; what is null on our side has no fields to compare."""
    if isinstance(example, dict) and isinstance(ours, dict):
        here = [f"{at}.{name}" for name in example if name not in ours]
        return here + [
            w for name in example if name in ours for w in absent(example[name], ours[name], f"{at}.{name}")
        ]
    if isinstance(example, list) and isinstance(ours, list) and example and ours:
        return absent(example[0], ours[0], f"{at}[0]")
    return []


@pytest.mark.real
@pytest.mark.parametrize("kind", KINDS)
async def test_an_envelope_has_the_fields_of_the_real_one(sent: dict[str, Json], kind: str) -> None:
    if not EXAMPLES.is_dir():
        pytest.skip("the folder ../shared/real with real payloads is not here")
    example = json.loads((EXAMPLES / KINDS[kind]).read_text(encoding="utf-8"))

    assert absent(example, sent[kind]) == []


@pytest.mark.parametrize("kind", DOCUMENTED)
async def test_an_envelope_has_the_fields_of_the_documentation(sent: dict[str, Json], kind: str) -> None:
    told = sent[kind]

    assert set(DOCUMENTED[kind].split()) - set(told.get("event", told)) == set()


async def test_every_kind_that_is_sent_is_compared(sent: dict[str, Json]) -> None:
    assert sent.keys() - KINDS.keys() - DOCUMENTED.keys() == LIKE_OTHERS


async def test_a_form_that_is_closed_tells_its_view_and_no_trigger(sent: dict[str, Json]) -> None:
    closed = sent["view_closed"]

    assert (closed["view"]["type"], closed["is_cleared"]) == ("modal", False)
    assert "trigger_id" not in closed


async def test_a_message_shortcut_tells_the_message_and_where_to_answer(sent: dict[str, Json]) -> None:
    told = sent["message_action"]

    assert told["message_ts"] == told["message"]["ts"]
    assert (told["callback_id"], told["channel"]["id"]) == ("note", GENERAL)
    assert told["response_url"].startswith("http://127.0.0.1:")


async def test_home_tells_its_tab_and_on_the_home_tab_the_view(sent: dict[str, Json]) -> None:
    home, messages = sent["app_home_opened"]["event"], sent["app_home_opened/messages"]["event"]

    assert (home["tab"], home["view"]["type"], messages["tab"]) == ("home", "home", "messages")
    assert "view" not in messages
