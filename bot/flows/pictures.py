"""Pictures: asked for, drawn by a job, kept with their bytes in the outbox, looked for before sent again."""

import base64
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.kit import escape
from bot.domain.effect import Effect, EffectKind, Pending
from bot.domain.refusal import Refusal
from bot.ports import Ask, Bot, Picture, Reply
from store import jobs, outbox

LOOK_BACK = timedelta(seconds=60)


async def ask_for(bot: Bot, ask: Ask, kind: str, team: str, what: str = "chart") -> Reply:
    """Have a job of that kind draw for a team ("": all); what it brings comes in a direct message."""
    await bot.rows.settle(ask.key, _request, ask, kind, team)
    bot.wake()
    return Reply(f"The {what} is being drawn; it comes to you in a direct message.")


def _request(db: Connection, ask: Ask, kind: str, team: str) -> None:
    body = {"person": ask.person, "team": team, "key": f"{kind}:{ask.key}"}
    jobs.request(db, body["key"], kind, body, ask.at)


async def bring(bot: Bot, body: Mapping[str, Any], drawn: Awaitable[Picture]) -> None:
    """Bring what a job draws to whoever asked, once; or say why there is none. `body` is the job's."""
    key, person = str(body["key"]), str(body["person"])
    try:
        made = effect(key, await drawn, person=person)
    except Refusal as refusal:
        why = refusal.shown or escape(refusal.text)
        text = f"The picture that you asked for could not be drawn: {why}"
        made = Effect(key, EffectKind.DIRECT, person=person, body={"text": text})
    await bot.rows.run(outbox.add, made, bot.clock.now())
    bot.wake()


def effect(key: str, picture: Picture, *, person: str = "", room: str = "", channel: str = "") -> Effect:
    """Share a picture with a person, in a room by its name, or in a channel."""
    body = {
        "name": picture.name,
        "title": picture.title,
        "alt": picture.alt,
        "data": base64.b64encode(picture.data).decode(),
        "room": room,
        "channel": channel,
    }
    return Effect(key, EffectKind.PICTURE, person=person, body=body)


async def send(bot: Bot, pending: Pending) -> Mapping[str, Any]:
    """Upload it where it belongs; where there is no such room, nowhere."""
    body = pending.effect.body
    target = await _target(bot, pending)
    if target is None:
        return {}
    title = str(body["title"])
    if pending.uncertain:
        found = await bot.chat.find_file(target, title, pending.added_at - LOOK_BACK)
        if found:
            return {"file": found}
    data = base64.b64decode(str(body["data"]))
    picture = Picture(str(body["name"]), title, data, str(body["alt"]))
    return {"file": await bot.chat.show(target, picture)}


async def _target(bot: Bot, pending: Pending) -> str | None:
    body = pending.effect.body
    if body.get("channel"):
        return str(body["channel"])
    if body.get("room"):
        return await bot.chat.room(str(body["room"]))
    return await bot.chat.direct(pending.effect.person)
