"""Slack's bodies, read: a form, a JSON text inside a form, or plain JSON; and answers, written."""

import json
from typing import Any
from urllib.parse import unquote

from bot.ports import Reply

Payload = dict[str, Any]
JSON = "application/json"


def read(body: str, kind: str) -> Payload:
    """The payload of a body; `kind` is its content type. Raises ValueError where it is none.

    What is not quoted (every name of a field, most values) is taken as it stands: a quarter of what
    `parse_qsl` takes.
    """
    if kind.startswith(JSON):
        return _mapping(json.loads(body))
    form: Payload = {}
    for pair in body.split("&"):
        name, _, value = pair.partition("=")
        form[name] = _plain(value) if "%" in value or "+" in value else value
    form.pop("", None)
    return _mapping(json.loads(form["payload"])) if "payload" in form else form


def _plain(text: str) -> str:
    """Unquoted. An address has but `:` and `/` quoted: to put those back takes a fifth of the time."""
    text = text.replace("+", " ").replace("%3A", ":").replace("%2F", "/")
    return unquote(text) if "%" in text else text


class Written:
    """Answers in an acknowledgement, as JSON; one that is given again, the same object, stays written."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._kept: dict[int, tuple[Reply, str]] = {}

    def text(self, reply: Reply) -> str:
        """The JSON of an answer."""
        kept = self._kept.get(id(reply))
        if kept is not None:  # whose reply lives, so that no other has its id
            return kept[1]
        if len(self._kept) >= self._most:
            self._kept.clear()
        kind = "in_channel" if reply.public else "ephemeral"
        told = json.dumps({"response_type": kind, "text": reply.text, "blocks": reply.blocks})
        self._kept[id(reply)] = reply, told
        return told


def _mapping(told: object) -> Payload:
    if not isinstance(told, dict):
        raise ValueError("a payload is an object")
    return told
