"""Effects: what is to be done in Slack or at a vendor, kept together with the change that calls for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EffectKind(StrEnum):
    """What is to be done."""

    CHANNEL = "channel"
    JOIN = "join"
    INVITE = "invite"
    TOPIC = "topic"
    PIN = "pin"
    POST = "post"
    WHISPER = "whisper"
    ANSWER = "answer"
    FILE = "file"
    UNFILE = "unfile"
    PICTURE = "picture"
    DIRECT = "direct"
    HOME = "home"
    PAGE = "page"
    ROTA = "rota"


class EffectState(StrEnum):
    """How far an effect has got."""

    NEW = "new"
    SENDING = "sending"
    DONE = "done"
    DEAD = "dead"


class Failure(StrEnum):
    """How an attempt failed: it never got there, was refused, or may have been carried out.

    FAULT is ours: it may have been carried out, and the next attempt may fail in the same way.
    """

    UNREACHED = "unreached"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing to do.

    `lane`: effects of one lane (a channel's messages) go in order; "" waits for nobody.
    `needs`: ids of effects that must be done before, whose results this one may read.
    `slot`: the name of a message that is posted once and edited from then on (`card:INC-12`).
    `person`: who waits for it, told by another way when it is late. `body` holds JSON values only.
    """

    id: str
    kind: EffectKind
    lane: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    incident: str = ""
    person: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """An effect as it stands in the outbox.

    `uncertain`: an earlier attempt may have been carried out, so look before sending again.
    `sent_at` is the last attempt. `told`: the person has heard by another way that it is late.
    """

    effect: Effect
    state: EffectState
    added_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    refusals: int = 0
    uncertain: bool = False
    told: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the message of a slot stands."""

    channel: str
    ts: str
