"""Channels, people, pins and bookmarks through the real SDK, and what the app hears of them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.world import BOT_USER
from tests.sandbox.conftest import ANA, BO, GENERAL, GUEST, SECRET


def heard(sandbox: Sandbox, kind: str) -> list[dict[str, Any]]:
    """The events of a kind that went out to the app."""
    return [
        e.payload["event"] for e in sandbox.deliveries.log if e.payload.get("event", {}).get("type") == kind
    ]


async def test_a_channel_is_made_by_the_bot_and_found_again(slack: AsyncWebClient, sandbox: Sandbox) -> None:
    made = (await slack.conversations_create(name="inc-1-checkout"))["channel"]

    mine = (await slack.users_conversations())["channels"]

    assert [(c["id"], c["name"], c["creator"]) for c in mine] == [(made["id"], "inc-1-checkout", BOT_USER)]
    assert made["created"] == pytest.approx(sandbox.clock.timestamp(), abs=5)


async def test_an_archived_channel_keeps_its_name(slack: AsyncWebClient, ana: Person) -> None:
    made = (await slack.conversations_create(name="inc-1"))["channel"]["id"]
    await ana.do("channel", do="join", channel=made)
    await ana.do("channel", do="archive", channel=made)

    with pytest.raises(SlackApiError, match="name_taken"):
        await slack.conversations_create(name="inc-1")
    listed = (await slack.conversations_list(exclude_archived=True))["channels"]

    assert made not in [c["id"] for c in listed]


@pytest.mark.parametrize("name", ["inc-1", "störung", "障害-1", "сбой_2", "समस्या"])
async def test_names_in_any_script_are_taken(slack: AsyncWebClient, name: str) -> None:
    assert (await slack.conversations_create(name=name))["channel"]["name"] == name


async def test_lists_come_in_pages(slack: AsyncWebClient) -> None:
    for number in range(5):
        await slack.conversations_create(name=f"inc-{number}")

    names: list[str] = []
    async for answer in await slack.conversations_list(limit=2):
        names += [channel["name"] for channel in answer["channels"]]

    assert names == ["general", "quiet", *(f"inc-{number}" for number in range(5))]


async def test_a_private_channel_shows_only_to_those_inside(slack: AsyncWebClient, ana: Person) -> None:
    before = (await slack.conversations_list(types="private_channel"))["channels"]
    await ana.do("channel", do="invite", channel=SECRET, user=BOT_USER)

    after = (await slack.conversations_list(types="private_channel"))["channels"]

    assert (before, [c["id"] for c in after]) == ([], [SECRET])
    assert (await slack.conversations_history(channel=SECRET))["messages"][0]["subtype"] == "group_join"


async def test_an_invitation_is_for_all_or_nobody(slack: AsyncWebClient) -> None:
    made = (await slack.conversations_create(name="inc-1"))["channel"]["id"]

    with pytest.raises(SlackApiError) as refused:
        await slack.conversations_invite(channel=made, users=[ANA, "U0NONE"])
    nobody = (await slack.conversations_members(channel=made))["members"]
    forced = await slack.conversations_invite(channel=made, users=[ANA, "U0NONE", BO], force=True)

    errors = [{"user": "U0NONE", "ok": False, "error": "user_not_found"}]
    assert refused.value.response["errors"] == errors
    assert nobody == [BOT_USER]
    assert forced["errors"] == errors
    assert (await slack.conversations_members(channel=made))["members"] == [BOT_USER, ANA, BO]


async def test_joining_twice_is_a_warning(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)

    assert (await slack.conversations_join(channel=GENERAL))["warning"] == "already_in_channel"


async def test_a_topic_is_read_decoded_and_pages_when_raw(slack: AsyncWebClient, ana: Person) -> None:
    await slack.conversations_join(channel=GENERAL)

    await slack.conversations_setTopic(channel=GENERAL, topic="A &amp; B <!channel>")

    told = await ana.look("channel", channel=GENERAL)
    assert told["channel"]["topic"] == "A & B @channel"
    assert told["messages"][-1]["notified"] == ["channel"]


async def test_a_conversation_is_opened_once(slack: AsyncWebClient) -> None:
    first = await slack.conversations_open(users=ANA)
    again = await slack.conversations_open(users=ANA, return_im=True)

    assert "already_open" not in first
    assert again["already_open"] is True
    assert again["channel"]["user"] == ANA


async def test_people_are_listed_with_bots_and_slackbot(slack: AsyncWebClient) -> None:
    members = (await slack.users_list())["members"]

    told = {m["id"]: (m["is_bot"], m["is_restricted"]) for m in members}
    assert told == {
        "USLACKBOT": (False, False),
        ANA: (False, False),
        BO: (False, False),
        GUEST: (False, True),
        BOT_USER: (True, False),
    }


async def test_people_are_found_by_address_whatever_its_case(slack: AsyncWebClient) -> None:
    found = (await slack.users_lookupByEmail(email="ANA@example.com"))["user"]

    assert (found["id"], found["profile"]["email"], found["tz"]) == (ANA, "ana@example.com", "Europe/Lisbon")


async def test_pins_are_kept_once_and_listed(slack: AsyncWebClient, ana: Person) -> None:
    await slack.conversations_join(channel=GENERAL)
    ts = await ana.post("#general", "the card")
    await slack.pins_add(channel=GENERAL, timestamp=ts)

    with pytest.raises(SlackApiError, match="already_pinned"):
        await slack.pins_add(channel=GENERAL, timestamp=ts)
    items = (await slack.pins_list(channel=GENERAL))["items"]

    assert [item["message"]["text"] for item in items] == ["the card"]
    assert (await ana.look("channel", channel=GENERAL))["pins"] == [ts]


async def test_bookmarks_are_kept_and_listed(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)

    made = (await slack.bookmarks_add(channel_id=GENERAL, title="Runbook", type="link", link="https://a.b"))[
        "bookmark"
    ]

    assert (await slack.bookmarks_list(channel_id=GENERAL))["bookmarks"] == [made]


async def test_the_app_hears_what_happens_to_its_channels(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    await slack.conversations_join(channel=GENERAL)
    await ana.do("channel", do="invite", channel=GENERAL, user=GUEST)
    await ana.do("channel", do="kick", channel=GENERAL, user=GUEST)
    await ana.do("channel", do="rename", channel=GENERAL, name="all")
    await ana.do("channel", do="archive", channel=GENERAL)
    await ana.do("channel", do="unarchive", channel=GENERAL)

    joined = heard(sandbox, "member_joined_channel")
    assert [(event["user"], event["inviter"]) for event in joined] == [(BOT_USER, None), (GUEST, ANA)]
    assert [event["user"] for event in heard(sandbox, "member_left_channel")] == [GUEST]
    assert [event["channel"]["name"] for event in heard(sandbox, "channel_rename")] == ["all"]
    assert [event["user"] for event in heard(sandbox, "channel_archive")] == [ANA]
    assert [event["user"] for event in heard(sandbox, "channel_unarchive")] == [ANA]


async def test_the_app_hears_nothing_of_channels_that_it_is_not_in(sandbox: Sandbox, ana: Person) -> None:
    ts = await ana.post("#general", "@Tocsin are you there?")
    await ana.react("#general", ts, "eyes")

    assert list(sandbox.deliveries.log) == []


async def test_the_app_hears_of_people(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    cy = (await ana.do("person", do="join", name="cy", real_name="Cy Ng", email="cy@example.com", tz="UTC"))[
        "id"
    ]
    await ana.do("person", do="change", user=cy, name="cyn")
    await ana.do("person", do="deactivate", user=cy)

    assert [event["user"]["name"] for event in heard(sandbox, "team_join")] == ["cy"]
    changed = [(event["user"]["name"], event["user"]["deleted"]) for event in heard(sandbox, "user_change")]
    assert changed == [("cyn", False), ("cyn", True)]
    with pytest.raises(SlackApiError, match="users_not_found"):
        await slack.users_lookupByEmail(email="cy@example.com")


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"do": "create", "name": "Bad Name"}, "invalid_name_specials"),
        ({"do": "create", "name": "general"}, "name_taken"),
        ({"do": "join", "channel": "C0NONE"}, "channel_not_found"),
        ({"do": "leave", "channel": "C0QUIET"}, "not_in_channel"),
        ({"do": "paint", "channel": "#general"}, "cannot do 'paint' with a channel"),
        ({"do": "invite", "channel": "#general", "user": BO}, "already_in_channel"),
        ({"do": "invite", "channel": "#general", "user": "U0NONE"}, "user_not_found"),
        ({"do": "kick", "channel": "#general", "user": ANA}, "cant_kick_self"),
        ({"do": "kick", "channel": "#general", "user": GUEST}, "not_in_channel"),
    ],
)
async def test_a_person_cannot_do_that_with_a_channel(ana: Person, wish: dict[str, str], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        await ana.do("channel", **wish)


async def test_a_guest_sees_only_their_own_channels(sandbox: Sandbox) -> None:
    async with Person(sandbox.url, GUEST) as guest:
        rooms = (await guest.look("state"))["channels"]

        with pytest.raises(Refusal, match="channel_not_found"):
            await guest.messages(GENERAL)

    assert [room["is_im"] for room in rooms] == [True]


async def test_of_its_own_leaving_the_app_hears_who_did_it(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    await slack.conversations_join(channel=GENERAL)
    made = (await slack.conversations_create(name="inc-1"))["channel"]["id"]
    await ana.do("channel", do="join", channel=made)

    await ana.do("channel", do="kick", channel=made, user=BOT_USER)

    assert [(e["channel"], e["actor_id"]) for e in heard(sandbox, "channel_left")] == [(made, ANA)]
    assert heard(sandbox, "member_left_channel") == []


async def test_a_deleted_channel_is_gone_and_its_name_is_free(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    made = (await slack.conversations_create(name="inc-1"))["channel"]["id"]
    await ana.do("channel", do="join", channel=made)

    await ana.do("channel", do="delete", channel=made)

    assert [event["channel"] for event in heard(sandbox, "channel_deleted")] == [made]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await slack.chat_postMessage(channel=made, text="hello")
    assert (await slack.conversations_create(name="inc-1"))["channel"]["id"] != made
