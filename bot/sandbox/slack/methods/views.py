"""views.*: opening, pushing, updating modals, publishing the Home tab."""

from typing import Any

from bot.sandbox.slack import blocks, forms, shapes
from bot.sandbox.slack.call import Call, Refused, Run, wrong_arguments
from bot.sandbox.slack.records import Json, Trigger, View
from bot.sandbox.slack.world import World

TRIGGER_SECONDS, STACK = 3.0, 3


def open_(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    view = _given(call, "modal")
    trigger = _exchange(call)
    opened = show(call.world, trigger.user, view)
    return {"view": shapes.view(opened)}


def push(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.push: only from within a modal, at most three deep."""
    view = _given(call, "modal")
    trigger = _exchange(call)
    below = call.world.views.get(trigger.view)
    if below is None:
        raise Refused("not_found")
    return {"view": shapes.view(stack(call.world, below, view))}


def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    view = _given(call, "modal")
    found = _find(call)
    if call.text("hash") not in ("", found.hash):
        raise Refused("hash_conflict")
    replace(call.world, found, view)
    return {"view": shapes.view(found)}


def publish(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    user = call.text("user_id")
    if user not in call.world.people:
        raise wrong_arguments("invalid_arguments", ["invalid `user_id`"])
    if not call.app.home_tab:
        raise Refused("not_enabled")
    view = _given(call, "home")
    before = call.world.homes.get(user)
    if before is not None and call.text("hash") not in ("", before.hash):
        raise Refused("hash_conflict")
    home = before or View(call.world.new_id("V"), user, view, "")
    call.world.homes[user] = call.world.views[home.id] = home
    replace(call.world, home, view)
    return {"view": shapes.view(home)}


def _given(call: Call, kind: str) -> Json:
    """The view of a call, checked."""
    try:
        view: Any = call.parsed("view")
    except ValueError:
        raise wrong_arguments("invalid_arguments", ["view is not valid JSON"]) from None
    if not view:
        raise wrong_arguments("invalid_arguments", ["missing required field: view"])
    if forms.too_large(view):
        raise Refused("view_too_large")
    found = forms.complaints(view)
    if not found and view["type"] != kind:
        found = [f"must be of type {kind} [json-pointer:/view/type]"]
    if found:
        raise wrong_arguments("invalid_arguments", found)
    _own_external_id(call, view)
    return dict(view)


def _own_external_id(call: Call, view: Json) -> None:
    wanted = view.get("external_id")
    taken = (v for v in call.world.views.values() if v.view.get("external_id") == wanted)
    meant = (call.text("view_id"), wanted if call.text("external_id") else "")
    if wanted and any(v.id not in meant and v.view.get("external_id") not in meant for v in taken):
        raise Refused("duplicate_external_id")


def _exchange(call: Call) -> Trigger:
    """Use up a trigger: once, and within three seconds of the click."""
    trigger = call.world.triggers.get(call.text("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if call.world.clock.timestamp() - trigger.at > TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    below = call.world.views.get(trigger.view)
    if call.method == "views.push" and below is not None and depth(call.world, below) >= STACK:
        raise Refused("push_limit_reached")
    trigger.used = True
    return trigger


def _find(call: Call) -> View:
    id_, external = call.text("view_id"), call.text("external_id")
    for view in call.world.views.values():
        if view.id == id_ or (external and view.view.get("external_id") == external):
            return view
    raise Refused("not_found")


def depth(world: World, view: View) -> int:
    """How many modals lie on each other up to this one."""
    below = world.views.get(view.previous)
    return 1 if below is None else 1 + depth(world, below)


def show(world: World, user: str, view: Json) -> View:
    """A modal opens for a person."""
    opened = View(world.new_id("V"), user, {}, "")
    world.views[opened.id] = opened
    replace(world, opened, view)
    return opened


def stack(world: World, below: View, view: Json) -> View:
    """A modal opens on top of another."""
    above = show(world, below.user, view)
    above.root, above.previous = below.root or below.id, below.id
    return above


def replace(world: World, found: View, view: Json) -> None:
    """A view gets other content; what was entered stays where block and action are still there."""
    kept = blocks.stored(view["blocks"], world.new_id)
    found.view = {**blocks.completed(view), "blocks": kept}
    found.hash = f"{int(world.clock.timestamp())}.{world.new_id('h')}"
    held = {block["block_id"] for block in kept}
    found.state = {block: values for block, values in found.state.items() if block in held}
    world.touch()


def close(world: World, view: View, *, whole: bool = False) -> None:
    """A modal closes; `whole`: the stack that it is part of."""
    root = view.root or view.id
    for other in list(world.views.values()):
        if other.id == view.id or (whole and root in (other.id, other.root)):
            del world.views[other.id]
    world.touch()


METHODS: dict[str, Run] = {
    "views.open": open_,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
