"""The sentences that stories are told in: to declare, to ask, to read the answer."""

import re
from datetime import timedelta
from typing import Any

from bot.sandbox.company import read as read_sheet
from bot.sandbox.pagerduty import PagerDutyTwin, account
from bot.sandbox.person import Person
from tests.living import Night

Json = dict[str, Any]
PINNED = "pushpin"
SECOND = timedelta(seconds=1)


async def declares(night: Night, words: str = "checkout 500s", *, who: Person | None = None) -> str:
    """Somebody (Ana) declares in #general; the name of the incident's channel, once its card stands there."""
    person = who or night.ana
    before = {message["ts"] for message in await person.messages("#general")}
    told = await person.type("#general", f"/inc {words}")
    assert told["ok"], told

    def opened(message: Json) -> bool:
        return message["ts"] not in before and "* declared → #" in message["rendered"]

    await person.meets("#general", opened, "that the channel is open")
    said = next(message for message in await person.messages("#general") if opened(message))
    room = re.search(r"#inc-\d+[\w-]*", said["rendered"])
    assert room is not None, said
    await person.sees(room.group(), "changes*", within=6)
    return room.group()


async def joins(person: Person, room: str) -> Person:
    """Somebody joins the incident's channel."""
    await person.do("channel", do="join", channel=await person.channel(room))
    return person


async def asks(person: Person, room: str, words: str) -> str:
    """Somebody types a command and reads the answer that only they see."""
    before = {message["ts"] for message in await person.messages(room)}
    told = await person.type(room, words)
    assert told["ok"], told
    fresh = [m for m in await person.messages(room) if m.get("ephemeral") and m["ts"] not in before]
    return str(fresh[-1]["rendered"]) if fresh else ""


async def says(person: Person, room: str, words: str, *, thread: str = "") -> tuple[str, Json]:
    """Somebody writes to @Tocsin and reads the first answer: (ts of what they wrote, the answer)."""
    ts = await person.post(room, words, thread=thread)
    beneath = thread or ts

    def answers(message: Json) -> bool:
        return bool(message["bot"] and message["ts"] > ts and message.get("thread_ts", beneath) == beneath)

    await person.meets(room, answers, f"an answer to {words!r}")
    return ts, next(message for message in await person.messages(room) if answers(message))


async def timeline(person: Person, room: str) -> list[str]:
    """The lines of the timeline as `/inc timeline` shows them."""
    return (await asks(person, room, "/inc timeline")).splitlines()[1:-1]


async def read(night: Night, vendor: str) -> None:
    """Wait until the bot has read a vendor, and kept what it read."""
    app = night.app
    assert app is not None
    names = {"pagerduty": "PagerDuty was read", "github": "GitHub was read"}

    async def known() -> bool:
        return names[vendor] in await asks(night.ana, "#general", "/tocsin health")

    await night.until(known)


async def document(night: Night, room: str, draft: int = 1) -> str:
    """Wait until that draft is the one file of the document in the channel; what it says."""

    async def stands() -> bool:
        return [file["title"].endswith(f"(draft {draft})") for file in await night.ana.files(room)] == [True]

    await night.until(stands, within=8)
    return str((await night.ana.files(room))[0]["content"])


def primary(night: Night, service: str) -> account.User:
    """Who is first on call for a service by PagerDuty now, which depends on the week it is told in."""
    catalog = night.sandbox.company.catalog
    assert catalog is not None
    twin: PagerDutyTwin = night.sandbox.company.pagerduty
    now = night.sandbox.clock.now()
    policy = twin.services[read_sheet(catalog)["services"][service]["pagerduty"]].policy
    turns = [turn for turn in account.turns(twin, now, now + SECOND) if turn.policy == policy]
    return next(twin.users[turn.user] for turn in turns if turn.level == 1)
