"""One call of a Web API method: its arguments, whatever way they came, and how it is refused."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.app import App
from bot.sandbox.slack.records import Channel, Json, Message
from bot.sandbox.slack.world import BOT_USER, World


class Refused(Exception):
    """Slack says no. `code` is its word; `extra` goes into the answer beside it."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


def wrong_arguments(code: str, messages: list[str]) -> Refused:
    """A refusal with Slack's list of complaints."""
    return Refused(
        code, errors=messages, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]}
    )


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has passed the token, the rate and the scope."""

    method: str
    args: Mapping[str, Any]
    world: World
    app: App
    new_socket: Callable[[], str]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """An argument that must be there."""
        if not (value := self.text(name)):
            raise wrong_arguments("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """An argument that is yes or no; the SDKs send 1, true or a boolean."""
        return self.text(name).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise Refused("invalid_limit")
        return int(value)

    def parsed(self, name: str) -> Any:
        """An argument that is JSON, as JSON or as a string of it. Raises ValueError where it is neither."""
        value = self.args.get(name)
        return json.loads(value) if isinstance(value, str) and value else value

    def room(self, name: str = "channel") -> Channel:
        """The conversation meant, if the bot can see it: a private one only from inside."""
        found = self.world.channels.get(self.text(name))
        hidden = found is not None and found.private and BOT_USER not in found.members
        if found is None or hidden:
            raise Refused("channel_not_found")
        return found

    def own_room(self, name: str = "channel") -> Channel:
        """The conversation meant, if the bot is in it."""
        found = self.room(name)
        if BOT_USER not in found.members:
            raise Refused("not_in_channel")
        return found

    def channel(self) -> Channel:
        """The public or private channel meant, if the bot can see it."""
        found = self.room()
        if found.im_with:
            raise Refused("method_not_supported_for_channel_type")
        return found

    def own_channel(self) -> Channel:
        """The channel meant, if it is in use and the bot is in it."""
        if self.channel().archived:
            raise Refused("is_archived")
        return self.own_room()

    def message(self, room: Channel, name: str) -> Message:
        """The message meant; ephemerals are no messages to the API."""
        found = room.messages.get(self.text(name))
        if found is None or found.seen_by:
            raise Refused("message_not_found")
        return found


Run = Callable[[Call], Json]
