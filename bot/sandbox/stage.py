"""What the control API works on: the workspace, the app in it, the faults, the clock and the deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.slack.app import App
from bot.sandbox.slack.deliveries import Deliveries
from bot.sandbox.slack.rates import Rates
from bot.sandbox.slack.records import Channel, Message, View
from bot.sandbox.slack.world import World

Body = Mapping[str, Any]


class Impossible(Exception):
    """A person cannot do that. `status` is the HTTP status of the answer."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Stage:
    """One sandbox, as the control API sees it."""

    world: World
    app: App
    clock: SandboxClock
    faults: Faults
    deliveries: Deliveries
    rates: Rates
    pagerduty: Any = None
    github: Any = None

    def person(self, body: Body) -> str:
        """Who acts: the user id in `as`."""
        user = str(body.get("as", ""))
        member = self.world.people.get(user)
        if member is None or member.bot:
            raise Impossible(f"no such person: {user!r}", 404)
        return user

    def seen_room(self, user: str, id_: object) -> Channel:
        """A channel that the person can look into, by id or `#name`."""
        word = str(id_)
        found = self.world.channels.get(word) or self.world.named(word.removeprefix("#"))
        if found is None or not self.sees(user, found):
            raise Impossible(f"channel_not_found: {word!r}", 404)
        return found

    def own_room(self, user: str, id_: object) -> Channel:
        """A channel in use that the person is in."""
        room = self.seen_room(user, id_)
        if user not in room.members:
            raise Impossible("not_in_channel", 403)
        if room.archived:
            raise Impossible("is_archived", 403)
        return room

    def sees(self, user: str, room: Channel) -> bool:
        """Members see their channels; public ones everybody but guests."""
        return user in room.members or (room.kind == "channel" and not self.world.people[user].guest)

    def seen_message(self, user: str, body: Body) -> Message:
        """A message that the person can see."""
        room = self.seen_room(user, body.get("channel"))
        found = room.messages.get(str(body.get("ts")))
        if found is None or found.seen_by not in ("", user):
            raise Impossible("message_not_found", 404)
        return found

    def own_view(self, user: str, body: Body) -> View:
        """A view that is open for the person."""
        found = self.world.views.get(str(body.get("view_id")))
        if found is None or found.user != user:
            raise Impossible("no such view", 404)
        return found
