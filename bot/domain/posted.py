"""What stands in a channel: a message that somebody wrote, and a text file to share there."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """A message somebody wrote. `text` is decoded foreign text; `ours`: the bot posted it."""

    channel: str
    ts: str
    person: str
    text: str
    at: datetime
    link: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A text file to share; `thread` is the ts of the message beneath which it goes ("": none)."""

    name: str
    title: str
    content: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file; `alt` says in words what it shows."""

    name: str
    title: str
    data: bytes
    alt: str = ""
