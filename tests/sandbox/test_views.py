"""Modals, Home, triggers and response addresses: how long they live, and what a person sees."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ANA, BO, GENERAL
from tests.sandbox.parts import actions, button, field, modal, option, plain, section, select, typed
from tests.sandbox.wire import Socket, ack, connected, served

Json = dict[str, Any]


def form(**more: Any) -> Json:
    """A form with a title that must be given and a level that may be."""
    title = field(typed(max_length=20), block_id="title")
    level = field(select(options=[option("1", "High"), option("2", "Low")]), block_id="level", optional=True)
    return modal(title, level, submit=plain("Go"), callback_id="form", **more)


async def trigger(ws: Socket, ana: Person) -> str:
    """A trigger that has just been made."""
    got, _ = await served(ws, ana.type("#general", "/inc"))
    return str(got["trigger_id"])


async def test_a_trigger_works_once(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    async with connected(sandbox) as ws:
        id_ = await trigger(ws, ana)
    await slack.views_open(trigger_id=id_, view=form())

    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await slack.views_open(trigger_id=id_, view=form())


@pytest.mark.parametrize(("seconds", "word"), [(2.5, None), (3.5, "expired_trigger_id")])
async def test_a_trigger_lives_three_seconds(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person, seconds: float, word: str | None
) -> None:
    async with connected(sandbox) as ws:
        id_ = await trigger(ws, ana)
    sandbox.clock.advance(seconds)

    try:
        await slack.views_open(trigger_id=id_, view=form())
        said = None
    except SlackApiError as refused:
        said = refused.response["error"]

    assert said == word


async def test_a_wrong_view_does_not_use_the_trigger_up(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    async with connected(sandbox) as ws:
        id_ = await trigger(ws, ana)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await slack.views_open(trigger_id=id_, view=modal(title=plain("x" * 25)))

    opened = await slack.views_open(trigger_id=id_, view=form())

    assert opened["view"]["callback_id"] == "form"


async def test_an_update_needs_the_latest_hash(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    async with connected(sandbox) as ws:
        view = (await slack.views_open(trigger_id=await trigger(ws, ana), view=form()))["view"]
    await slack.views_update(view_id=view["id"], hash=view["hash"], view=form())

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.views_update(view_id=view["id"], hash=view["hash"], view=form())


async def test_a_view_of_a_quarter_megabyte_is_refused(slack: AsyncWebClient) -> None:
    heavy = modal(*[section(text={"type": "mrkdwn", "text": "x" * 3000})] * 90)

    with pytest.raises(SlackApiError, match="view_too_large"):
        await slack.views_publish(user_id=ANA, view={**heavy, "type": "home"})


async def test_three_modals_lie_on_each_other_and_no_fourth(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    step = modal(actions(button("Next")), notify_on_close=True)
    async with connected(sandbox) as ws:
        await slack.views_open(trigger_id=await trigger(ws, ana), view=step)
        for _ in range(2):
            got, _told = await served(ws, ana.click("Next"))
            await slack.views_push(trigger_id=got["trigger_id"], view=step)
        got, _told = await served(ws, ana.click("Next"))
        with pytest.raises(SlackApiError, match="push_limit_reached"):
            await slack.views_push(trigger_id=got["trigger_id"], view=step)
        views = (await ana.look("state"))["modals"]
        closed, _told = await served(ws, ana.do("close", view_id=views[-1]["id"], all=True))

    assert [view["previous_view_id"] for view in views] == [None, views[0]["id"], views[1]["id"]]
    assert {view["root_view_id"] for view in views} == {views[0]["id"]}
    assert (closed["type"], closed["is_cleared"]) == ("view_closed", True)
    assert await ana.modal() is None


async def test_a_form_is_checked_before_it_leaves(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    async with connected(sandbox) as ws:
        await slack.views_open(trigger_id=await trigger(ws, ana), view=form())
    sent = len(sandbox.deliveries.log)

    empty = await ana.submit({})
    long = await ana.submit({"title": "x" * 21})
    wrong = await ana.submit({"title": "x", "level": "9"})

    assert empty == {
        "ok": False,
        "closed": False,
        "errors": {"title": "Please complete this required field."},
    }
    assert long["errors"]["title"] == "at most 20 characters"
    assert wrong["errors"] == {"level": "no option has the value '9'"}
    assert len(sandbox.deliveries.log) == sent


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, {"ok": True, "closed": True}),
        ({"response_action": "clear"}, {"ok": True, "closed": True}),
        (
            {"response_action": "errors", "errors": {"title": "taken"}},
            {"ok": False, "closed": False, "errors": {"title": "taken"}},
        ),
        (
            {"response_action": "errors", "errors": {"nowhere": "taken"}},
            {"ok": False, "closed": False, "error": "invalid_errors"},
        ),
        ({"response_action": "update", "view": modal(section())}, {"ok": True, "closed": False}),
        ({"response_action": "push", "view": modal(section())}, {"ok": True, "closed": False}),
        (
            {"response_action": "update", "view": {"type": "modal"}},
            {"ok": False, "closed": False, "error": "invalid_view"},
        ),
    ],
)
async def test_the_apps_answer_decides_what_becomes_of_the_form(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person, answer: Any, told: Json
) -> None:
    async with connected(sandbox) as ws:
        await slack.views_open(trigger_id=await trigger(ws, ana), view=form())
        got, said = await served(ws, ana.submit({"title": "checkout", "level": "1"}), answer)

    values = got["view"]["state"]["values"]
    assert values["title"]["typed"] == {"type": "plain_text_input", "value": "checkout"}
    assert values["level"]["pick"]["selected_option"]["value"] == "1"
    assert {name: value for name, value in said.items() if name != "ms"} == told
    assert (await ana.modal() is None) == told["closed"]


async def test_a_form_that_the_app_does_not_take_stays_open(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    async with connected(sandbox) as ws:
        await slack.views_open(trigger_id=await trigger(ws, ana), view=form())
        told = await ana.submit({"title": "x"})

    state = await ana.look("state")
    assert (told["error"], told["closed"]) == ("operation_timeout", False)
    assert state["toast"] == ["We had some trouble connecting. Try again?"]
    assert len(state["modals"]) == 1


async def test_home_is_published_and_pressed(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    view = {"type": "home", "blocks": [section(accessory=button("Declare", "declare", value="v"))]}
    first = (await slack.views_publish(user_id=ANA, view=view))["view"]
    await slack.views_publish(user_id=ANA, view=view, hash=first["hash"])

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.views_publish(user_id=ANA, view=view, hash=first["hash"])
    async with connected(sandbox) as ws:
        await ana.do("home")
        opened = await ws.receive_json()
        await ack(ws, opened)
        got, told = await served(ws, ana.click("Declare"))

    assert opened["payload"]["event"]["view"]["id"] == first["id"]
    assert (got["container"], told["ok"]) == ({"type": "view", "view_id": first["id"]}, True)
    assert (got["actions"][0]["action_id"], got["actions"][0]["value"]) == ("declare", "v")


async def test_an_input_in_a_modal_tells_the_app_only_when_asked_to(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    level = field(select(options=[option("1")]), block_id="level", dispatch_action=True)
    quiet = field(typed(), block_id="quiet", optional=True)
    async with connected(sandbox) as ws:
        view = modal(level, quiet, submit=plain("Go"))
        opened = (await slack.views_open(trigger_id=await trigger(ws, ana), view=view))["view"]
        unheard = await ana.do("click", view_id=opened["id"], action_id="typed", value="x")
        got, _told = await served(ws, ana.do("click", view_id=opened["id"], action_id="pick", value="1"))

    assert unheard == {"ok": True, "ms": 0}
    assert got["actions"][0]["selected_option"]["value"] == "1"
    assert got["view"]["state"]["values"]["quiet"]["typed"]["value"] == "x"


async def test_options_come_from_the_app(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    async with connected(sandbox) as ws:
        await served(ws, slack.conversations_join(channel=GENERAL))
        await ack(ws, await ws.receive_json())
        menu = select("external_select", min_query_length=2)
        ts = (await slack.chat_postMessage(channel=GENERAL, text="x", blocks=[section(accessory=menu)]))["ts"]
        await ack(ws, await ws.receive_json())
        spot = {"channel": GENERAL, "ts": ts, "action_id": "pick"}
        short = await ana.do("options", **spot, query="p")
        got, offered = await served(ws, ana.do("options", **spot, query="pay"), {"options": [option("pay")]})

    assert short == []
    assert offered == [option("pay")]
    assert (got["type"], got["value"], got["channel"]["id"]) == ("block_suggestion", "pay", GENERAL)


async def test_shortcuts_reach_the_app(sandbox: Sandbox, ana: Person) -> None:
    ts = await ana.post("#general", "look at this")
    async with connected(sandbox) as ws:
        everywhere, _told = await served(ws, ana.do("shortcut", callback_id="declare"))
        here, _told = await served(ws, ana.do("shortcut", callback_id="note", channel=GENERAL, ts=ts))

    assert (everywhere["type"], "response_url" in everywhere) == ("shortcut", False)
    assert (here["type"], here["message"]["text"]) == ("message_action", "look at this")
    with pytest.raises(Refusal, match="no such shortcut"):
        await ana.do("shortcut", callback_id="other")


async def test_nobody_uses_anothers_modal(sandbox: Sandbox, slack: AsyncWebClient, ana: Person) -> None:
    async with connected(sandbox) as ws:
        view = (await slack.views_open(trigger_id=await trigger(ws, ana), view=form()))["view"]

    async with Person(sandbox.url, BO) as bo:
        with pytest.raises(Refusal, match="no such view"):
            await bo.submit({"title": "x"}, view_id=view["id"])
