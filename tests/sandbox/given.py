"""Right and wrong payloads: Block Kit, views, names, scopes, rates. `word` "": Slack takes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox import blocks_refused, blocks_taken
from tests.sandbox.conftest import ANA, GENERAL, QUIET
from tests.sandbox.parts import field as input_block
from tests.sandbox.parts import modal, mrkdwn, plain, section, typed

Json = dict[str, Any]
HOME: Json = {"type": "home", "blocks": [section()]}
FORM = modal(input_block(typed()), submit=plain("Go"))


@dataclass(frozen=True, slots=True)
class Given:
    """One payload. `surface`: where its blocks stand, or "view" for a whole view; `word`: what Slack says."""

    about: str
    name: str
    payload: Any
    word: str = ""
    surface: str = "message"


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls one after the other, of which the last is judged: (method, arguments, seconds before it)."""

    name: str
    calls: list[tuple[str, Json, float]]
    word: str = ""
    scopes: list[str] | None = None
    about: str = field(default="rate")


def of_blocks() -> Iterator[Given]:
    """Every list of blocks that the other tests hold."""
    for name, given in blocks_taken.TAKEN.items():
        yield Given("Block Kit", name, given)
    for name, (surface, given) in blocks_taken.ELSEWHERE.items():
        yield Given("Block Kit", name, given, "", surface)
    for name, (wrong, complaint) in blocks_refused.REFUSED.items():
        yield Given("Block Kit", name, wrong, complaint)
    for name, (surface, wrong, complaint) in blocks_refused.ELSEWHERE.items():
        yield Given("Block Kit", name, wrong, complaint, surface)


VIEWS: Mapping[str, Json] = {
    "a modal of one line": modal(section()),
    "a form": FORM,
    "a title of 24": modal(section(), title=plain("x" * 24)),
    "buttons of 24": FORM | {"submit": plain("x" * 24), "close": plain("x" * 24)},
    "3000 letters of private metadata": modal(section(), private_metadata="x" * 3000),
    "a callback_id of 255": modal(section(), callback_id="x" * 255),
    "an external_id of 255": modal(section(), external_id="x" * 255),
    "a modal that tells when it is closed": modal(section(), notify_on_close=True, clear_on_close=True),
    "a Home of one line": HOME,
    "a Home with private metadata": HOME | {"private_metadata": "x"},
}
WRONG_VIEWS: Mapping[str, tuple[Json, str]] = {
    "a title of 25": (
        modal(section(), title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "no title": ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    "a title in mrkdwn": (
        modal(section(), title=mrkdwn("x")),
        "unsupported type: mrkdwn [json-pointer:/view/title/type]",
    ),
    "a submit of 25": (
        FORM | {"submit": plain("x" * 25)},
        "must be less than 25 characters [json-pointer:/view/submit/text]",
    ),
    "a close of 25": (
        FORM | {"close": plain("x" * 25)},
        "must be less than 25 characters [json-pointer:/view/close/text]",
    ),
    "a form without submit": (
        modal(input_block(typed())),
        "must define `submit` to use an `input` block in modals [json-pointer:/view]",
    ),
    "3001 letters of private metadata": (
        modal(section(), private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    "a callback_id of 256": (
        modal(section(), callback_id="x" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
    ),
    "an external_id of 256": (
        modal(section(), external_id="x" * 256),
        "must be less than 256 characters [json-pointer:/view/external_id]",
    ),
    "an empty modal": (modal(), "no less than 1 items allowed [json-pointer:/view/blocks]"),
    "no blocks": (
        {"type": "modal", "title": plain("x")},
        "missing required field: blocks [json-pointer:/view]",
    ),
    "a workflow step": (
        {"type": "workflow_step", "blocks": []},
        "unsupported type: workflow_step [json-pointer:/view/type]",
    ),
    "a Home with a title": (
        HOME | {"title": plain("x")},
        "invalid additional property: title [json-pointer:/view]",
    ),
    "a quarter of a megabyte": (modal(*[section(text=mrkdwn("x" * 3000))] * 90), "view_too_large"),
}


def of_views() -> Iterator[Given]:
    """Whole views."""
    for name, view in VIEWS.items():
        yield Given("view", name, view, "", "view")
    for name, (wrong, word) in WRONG_VIEWS.items():
        yield Given("view", name, wrong, word, "view")


NAMES: Mapping[str, str] = {
    "inc-1-checkout": "",
    "a_b": "",
    "2026": "",
    "größe-ñ-日本": "",
    "x" * 80: "",
    "": "invalid_name_required",
    "x" * 81: "invalid_name_maxlength",
    "Inc-1": "invalid_name_specials",
    "inc 1": "invalid_name_specials",
    "inc.1": "invalid_name_specials",
    "inc#1": "invalid_name_specials",
    "-_-": "invalid_name_punctuation",
    "general": "name_taken",
    "secret": "name_taken",
}


def of_names() -> Iterator[Given]:
    """Names of channels."""
    for name, word in NAMES.items():
        yield Given("name", name if len(name) < 40 else f"{len(name)} letters", name, word, "")


HELLO = {"channel": GENERAL, "text": "hello"}
SCOPES: list[Calls] = [
    Calls(f"{method} {'with' if scopes else 'without'} {needed}", [(method, args, 0)], word, scopes, "scope")
    for method, args, needed in (
        ("conversations.join", {"channel": GENERAL}, "channels:join"),
        ("conversations.create", {"name": "x"}, "channels:manage"),
        ("conversations.create", {"name": "x", "is_private": True}, "groups:write"),
        ("chat.postMessage", {"channel": ANA, "text": "x"}, "chat:write"),
        ("users.lookupByEmail", {"email": "ana@example.com"}, "users:read.email"),
        ("usergroups.create", {"name": "On call"}, "usergroups:write"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 1}, "files:write"),
    )
    for scopes, word in (([needed], ""), ([], "missing_scope"))
]
JOIN = ("conversations.join", {"channel": GENERAL}, 0.0)
POST = ("chat.postMessage", HELLO, 0.0)
OTHER = ("chat.postMessage", {"channel": QUIET, "text": "hello"}, 0.0)


def creating(count: int) -> list[tuple[str, Json, float]]:
    """So many channels at once."""
    return [("conversations.create", {"name": f"inc-{i}"}, 0.0) for i in range(count)]


RATES: list[Calls] = [
    Calls("five posts at once", [JOIN, *[POST] * 5]),
    Calls("a sixth post", [JOIN, *[POST] * 6], "ratelimited"),
    Calls("a sixth post a second later", [JOIN, *[POST] * 5, (*POST[:2], 1.0)]),
    Calls(
        "a sixth post in another channel",
        [JOIN, ("conversations.join", {"channel": QUIET}, 0), *[POST] * 5, OTHER],
    ),
    Calls("twenty channels at once", creating(20)),
    Calls("a 21st channel", creating(21), "ratelimited"),
    Calls(
        "a 21st channel three seconds later", [*creating(20), ("conversations.create", {"name": "x"}, 3.0)]
    ),
    Calls("five connections at once", [("apps.connections.open", {}, 0.0)] * 5),
    Calls("a sixth connection", [("apps.connections.open", {}, 0.0)] * 6, "ratelimited"),
    Calls("fifty looks at a channel", [("conversations.info", {"channel": GENERAL}, 0.0)] * 50),
    Calls("a 51st look", [("conversations.info", {"channel": GENERAL}, 0.0)] * 51, "ratelimited"),
]
