"""Control API, doing: buttons, menus, modals, shortcuts and Home, as a person uses them."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.control_deeds import failure
from bot.sandbox.slack import blocks, forms, inputs, interactions, shapes
from bot.sandbox.slack.envelopes import INTERACTION, Taken
from bot.sandbox.slack.methods import views
from bot.sandbox.slack.records import Json, Message, View
from bot.sandbox.stage import Body, Impossible, Stage

NO_ANSWER = "The app didn't respond. Try again?"
NO_CONTACT = "We had some trouble connecting. Try again?"
PRESSED = frozenset({"button", "icon_button", "feedback_buttons"})
MISSING = "Please complete this required field."


async def click(stage: Stage, body: Body) -> Json:
    """Press a button or pick from a menu, in a message, a modal or Home."""
    user = stage.person(body)
    where = _place(stage, user, body)
    block, element = _element(where, body)
    entered = _entered(element, body.get("value"))
    if element["type"] not in PRESSED:
        where.state.setdefault(block["block_id"], {})[element["action_id"]] = entered
    if block["type"] == "input" and not block.get("dispatch_action"):
        stage.world.touch()
        return {"ok": True, "ms": 0}
    action = _action(stage, block, element, entered)
    if isinstance(where, View):
        payload = interactions.click_in_view(stage.world, where, action)
    else:
        payload = interactions.click_in_message(stage.world, user, where, action)
    return await _ask(stage, user, payload)


def _place(stage: Stage, user: str, body: Body) -> View | Message:
    if body.get("view_id"):
        return stage.own_view(user, body)
    return stage.seen_message(user, body)


def _blocks(where: View | Message) -> list[Json]:
    found: list[Json] = where.view["blocks"] if isinstance(where, View) else where.blocks
    return found


def _element(where: View | Message, body: Body) -> tuple[Json, Json]:
    """The element meant; `block_id` may be left out where the action_id says enough."""
    wanted, action = body.get("block_id"), body.get("action_id")
    for block, element in _elements(_blocks(where)):
        if element["action_id"] == action and wanted in (None, "", block["block_id"]):
            return block, element
    raise Impossible(f"nothing to press there: {action!r}", 404)


def _elements(all_blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks.parts(all_blocks):
        for element in blocks.interactive(block):
            yield block, element


def _entered(element: Json, value: Any) -> Json:
    if element["type"] in ("button", "icon_button"):
        return {"value": element["value"]} if "value" in element else {}
    if element["type"] == "feedback_buttons":
        return {"value": _thumb(element, value)["value"]}
    return inputs.entered(element, value)


def _thumb(element: Json, value: Any) -> Json:
    """The one of two thumbs that has this value."""
    thumbs: list[Json] = [element["positive_button"], element["negative_button"]]
    found = next((thumb for thumb in thumbs if thumb["value"] == value), None)
    if found is None:
        raise Impossible(f"no button has the value {value!r}")
    return found


def _action(stage: Stage, block: Json, element: Json, entered: Json) -> Json:
    shown: Json = {name: element[name] for name in ("text", "style", "url", "placeholder") if name in element}
    place = {"block_id": block["block_id"], "action_id": element["action_id"]}
    return {**place, **shown, **entered, "type": element["type"], "action_ts": stage.world.new_ts()}


async def _ask(stage: Stage, user: str, payload: Json) -> Json:
    taken, ms = await stage.deliveries.ask(INTERACTION, payload)
    if error := failure(taken):
        stage.world.toast(user, NO_ANSWER)
        return {"ok": False, "ms": ms, "error": error}
    return {"ok": True, "ms": ms}


async def submit(stage: Stage, body: Body) -> Json:
    """Press a modal's Submit with these values; what the client itself refuses never reaches the app."""
    user = stage.person(body)
    view = stage.own_view(user, body)
    if errors := _enter(view, body.get("values") or {}):
        return {"ok": False, "errors": errors, "closed": False}
    state = inputs.state(view.view["blocks"], view.state)
    payload = interactions.submission(stage.world, view, state)
    taken, ms = await stage.deliveries.ask(INTERACTION, payload)
    if error := failure(taken):
        stage.world.toast(user, NO_CONTACT)
        return {"ok": False, "closed": False, "ms": ms, "error": error}
    return _respond(stage, view, taken) | {"ms": ms}


def _enter(view: View, values: Body) -> dict[str, str]:
    """Fill the form in; per block, what is wrong with what was entered."""
    errors: dict[str, str] = {}
    fields = {block["block_id"]: (block, element) for block, element in _elements(view.view["blocks"])}
    for name, value in values.items():
        if name not in fields:
            raise Impossible(f"the form has no field {name!r}", 404)
        try:
            entered = inputs.entered(fields[name][1], value)
        except ValueError as error:
            errors[name] = str(error)
        else:
            view.state.setdefault(name, {})[fields[name][1]["action_id"]] = entered
    return {**_unfilled(view), **errors}


def _unfilled(view: View) -> dict[str, str]:
    state = inputs.state(view.view["blocks"], view.state)
    asked = (b for b in view.view["blocks"] if b["type"] == "input" and not b.get("optional"))
    return {
        block["block_id"]: MISSING
        for block in asked
        if inputs.is_empty(state[block["block_id"]][block["element"]["action_id"]])
    }


def _respond(stage: Stage, view: View, taken: Taken) -> Json:
    """Do with the modal what the app's answer says."""
    answer = taken.body if isinstance(taken.body, dict) else {}
    match answer.get("response_action"):
        case "errors":
            return _marked(stage, view, answer.get("errors"))
        case "clear":
            views.close(stage.world, view, whole=True)
        case "update" | "push" as how:
            return _shown(stage, view, answer.get("view"), how)
        case _:
            views.close(stage.world, view)
    return {"ok": True, "closed": True}


def _marked(stage: Stage, view: View, errors: Any) -> Json:
    """Errors at the fields. For a block that is no input Slack shows a failure instead."""
    fields = {block["block_id"] for block in view.view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= fields:
        stage.world.toast(view.user, NO_CONTACT)
        return {"ok": False, "closed": False, "error": "invalid_errors"}
    stage.world.touch()
    return {"ok": False, "errors": errors, "closed": False}


def _shown(stage: Stage, view: View, shown: Any, how: str) -> Json:
    if forms.complaints(shown) or (how == "push" and views.depth(stage.world, view) >= views.STACK):
        stage.world.toast(view.user, NO_CONTACT)
        return {"ok": False, "closed": False, "error": "invalid_view"}
    if how == "update":
        views.replace(stage.world, view, shown)
    else:
        views.stack(stage.world, view, shown)
    return {"ok": True, "closed": False}


async def close(stage: Stage, body: Body) -> Json:
    """Close a modal; `all`: the whole stack. The app hears of it where it asked to."""
    user = stage.person(body)
    view = stage.own_view(user, body)
    whole = bool(body.get("all"))
    views.close(stage.world, view, whole=whole)
    if not view.view.get("notify_on_close"):
        return {"ok": True}
    return await _ask(stage, user, interactions.closing(stage.world, view, cleared=whole))


async def options(stage: Stage, body: Body) -> list[Json]:
    """Type into a select whose options come from the app."""
    user = stage.person(body)
    where = _place(stage, user, body)
    block, element = _element(where, body)
    query = str(body.get("query", ""))
    if len(query) < element.get("min_query_length", 3):
        return []
    ask = {"block_id": block["block_id"], "action_id": element["action_id"], "value": query}
    payload = interactions.suggestion(stage.world, user, _suggested_in(stage, user, where), ask)
    taken, _ = await stage.deliveries.ask(INTERACTION, payload)
    answer = taken.body if taken.ok and isinstance(taken.body, dict) else {}
    grouped = [option for group in answer.get("option_groups", ()) for option in group["options"]]
    offered = [*answer.get("options", ()), *grouped]
    return offered if len(offered) <= forms.OPTIONS else []


def _suggested_in(stage: Stage, user: str, where: View | Message) -> Json:
    if isinstance(where, View):
        told = interactions.click_in_view(stage.world, where, {})
    else:
        told = interactions.click_in_message(stage.world, user, where, {})
    return {name: told[name] for name in ("container", "view", "channel", "message") if name in told}


async def shortcut(stage: Stage, body: Body) -> Json:
    """Choose a shortcut: a global one, or one in a message's menu."""
    user, callback_id = stage.person(body), str(body.get("callback_id"))
    if callback_id not in stage.app.shortcuts:
        raise Impossible(f"no such shortcut: {callback_id!r}", 404)
    if stage.app.shortcuts[callback_id] == "global":
        return await _ask(stage, user, interactions.shortcut(stage.world, user, callback_id))
    message = stage.seen_message(user, body)
    payload = interactions.message_shortcut(stage.world, user, callback_id, message)
    return await _ask(stage, user, payload)


def home(stage: Stage, body: Body) -> Json:
    """Open the app's Home, or its Messages tab: `tab`, or the first one that the app has."""
    user, world = stage.person(body), stage.world
    room = world.direct(user)
    tab = str(body.get("tab") or ("home" if stage.app.home_tab else "messages"))
    if not {"home": stage.app.home_tab, "messages": stage.app.messages_tab}.get(tab):
        raise Impossible(f"the app has no {tab} tab: its manifest says so")
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": room.id,
        "tab": tab,
        "event_ts": world.new_ts(),
    }
    if tab == "home" and user in world.homes:
        event["view"] = shapes.view(world.homes[user])
    world.tell("app_home_opened", event)
    world.touch()
    return {"ok": True, "channel": room.id}
