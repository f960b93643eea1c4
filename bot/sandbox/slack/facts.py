"""Slack's numbers and words, read from `facts.json`, whose `sources` say where from."""

import json
from importlib.resources import files
from typing import Any

_FACTS: dict[str, Any] = json.loads(files("bot.sandbox.slack").joinpath("facts.json").read_text("utf-8"))

LIMITS: dict[str, int] = _FACTS["limits"]
SURFACES: dict[str, frozenset[str]] = {name: frozenset(kinds) for name, kinds in _FACTS["surfaces"].items()}
TIERS: dict[str, str] = _FACTS["tiers"]
PER_MINUTE: dict[str, int] = _FACTS["per_minute"]


def longest(name: str) -> int:
    """How many characters `name` may have, such as `button.text`."""
    return LIMITS[f"{name}.max_length"]


def most(name: str) -> int:
    """How many items `name` may have, such as `actions.elements`."""
    return LIMITS[f"{name}.max_items"]


def errors(method: str) -> frozenset[str]:
    """The words that a method may refuse with, whatever source names them."""
    parts = (
        _FACTS[part].get(method, ()) for part in ("errors", "errors_added", "errors_seen", "errors_alike")
    )
    return frozenset(_FACTS["errors_common"]).union(*parts)
