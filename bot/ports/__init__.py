"""What the bot asks of the outside world, in its own words, and the values handlers speak in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.outside import Rejected as Rejected
from bot.domain.outside import Unreachable as Unreachable

if TYPE_CHECKING:
    import asyncio

    from bot.domain.forge import FactsSnapshot as FactsSnapshot
    from bot.domain.forge import ForgeSnapshot as ForgeSnapshot
    from bot.domain.forge import Lack as Lack
    from bot.domain.forge import RepositoryFacts as RepositoryFacts
    from bot.domain.house import House
    from bot.domain.may import Member
    from bot.domain.paging import PagerEntry as PagerEntry
    from bot.domain.paging import PagerIncident as PagerIncident
    from bot.domain.paging import PagerLevel as PagerLevel
    from bot.domain.paging import PagerPerson as PagerPerson
    from bot.domain.paging import PagerPolicy as PagerPolicy
    from bot.domain.paging import PagerSchedule as PagerSchedule
    from bot.domain.paging import PagerService as PagerService
    from bot.domain.paging import PagerSnapshot as PagerSnapshot
    from bot.domain.paging import PagerSpan as PagerSpan
    from bot.domain.paging import PageWish as PageWish
    from bot.domain.posted import Picture as Picture
    from bot.domain.posted import Posted as Posted
    from bot.domain.posted import Upload as Upload
    from bot.ports.pager import Alarm as Alarm
    from bot.ports.pager import Pager as Pager
    from bot.ports.pager import Progress as Progress

_PAGER = ("Entry", "Incident", "Level", "Person", "Policy", "Schedule", "Service", "Snapshot", "Span")
_HOMES: Mapping[str, str] = {
    **dict.fromkeys(("FactsSnapshot", "ForgeSnapshot", "Lack", "RepositoryFacts"), "bot.domain.forge"),
    **dict.fromkeys((*(f"Pager{name}" for name in _PAGER), "PageWish"), "bot.domain.paging"),
    **dict.fromkeys(("Picture", "Posted", "Upload"), "bot.domain.posted"),
    **dict.fromkeys(("Alarm", "Pager", "Progress"), "bot.ports.pager"),
}
"""Values of the domain that go through the ports, each loaded by who first names it.

A look-up in a terminal names none of them, and to load them all takes longer than to answer it.
"""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


T = TypeVar("T")
P = ParamSpec("P")
Block = dict[str, Any]
Blocks = tuple[Block, ...]


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class By:
    """Who, when and from where. `receipt` is the inbox key that the write settles ("": none)."""

    person: str
    at: datetime
    via: str
    receipt: str = ""


class Rows(Protocol):
    """The store. A step is a function of `store/`: its first argument is the connection."""

    async def run(
        self, step: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a step in a write transaction on the writer thread; returns after the commit."""
        ...

    async def settle(
        self, receipt: str, step: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `run`, and the inbox row `receipt` is marked done in the same transaction.

        Raises `AlreadyDone` (of `store.inbox`), with nothing changed, where it was done before.
        """
        ...

    def read(self, step: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a short read (well under 1 ms) on the caller's thread."""
        ...

    async def query(
        self, step: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a longer read on a reader thread."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """What one person asked. Ids are Slack's; `words` is decoded text without the command's own word."""

    person: str
    channel: str
    words: str
    at: datetime
    via: str
    key: str = ""
    thread: str = ""
    ts: str = ""
    answer_url: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def room(self) -> str:
        """The channel by its name, where Slack told it, for the catalog knows channels so; else its id."""
        return self.values.get("channel_name") or self.channel

    @property
    def by(self) -> By:
        """The same person as the store and the audit want them."""
        return By(self.person, self.at, self.via, self.key)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. Private unless `public`; `replace` edits the message that the button stands on.

    `text` is mrkdwn (foreign text already escaped) and serves as the notification's fallback.
    """

    text: str
    blocks: Blocks = ()
    public: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """Open a modal: `form` names the row of the modals' table, `draft` what it starts from."""

    form: str
    draft: Mapping[str, str] = field(default_factory=dict)


Answer = Reply | Open | None


class Chat(Protocol):
    """Slack. Every method raises Unreachable or Rejected (code: Slack's own)."""

    async def post(self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread: str = "") -> str:
        """Post a message marked with `outbox_id`; returns its ts."""
        ...

    async def find_post(
        self, channel: str, outbox_id: str, since: datetime, *, thread: str = ""
    ) -> str | None:
        """The ts of the message posted under that mark (in that thread), or None."""
        ...

    async def edit(self, channel: str, ts: str, text: str, blocks: Blocks) -> None: ...

    async def whisper(self, channel: str, person: str, text: str, blocks: Blocks) -> None:
        """An ephemeral message: only that person sees it."""
        ...

    async def answer(self, url: str, reply: Reply) -> None:
        """Answer over a response_url."""
        ...

    async def open_channel(self, name: str) -> str:
        """Create a public channel; returns its id."""
        ...

    async def find_channel(self, name: str, since: datetime) -> str | None:
        """A channel of that name that this bot created at or after `since`."""

    async def room(self, name: str) -> str | None:
        """The id of the public channel of that name, which the bot has joined; None where there is none."""

    async def join(self, channel: str) -> str: ...

    async def invite(self, channel: str, people: Sequence[str]) -> None: ...

    async def set_topic(self, channel: str, topic: str) -> None: ...

    async def pin(self, channel: str, ts: str) -> None: ...

    async def upload(self, channel: str, file: Upload) -> str:
        """Share a text file in a channel, or in a thread of it; returns the file's id."""
        ...

    async def remove_file(self, file: str) -> None:
        """Delete a file of ours; one that is gone already is fine."""
        ...

    async def show(self, channel: str, picture: Picture) -> str:
        """Share a picture in a channel; returns the file's id."""
        ...

    async def fetch(self, file: str) -> tuple[str, bytes]:
        """The name and the bytes of a file that somebody handed to the bot."""
        ...

    async def find_file(self, channel: str, title: str, since: datetime) -> str | None:
        """A file of that title shared in the channel since then, or None."""
        ...

    async def direct(self, person: str) -> str:
        """The channel id of the direct conversation with a person."""
        ...

    async def message(self, channel: str, ts: str) -> Posted | None:
        """The message at `ts` with its permalink (thread replies too), or None where it is gone."""
        ...

    async def permalink(self, channel: str, ts: str) -> str: ...

    async def member(self, person: str) -> Member:
        """Who somebody is to the workspace."""
        ...

    async def members(self, cursor: str) -> tuple[Sequence[Member], str]:
        """A page of everybody ("" begins), and the cursor of the next ("": there is none)."""
        ...

    async def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal within the three seconds of its trigger."""
        ...


class Forge(Protocol):
    """GitHub. Methods raise Unreachable or Rejected."""

    async def changes(
        self, repositories: Sequence[str], since: datetime, *, urgent: bool = False
    ) -> ForgeSnapshot:
        """Merged pull requests, deployments and releases of `owner/name` repositories since `since`.

        What is `urgent` may use the part of the vendor's budget that is kept for incidents.
        """
        ...

    async def facts(self, repositories: Sequence[str], *, urgent: bool = False) -> FactsSnapshot:
        """What scorecards ask of repositories: files, protection of the default branch, alerts, last merge.

        The values that are told are whole; what the credential may not see is lacking, never false.
        """
        ...

    async def ping(self) -> str: ...


class Tasks(Protocol):
    """Our own tracked background tasks; drained on SIGTERM and by tests."""

    def start(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[object]: ...

    def taken(self) -> None:
        """A request is in hand, and somebody waits for its answer."""

    def answered(self) -> None:
        """A request that was in hand has its answer."""

    async def lull(self, most: float, quiet: float = 0.005) -> None:
        """Give way: wait until no request is in hand, nor was for `quiet` seconds; not longer than `most`."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything a handler or a flow may use. `pager`, `alarm` and `forge` are None where they are off."""

    rows: Rows
    clock: Clock
    house: House
    chat: Chat
    tasks: Tasks
    wake: Callable[[], None]
    pager: Pager | None = None
    forge: Forge | None = None
    alarm: Alarm | None = None


Handler = Callable[[Bot, Ask], Awaitable[Answer]]
