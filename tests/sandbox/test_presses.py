"""Presses that go nowhere: no such button, no such field, an app that does not answer."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ANA
from tests.sandbox.parts import actions, button, field, modal, plain, select, typed
from tests.sandbox.wire import connected, served


@pytest.fixture
async def form(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> str:
    """A form that Ana has open; its id."""
    level = field(select("external_select", min_query_length=0), block_id="level", optional=True)
    title = field(typed(), block_id="title", optional=True)
    view = modal(title, level, actions(button("Help")), submit=plain("Go"))
    async with connected(sandbox) as ws:
        got, _told = await served(ws, ana.type("#general", "/inc"))
    return str((await slack.views_open(trigger_id=got["trigger_id"], view=view))["view"]["id"])


async def test_a_button_that_is_not_there_cannot_be_pressed(ana: Person, form: str) -> None:
    with pytest.raises(Refusal, match="nothing to press there: 'other'"):
        await ana.do("click", view_id=form, action_id="other")


async def test_a_field_that_is_not_there_cannot_be_filled(ana: Person, form: str) -> None:
    with pytest.raises(Refusal, match="the form has no field 'other'"):
        await ana.submit({"other": "x"})


async def test_a_press_that_nobody_takes_is_noticed(ana: Person, form: str) -> None:
    told = await ana.click("Help")

    assert (told["ok"], told["error"]) == (False, "dispatch_failed")
    assert (await ana.look("state"))["toast"] == ["The app didn't respond. Try again?"]


async def test_a_form_is_closed_quietly_where_the_app_did_not_ask(
    sandbox: Sandbox, ana: Person, form: str
) -> None:
    sent = len(sandbox.deliveries.log)

    await ana.do("close", view_id=form)

    assert await ana.modal() is None
    assert len(sandbox.deliveries.log) == sent


async def test_a_form_is_filled_in_and_sent_without_what_is_optional(
    sandbox: Sandbox, ana: Person, form: str
) -> None:
    async with connected(sandbox) as ws:
        got, told = await served(ws, ana.submit({}))

    assert told["closed"] is True
    assert got["user"]["id"] == ANA
    assert got["view"]["state"]["values"]["title"]["typed"]["value"] is None


@pytest.mark.parametrize(("answer", "offered"), [({"options": []}, []), ("nothing", [])])
async def test_a_select_without_options_offers_nothing(
    sandbox: Sandbox, ana: Person, form: str, answer: object, offered: list[object]
) -> None:
    async with connected(sandbox) as ws:
        got, told = await served(ws, ana.do("options", view_id=form, action_id="pick", query="x"), answer)

    assert got["view"]["id"] == form
    assert told == offered


async def test_an_address_that_nobody_listens_on_is_refused(ana: Person) -> None:
    with pytest.raises(Refusal, match="challenge"):
        await ana.do("transport", mode="http", url="http://127.0.0.1:9/slack/events")


async def test_going_back_to_the_socket_needs_no_address(sandbox: Sandbox, ana: Person) -> None:
    await ana.do("transport", mode="socket")

    assert sandbox.deliveries.door is sandbox.deliveries.sockets
