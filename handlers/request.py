"""One knock at a door, as plain data: it can be kept in the inbox and taken up after a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.ports import Ask


class Kind(StrEnum):
    """How somebody knocked."""

    COMMAND = "command"
    MENTION = "mention"
    BUTTON = "button"
    SHORTCUT = "shortcut"
    FORM = "form"
    EVENT = "event"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Request:
    """What came in: its kind, the name that finds the door (`inc`, `svc_show`), and the ask."""

    kind: Kind
    name: str
    ask: Ask

    def dump(self) -> dict[str, Any]:
        """The request as JSON values, for the inbox."""
        ask = self.ask
        plain = {name: getattr(ask, name) for name in Ask.__dataclass_fields__}
        return {"name": self.name, "ask": plain | {"at": ask.at.isoformat(), "values": dict(ask.values)}}


def load(kind: str, body: Mapping[str, Any]) -> Request:
    """The request that `dump` wrote."""
    ask = dict(body["ask"])
    ask["at"] = datetime.fromisoformat(ask["at"]).astimezone(UTC)
    return Request(Kind(kind), str(body["name"]), Ask(**ask))
