"""What Slack hands over to an app: an envelope per event, command or interaction, and how it was taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

EVENT, COMMAND, INTERACTION = "events_api", "slash_commands", "interactive"


@dataclass(slots=True)
class Envelope:
    """Something for the app. `reason`: why it is sent again; `ms`: until the ack that came."""

    kind: str
    payload: Mapping[str, Any]
    attempts: int = 0
    reason: str = ""
    acked: bool = False
    ms: float = 0.0
    at: float = 0.0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """How the app took one attempt. `body`: what came with the ack; `again` False: the app wants no retry."""

    ok: bool
    body: Any = None
    error: str = ""
    again: bool = True


class Door(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    async def send(self, envelope: Envelope, seconds: float) -> Taken:
        """Hand it over and wait for the ack, so many seconds at most."""
        ...
