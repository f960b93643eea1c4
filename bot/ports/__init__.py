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
    from bot.ports.chat import Chat as Chat
    from bot.ports.pager import Alarm as Alarm
    from bot.ports.pager import Pager as Pager
    from bot.ports.pager import Progress as Progress

_PAGER = ("Entry", "Incident", "Level", "Person", "Policy", "Schedule", "Service", "Snapshot", "Span")
_HOMES: Mapping[str, str] = {
    **dict.fromkeys(("FactsSnapshot", "ForgeSnapshot", "Lack", "RepositoryFacts"), "bot.domain.forge"),
    **dict.fromkeys((*(f"Pager{name}" for name in _PAGER), "PageWish"), "bot.domain.paging"),
    **dict.fromkeys(("Picture", "Posted", "Upload"), "bot.domain.posted"),
    **dict.fromkeys(("Alarm", "Pager", "Progress"), "bot.ports.pager"),
    "Chat": "bot.ports.chat",
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

    def aside(self) -> None:
        """From here on the longer reads of this task wait among themselves: nobody waits behind them."""
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
