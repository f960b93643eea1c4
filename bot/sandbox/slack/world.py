"""The workspace: its people, channels, files and views, and one counter that every visible change bumps."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.slack.encoding import Names
from bot.sandbox.slack.records import (
    AnswerUrl,
    Canvas,
    Channel,
    Message,
    SharedFile,
    Trigger,
    UserGroup,
    View,
)

TEAM, TEAM_DOMAIN, APP, BOT, BOT_USER = "T0SANDBOX", "sandbox", "A0SANDBOX", "B0SANDBOX", "U0SANDBOX"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the seeded company, or a bot user. `guest`: sees only the channels they are in."""

    id: str
    name: str
    real_name: str
    email: str
    tz: str
    guest: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A channel of the seeded company. `members` are ids of people."""

    id: str
    name: str
    members: tuple[str, ...]
    private: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """What Slack would tell an app that asked for it: `topic` is the name in the manifest's event list."""

    topic: str
    event: Mapping[str, Any]
    channel: str = ""


class World:
    """All that Slack knows. `messages` and `rooms` change it, touch it and tell the listeners."""

    def __init__(
        self, people: Iterable[Member], rooms: Iterable[Room], clock: SandboxClock, bot: str
    ) -> None:
        self.clock = clock
        self.bot = Member(BOT_USER, bot.lower(), bot, "", "UTC", bot=True)
        self.people: dict[str, Member] = {p.id: p for p in (*people, self.bot)}
        self.deactivated: set[str] = set()
        self.born = int(clock.timestamp())
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, SharedFile] = {}
        self.groups: dict[str, UserGroup] = {}
        self.canvases: dict[str, Canvas] = {}
        self.plan = "paid"
        self.anyone_makes_groups = True
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.answer_urls: dict[str, AnswerUrl] = {}
        self.toasts: dict[str, deque[str]] = {}
        self.listeners: list[Callable[[Happening], None]] = []
        self.rev = 0
        self.url = ""
        self._ids = itertools.count(1)
        self._last_ts = 0
        self._changed = asyncio.Event()
        for room in rooms:
            self.channels[room.id] = _settled(room, self.born)

    def touch(self) -> None:
        """Something that a person sees has changed: count it and wake whoever waits."""
        self.rev += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait(self, after: int, seconds: float) -> int:
        """The revision, as soon as it is greater than `after`, or when the seconds are over."""
        try:
            async with asyncio.timeout(seconds):
                while self.rev <= after:
                    await self._changed.wait()
        except TimeoutError:
            pass
        return self.rev

    def tell(self, topic: str, event: Mapping[str, Any], channel: str = "") -> None:
        """Something happened that an app may have asked to hear of."""
        for listener in self.listeners:
            listener(Happening(topic, event, channel))

    def new_id(self, letter: str) -> str:
        """An id that looks like one of Slack's."""
        return f"{letter}0{next(self._ids):08X}"

    def new_ts(self) -> str:
        """The next message's timestamp: later than every one before it."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def named(self, name: str) -> Channel | None:
        """The channel of that name; an archived one keeps its name taken."""
        return next((c for c in self.channels.values() if c.name == name and not c.im_with), None)

    def names(self) -> Names:
        """Whom and what a typed name may mean: people's and groups' handles, channels, the bot's name."""
        people = {person.name.lower(): person.id for person in self.people.values()}
        rooms = {channel.name: channel.id for channel in self.channels.values() if channel.name}
        return Names(
            people, rooms, {g.handle.lower(): g.id for g in self.groups.values() if not g.deleted_at}
        )

    def name_of(self, id_: str) -> str:
        """The name behind an id; the id itself where there is none."""
        if id_ in self.people:
            return self.people[id_].real_name if self.people[id_].bot else self.people[id_].name
        if id_ in self.groups:
            return self.groups[id_].handle
        return self.channels[id_].name if id_ in self.channels else id_

    def direct(self, user: str) -> Channel:
        """The conversation between a person and the bot, opened where there was none."""
        id_ = f"D{user[1:]}"
        if id_ not in self.channels:
            self.channels[id_] = Channel(
                id_,
                "",
                BOT_USER,
                int(self.clock.timestamp()),
                members={user: None, BOT_USER: None},
                im_with=user,
            )
        return self.channels[id_]

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that stands in a channel."""
        found = self.channels.get(channel)
        return found.messages.get(ts) if found else None

    def toast(self, user: str, text: str) -> None:
        """A passing notice that only this person sees, such as Slack's own warnings."""
        self.toasts.setdefault(user, deque(maxlen=20)).append(text)
        self.touch()


def _settled(room: Room, born: int) -> Channel:
    channel = Channel(room.id, room.name, room.members[0] if room.members else "USLACKBOT", born)
    channel.members = dict.fromkeys(room.members)
    channel.private = room.private
    channel.topic = room.topic
    return channel
