"""The control API and the person who drives it: what they may do, see and wait for; the page beside it."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Rules, Sandbox
from tests.sandbox.conftest import ANA, BO, GENERAL, SECRET, Few, manifest
from tests.sandbox.parts import actions, button


async def test_me_names_the_people_the_bot_and_what_the_app_offers(ana: Person) -> None:
    told = await ana.look("me")

    assert [person["name"] for person in told["people"]] == ["ana", "bo", "gus"]
    assert set(told["people"][0]) == {"id", "name", "real_name", "email", "tz", "guest"}
    assert told["bot"] == {"id": "U0SANDBOX", "name": "Tocsin"}
    assert [command["command"] for command in told["commands"]] == ["/inc", "/raw"]
    assert [shortcut["callback_id"] for shortcut in told["shortcuts"]] == ["declare", "note"]


async def test_a_person_sees_their_channels_and_the_bot(ana: Person) -> None:
    rooms = (await ana.look("state"))["channels"]

    told = {
        room["id"]: (room["name"], room["is_private"], room["is_im"], room["is_member"]) for room in rooms
    }
    assert told == {
        GENERAL: ("general", False, False, True),
        SECRET: ("secret", True, False, True),
        "C0QUIET": ("quiet", False, False, False),
        "D0ANA": ("", False, True, True),
    }


async def test_waiting_ends_with_the_next_change(ana: Person) -> None:
    before = (await ana.look("me"))["rev"]
    waiting = asyncio.create_task(ana.look("wait", after=before, seconds=5))

    await ana.post("#general", "something new")

    assert (await waiting)["rev"] > before


async def test_waiting_ends_with_its_time(ana: Person) -> None:
    rev = (await ana.look("me"))["rev"]

    assert await ana.look("wait", after=rev, seconds=0.01) == {"rev": rev}


async def test_a_person_says_what_they_did_not_see(ana: Person) -> None:
    await ana.post("#general", "only this")

    with pytest.raises(AssertionError, match=r"nobody said 'that' in #general; visible:\n- ana: only this"):
        await ana.sees("#general", "that", within=0.05)


async def test_a_person_waits_for_a_channel_that_is_not_there_yet(ana: Person) -> None:
    seeing = asyncio.create_task(ana.sees("#inc-1", "has joined"))
    await ana.look("me")

    await ana.do("channel", do="create", name="inc-1")

    assert (await seeing)["subtype"] == "channel_join"


async def test_a_person_says_what_there_was_to_click(slack: AsyncWebClient, ana: Person) -> None:
    await slack.conversations_join(channel=GENERAL)
    await slack.chat_postMessage(channel=GENERAL, text="x", blocks=[actions(button("Lead"))])

    with pytest.raises(AssertionError, match=r"nothing to click says 'Leave'; there is: \['Lead'\]"):
        await ana.click("Leave", channel="#general")


async def test_no_modal_is_said_so(ana: Person) -> None:
    with pytest.raises(AssertionError, match="no modal opened"):
        await ana.opens(within=0.01)


@pytest.mark.parametrize(
    ("verb", "body", "why"),
    [
        ("post", {"as": "U0NONE"}, "no such person"),
        ("post", {"as": "U0SANDBOX"}, "no such person"),
        ("post", {"channel": "C0QUIET", "text": "x"}, "not_in_channel"),
        ("post", {"channel": "#general", "text": " "}, "no_text"),
        ("post", {"channel": "#general", "text": "x", "thread_ts": "1.0"}, "thread_not_found"),
        ("command", {"channel": "#quiet", "text": "/inc"}, "not_in_channel"),
        ("react", {"channel": "#general", "ts": "1.0", "name": "eyes"}, "message_not_found"),
        ("click", {"channel": "#general", "ts": "1.0"}, "message_not_found"),
        ("click", {"view_id": "V0"}, "no such view"),
        ("person", {"do": "change", "user": "U0NONE"}, "user_not_found"),
        ("person", {"do": "change", "user": "U0SANDBOX"}, "user_not_found"),
        ("delivery", {"kinds": ["pigeons"]}, "kinds are"),
        ("socket", {"do": "melt"}, "a socket can"),
        ("transport", {"mode": "pigeon"}, "the transport is"),
        ("clock", {"advance": -1}, "time only goes forward"),
        ("clock", {"advance": "soon"}, "could not convert"),
    ],
)
async def test_the_impossible_is_refused_with_its_reason(
    ana: Person, verb: str, body: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        await ana.do(verb, **body)


@pytest.mark.parametrize(
    ("body", "why"), [("{", "the body is not JSON"), ("[]", "the body is not a JSON object")]
)
async def test_a_body_that_is_no_object_is_refused(sandbox: Sandbox, body: str, why: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.url}/control/post", data=body) as answer,
    ):
        said = await answer.json()

    assert (answer.status, said) == (400, {"error": why})


async def test_a_file_that_is_not_there_is_said_so(ana: Person) -> None:
    with pytest.raises(Refusal, match="file_not_found"):
        await ana.look("file", id="F0")


async def test_the_clock_is_read_and_moved(ana: Person) -> None:
    await ana.do("clock", advance=90)

    assert await ana.look("clock") == {"offset": 90.0}


async def test_a_message_tells_all_that_a_person_sees(slack: AsyncWebClient, ana: Person) -> None:
    await slack.conversations_join(channel=GENERAL)
    parent = await ana.post("#general", "hello @bo")
    await ana.post("#general", "reply", thread=parent)
    await ana.react("#general", parent, "eyes")
    await slack.pins_add(channel=GENERAL, timestamp=parent)

    message = next(m for m in await ana.messages("#general") if m["ts"] == parent)

    assert message == {
        "ts": parent,
        "user": ANA,
        "bot": False,
        "username": "ana",
        "text": f"hello <@{BO}>",
        "blocks": [],
        "rendered": "hello @bo",
        "reactions": [{"name": "eyes", "users": [ANA]}],
        "files": [],
        "notified": [BO],
        "metadata": None,
        "reply_count": 1,
        "pinned": True,
    }


@pytest.mark.parametrize(
    "path", ["/", "/app.js", "/style.css", "/archives/C0GENERAL", "/archives/C0GENERAL/p1700000000000001"]
)
async def test_the_page_is_served(sandbox: Sandbox, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(sandbox.url + path) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/pagerduty/users", "/github/user"])
async def test_a_vendor_that_the_company_lacks_is_not_there(sandbox: Sandbox, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(sandbox.url + path) as answer:
        assert answer.status == 404


async def test_nothing_is_left_running() -> None:
    before = asyncio.all_tasks()

    async with (
        Sandbox(Few(), manifest=manifest(), rules=Rules(ack_seconds=5)) as sandbox,
        Person(sandbox.url, ANA) as ana,
    ):
        await ana.do("home")
        await ana.look("envelopes")
        pending = sandbox.deliveries.pending

    assert pending > 0
    assert asyncio.all_tasks() == before
