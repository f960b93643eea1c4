"""Control API, tuning: what is set can be read, faults are listed, storms pass, addresses lead somewhere."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ANA, BO, GENERAL, QUIET, SECRET, Few, manifest
from tests.sandbox.parts import bin_button, small, thumbs
from tests.sandbox.wire import connected


async def test_what_is_set_can_be_read(sandbox: Sandbox, ana: Person) -> None:
    before = await ana.look("world")
    await ana.do("plan", plan="free", groups="admins")
    await ana.do("delivery", duplicate=1, reorder=True)
    await ana.do("clock", advance=60)
    async with connected(sandbox):
        after = await ana.look("world")

    assert before == {
        "plan": "paid",
        "groups": "everyone",
        "transport": "socket",
        "url": "",
        "connections": 0,
        "duplicate": 0,
        "reorder": False,
        "kinds": ["events_api"],
        "rates": False,
        "offset": 0.0,
    }
    told = {"plan": "free", "groups": "admins", "connections": 1, "duplicate": 1, "reorder": True}
    assert after == before | told | {"offset": 60.0}


async def test_faults_are_listed_until_they_are_used_up_or_cleared(
    slack: AsyncWebClient, ana: Person
) -> None:
    once = await ana.do(
        "faults", vendor="slack", match="auth.test", kind="error", code="fatal_error", times=1
    )
    lasting = await ana.do("faults", vendor="github", match="*", kind="slow", seconds=2)
    listed = await ana.look("faults")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await slack.auth_test()
    left = await ana.look("faults")
    async with aiohttp.ClientSession() as session:
        await session.delete(f"{ana.url}/control/faults", params={"id": lasting["id"]})

    assert [(fault["id"], fault["kind"], fault["code"]) for fault in listed] == [
        (once["id"], "error", "fatal_error"),
        (lasting["id"], "slow", ""),
    ]
    assert [fault["id"] for fault in left] == [lasting["id"]]
    assert await ana.look("faults") == []


async def test_rooms_tell_the_newest_message_of_others(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    async with Person(sandbox.url, BO) as bo:
        said = await bo.post("#general", "hello")
        await bo.do("channel", do="leave", channel=GENERAL)
    await ana.post("#general", "mine")
    await slack.conversations_join(channel=QUIET)
    whispered = await slack.chat_postEphemeral(channel=QUIET, user=BO, text="psst")

    hers = {room["id"]: room["latest"] for room in (await ana.look("state"))["channels"]}
    async with Person(sandbox.url, BO) as bo:
        his = {room["id"]: room["latest"] for room in (await bo.look("state"))["channels"]}

    assert (hers[GENERAL], hers[SECRET], hers[QUIET]) == (said, "", "")
    assert his[QUIET] == whispered["message_ts"]


async def test_home_has_the_tabs_of_the_manifest() -> None:
    alone = manifest(home_tab_enabled=False)
    async with Sandbox(Few(), manifest=alone) as sandbox, Person(sandbox.url, ANA) as ana:
        tabs = (await ana.look("me"))["tabs"]
        await ana.do("home")

        with pytest.raises(Refusal, match="no home tab"):
            await ana.do("home", tab="home")
        told = sandbox.deliveries.log[-1].payload["event"]

    assert (tabs, told["tab"]) == ({"home": False, "messages": True}, "messages")


async def test_a_storm_cuts_every_new_connection_and_passes(sandbox: Sandbox, ana: Person) -> None:
    async with connected(sandbox) as first:
        await ana.do("socket", do="storm", times=3)
        ended = [(await first.receive()).type]
    for _ in range(3):
        async with connected(sandbox) as ws:
            ended.append((await ws.receive()).type)
    async with connected(sandbox) as ws:
        await ws.ping()
        calm = len(sandbox.deliveries.sockets.connections)

    assert not {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.PONG} & set(ended)
    assert (len(ended), calm) == (4, 1)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/archives/C0GENERAL", "/#/C0GENERAL"),
        ("/archives/C0GENERAL/p1700000000000001?thread_ts=1.0", "/#/C0GENERAL/1700000000.000001"),
    ],
)
async def test_the_address_of_a_message_leads_there_on_the_page(
    sandbox: Sandbox, address: str, place: str
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(sandbox.url + address, allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (302, place)


async def test_small_buttons_tell_which_of_them_was_pressed(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    await slack.conversations_join(channel=GENERAL)
    posted = await slack.chat_postMessage(
        channel=GENERAL, text="x", blocks=[small(thumbs(), bin_button(value="b"))]
    )
    spot = {"channel": GENERAL, "ts": posted["ts"]}
    sandbox.deliveries.log.clear()

    await ana.do("click", **spot, action_id="f", value="-")
    await ana.do("click", **spot, action_id="bin")
    with pytest.raises(Refusal, match="no button has the value"):
        await ana.do("click", **spot, action_id="f", value="?")

    told = [envelope.payload["actions"][0] for envelope in sandbox.deliveries.log]
    assert [(one["type"], one["value"]) for one in told] == [("feedback_buttons", "-"), ("icon_button", "b")]
