"""blocks.validate: what Slack would say of blocks, a message or a view, without doing anything."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import blocks, forms
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.schema import Complaint, Found, complain

WAYS: dict[str, Callable[[Any], Found]] = {
    "blocks": lambda given: blocks.faults(given, "message", ""),
    "message": lambda given: _message(given),
    "view": lambda given: forms.faults(given, ""),
}
ONE = "must provide exactly one of `blocks`, `view`, or `message`"


def validate(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/blocks.validate: pointers begin at what was given."""
    given = [name for name in WAYS if call.args.get(name)]
    if len(given) != 1:
        raise Refused("invalid_arguments", response_metadata={"messages": [ONE]})
    [name] = given
    if found := _found(call, name):
        raise Refused(f"invalid_{name}", errors=[_told(complaint) for complaint in found])
    return {}


def _found(call: Call, name: str) -> Found:
    try:
        return WAYS[name](call.parsed(name))
    except ValueError:
        found: Found = []
        complain(found, "must be valid JSON", "", "type", "json")
        return found


def _message(given: Any) -> Found:
    found: Found = []
    if not isinstance(given, dict):
        complain(found, "must provide an object", "", "type", "object")
        return found
    return blocks.faults(given.get("blocks", []), "message", "/blocks")


def _told(complaint: Complaint) -> Json:
    return {
        "code": "failed_constraint",
        "message": complaint.message,
        "pointer": complaint.pointer,
        "constraint": dict(complaint.constraint),
    }


METHODS: dict[str, Run] = {"blocks.validate": validate}
