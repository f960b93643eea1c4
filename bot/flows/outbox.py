"""Carrying effects out in Slack: once where Slack lets us look, in order, and never silently lost."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.effect import Effect, EffectKind, EffectState, Pending
from bot.flows import channel, document, effects, home, paging, pictures, trouble
from bot.flows.rota import delivering
from bot.ports import Blocks, Bot, Rejected, Reply, Unreachable, Upload
from store import incident as incidents
from store import outbox

Result = Mapping[str, Any]
LOOK_BACK = timedelta(seconds=60)
"""How far the clocks of Slack and of this machine may differ when an attempt is looked for."""
MOST_UNCERTAIN = 2
"""Attempts at what Slack has no way to look for; it is harmless to one person."""


async def deliver(bot: Bot, pending: Pending) -> None:
    """Carry one effect out and write down what came of it."""
    standing = await bot.rows.run(outbox.sending, pending.effect.id, bot.clock.now())
    if standing is None:
        return
    pending, effect = standing, standing.effect
    try:
        result = await ACTS[effect.kind](bot, pending)
    except Unreachable as away:
        await trouble.unreached(bot, pending, away)
    except Rejected as refused:
        await trouble.refused(bot, pending, refused)
    else:
        await bot.rows.run(_finish, effect, result, bot.clock.now())
    bot.wake()


def _finish(db: Connection, effect: Effect, result: Result, now: datetime) -> None:
    """What follows an effect is written in the transaction that marks it done."""
    if not outbox.done(db, effect.id, result, now):
        return
    if effect.kind is EffectKind.CHANNEL:
        channel.opened(db, effect, result, now)
    if effect.kind is EffectKind.JOIN:
        channel.joined(db, effect.incident, now)
    if effect.kind is EffectKind.PAGE:
        paging.called(db, effect, result, now)
    if effect.kind is EffectKind.ROTA:
        delivering.delivered(db, effect, result, now)
    if result.get("new") and effect.slot == effects.card_slot(effect.incident):
        channel.carded(db, effect.incident, (str(result["channel"]), str(result["ts"])), now)
    document.followed(db, effect, result, now)


# One function per kind ----------------------------------------------------------------------------------


async def _open_channel(bot: Bot, pending: Pending) -> Result:
    """Create it; a name of ours that is taken since the attempt is ours, any other is a stranger's."""
    if existing := str(pending.effect.body.get("existing") or ""):
        name = await bot.chat.join(existing)
        return {"channel": existing, "name": name or str(pending.effect.body["name"])}
    since = pending.added_at - LOOK_BACK
    wanted = str(pending.effect.body["name"])
    for name in (wanted, *(f"{wanted[:77]}-{n}" for n in range(2, 10))):
        if pending.uncertain and (found := await bot.chat.find_channel(name, since)):
            return {"channel": found, "name": name}
        try:
            return {"channel": await bot.chat.open_channel(name), "name": name}
        except Rejected as refused:
            if refused.code != "name_taken":
                raise
        if found := await bot.chat.find_channel(name, since):
            return {"channel": found, "name": name}
    raise Rejected("name_taken", f"#{wanted} and eight more are taken")


async def _join(bot: Bot, pending: Pending) -> Result:
    await bot.chat.join(str(pending.effect.body["channel"]))
    return {}


async def _invite(bot: Bot, pending: Pending) -> Result:
    await bot.chat.invite(_channel(bot, pending), list(pending.effect.body["people"]))
    return {}


async def _topic(bot: Bot, pending: Pending) -> Result:
    await bot.chat.set_topic(_channel(bot, pending), str(pending.effect.body["topic"]))
    return {}


async def _pin(bot: Bot, pending: Pending) -> Result:
    await bot.chat.pin(str(pending.effect.body["channel"]), str(pending.effect.body["ts"]))
    return {}


async def _post(bot: Bot, pending: Pending) -> Result:
    """Post, or edit what stands in the slot; what somebody has deleted is posted anew."""
    effect, body = pending.effect, pending.effect.body
    text, blocks = str(body["text"]), tuple(body.get("blocks") or ())
    place = bot.rows.read(outbox.place, effect.slot) if effect.slot else None
    if place is None:
        target = await _target(bot, pending)
        return {} if target is None else await _post_once(bot, pending, target)
    try:
        await bot.chat.edit(place.channel, place.ts, text, blocks)
    except Rejected as refused:
        if refused.code != "message_not_found":
            raise
        await bot.rows.run(outbox.vacate, effect.slot)
        return await _post_once(bot, pending, place.channel)
    return {"channel": place.channel, "ts": place.ts}


async def _target(bot: Bot, pending: Pending) -> str | None:
    """Where a new message goes: a room by its name (none: to whom it goes `otherwise`), or a channel."""
    body = pending.effect.body
    if body.get("room"):
        found = await bot.chat.room(str(body["room"]))
        otherwise = str(body.get("otherwise") or "")
        return found or (await bot.chat.direct(otherwise) if otherwise else None)
    return str(body.get("channel") or "") or _channel(bot, pending)


async def _post_once(bot: Bot, pending: Pending, target: str) -> Result:
    """After an uncertain attempt the mark is looked for first, however long ago that was."""
    id, body = pending.effect.id, pending.effect.body
    thread = str(body.get("thread") or "")
    if pending.uncertain:
        found = await bot.chat.find_post(target, id, pending.added_at - LOOK_BACK, thread=thread)
        if found:
            return {"channel": target, "ts": found, "new": True}
    blocks: Blocks = tuple(body.get("blocks") or ())
    ts = await bot.chat.post(target, str(body["text"]), blocks, outbox_id=id, thread=thread)
    return {"channel": target, "ts": ts, "new": True}


async def _answer(bot: Bot, pending: Pending) -> Result:
    """The answer_url while it lives; in a thread for a mention; else a direct message.

    Nobody can look whether an answer_url was heard: after an uncertain attempt the direct message follows.
    """
    body = pending.effect.body
    reply = Reply(str(body["text"]), tuple(body["blocks"]), bool(body["public"]), bool(body["replace"]))
    if body.get("url") and not pending.uncertain:
        try:
            await bot.chat.answer(str(body["url"]), reply)
            return {}
        except Rejected as refused:
            if refused.code != "expired_url":
                raise
    if body.get("thread"):
        return await _post_once(bot, pending, str(body["channel"]))
    return await _direct(bot, pending)


async def _home(bot: Bot, pending: Pending) -> Result:
    await home.show(bot, str(pending.effect.body["person"]))
    return {}


async def _whisper(bot: Bot, pending: Pending) -> Result:
    body = pending.effect.body
    if pending.uncertain and pending.attempts > MOST_UNCERTAIN:
        return {}
    target = str(body.get("channel") or "") or _channel(bot, pending)
    await bot.chat.whisper(target, pending.effect.person, str(body["text"]), tuple(body.get("blocks") or ()))
    return {}


async def _file(bot: Bot, pending: Pending) -> Result:
    """Upload beneath the message of its slot; after an uncertain attempt it is looked for first."""
    body, target = pending.effect.body, _channel(bot, pending)
    title = str(body["title"])
    if pending.uncertain:
        found = await bot.chat.find_file(target, title, pending.added_at - LOOK_BACK)
        if found:
            return {"file": found}
    place = bot.rows.read(outbox.place, str(body.get("beneath", "")))
    file = Upload(str(body["name"]), title, str(body["content"]), place.ts if place else "")
    return {"file": await bot.chat.upload(target, file)}


async def _unfile(bot: Bot, pending: Pending) -> Result:
    await bot.chat.remove_file(str(pending.effect.body["file"]))
    return {}


async def _direct(bot: Bot, pending: Pending) -> Result:
    """A direct message; one that says that something is late is dropped where it has come through."""
    about = str(pending.effect.body.get("about") or "")
    awaited = bot.rows.read(outbox.find, about) if about else None
    if awaited is not None and awaited.state is EffectState.DONE:
        return {}
    return await _post_once(bot, pending, await bot.chat.direct(pending.effect.person))


def _channel(bot: Bot, pending: Pending) -> str:
    """The Slack channel of the effect's incident. Raises Rejected where it has none."""
    found = bot.rows.read(incidents.get, pending.effect.incident)
    if found is None or not found.channel:
        raise Rejected("channel_not_found", f"{pending.effect.incident} has no channel")
    return found.channel


ACTS: Mapping[EffectKind, Callable[[Bot, Pending], Awaitable[Result]]] = {
    EffectKind.CHANNEL: _open_channel,
    EffectKind.JOIN: _join,
    EffectKind.INVITE: _invite,
    EffectKind.TOPIC: _topic,
    EffectKind.PIN: _pin,
    EffectKind.POST: _post,
    EffectKind.WHISPER: _whisper,
    EffectKind.ANSWER: _answer,
    EffectKind.FILE: _file,
    EffectKind.UNFILE: _unfile,
    EffectKind.PICTURE: pictures.send,
    EffectKind.DIRECT: _direct,
    EffectKind.HOME: _home,
    EffectKind.PAGE: paging.call,
    EffectKind.ROTA: delivering.deliver,
}
