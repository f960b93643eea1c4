"""What the workspace is made of: channels, messages, files, views, triggers and answer addresses."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """A message. `seen_by`: only that person sees it (ephemeral). `notified`: who was paged by it."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    bot: bool = False
    username: str = ""
    thread_ts: str = ""
    subtype: str = ""
    extra: Json = field(default_factory=dict)
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    edited: Json | None = None
    seen_by: str = ""
    notified: tuple[str, ...] = ()
    state: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Pin:
    """A message kept at the top of a channel."""

    ts: str
    by: str
    at: int


@dataclass(slots=True)
class Channel:
    """A channel, or the direct conversation with the bot (`im_with`: the person)."""

    id: str
    name: str
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)
    private: bool = False
    archived: bool = False
    im_with: str = ""
    topic: str = ""
    topic_by: str = ""
    topic_at: int = 0
    purpose: str = ""
    purpose_by: str = ""
    purpose_at: int = 0
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Slack's own word: channel, group (private) or im."""
        return "im" if self.im_with else "group" if self.private else "channel"


@dataclass(slots=True)
class SharedFile:
    """A file: announced first, then its bytes arrive, then it is shared. `shares`: channel → ts.

    A deleted one leaves its place in messages, without its bytes.
    """

    id: str
    name: str
    length: int
    user: str
    created: int
    ticket: str
    title: str = ""
    content: bytes | None = None
    complete: bool = False
    shares: dict[str, str] = field(default_factory=dict)
    deleted: bool = False


@dataclass(slots=True)
class UserGroup:
    """People with a handle of their own. `deleted_at`: seconds since 1970 while it is disabled."""

    id: str
    name: str
    handle: str
    created_by: str
    created: int
    description: str = ""
    users: list[str] = field(default_factory=list)
    updated: int = 0
    updated_by: str = ""
    deleted_at: int = 0


@dataclass(slots=True)
class Canvas:
    """A document in Slack. `channel`: whose tab it is; `whole`: it is that channel's own canvas."""

    id: str
    title: str
    markdown: str
    channel: str = ""
    whole: bool = False


@dataclass(slots=True)
class View:
    """A modal or a Home tab as one person sees it. `state`: block → action → what was entered."""

    id: str
    user: str
    view: Json
    hash: str
    root: str = ""
    previous: str = ""
    state: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Trigger:
    """What lets an app open a modal once, within three seconds. `view`: the modal it came from."""

    id: str
    user: str
    at: float
    view: str = ""
    used: bool = False


@dataclass(slots=True)
class AnswerUrl:
    """A response_url: five uses in thirty minutes. `ts`: the message that the click was on."""

    token: str
    user: str
    channel: str
    at: float
    ts: str = ""
    uses: int = 0
