"""Carrying effects out in Slack: once where Slack lets us look, in order, and never silently lost."""

import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.effect import Effect, EffectKind, Failure, Pending
from bot.flows import channel
from bot.ports import Bot, Rejected, Reply, Unreachable
from store import incident as incidents
from store import outbox

log = logging.getLogger("tocsin.outbox")
Result = Mapping[str, Any]
GIVE_UP = timedelta(hours=24)
LOOK_BACK = timedelta(seconds=60)
LOOK_AFTER = timedelta(seconds=5)
PERMANENT = frozenset(
    [
        "account_inactive",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "expired_url",
        "file_not_found",
        "invalid_auth",
        "invalid_blocks",
        "invalid_name",
        "invalid_name_maxlength",
        "invalid_name_punctuation",
        "invalid_name_required",
        "invalid_name_specials",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "missing_scope",
        "msg_too_long",
        "no_permission",
        "no_text",
        "not_authed",
        "org_login_required",
        "restricted_action",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "too_long",
        "user_not_found",
        "user_not_in_channel",
        "cannot_dm_bot",
    ]
)


async def deliver(bot: Bot, pending: Pending) -> None:
    """Carry one effect out and write down what came of it."""
    standing = await bot.rows.run(outbox.sending, pending.effect.id, bot.clock.now())
    if standing is None:
        return
    pending, effect = standing, standing.effect
    try:
        result = await ACTS[effect.kind](bot, pending)
    except Unreachable as trouble:
        await _again(bot, pending, trouble)
    except Rejected as refused:
        await _refused(bot, pending, refused)
    else:
        await bot.rows.run(_finish, effect, result, bot.clock.now())
    bot.wake()


def _finish(db: Connection, effect: Effect, result: Result, now: datetime) -> None:
    """What follows an effect is written in the transaction that marks it done."""
    if outbox.done(db, effect.id, result, now) and effect.kind is EffectKind.CHANNEL:
        channel.opened(db, effect, result, now)


async def _again(bot: Bot, pending: Pending, trouble: Unreachable) -> None:
    now = bot.clock.now()
    if now - pending.added_at > GIVE_UP:
        await _give_up(bot, pending, f"not delivered in 24 hours: {trouble}")
        return
    wait = trouble.retry_after if trouble.retry_after is not None else backoff(pending.attempts)
    failure = Failure.UNCERTAIN if trouble.uncertain else Failure.UNREACHED
    due = now + max(timedelta(seconds=wait), LOOK_AFTER if trouble.uncertain else timedelta())
    await bot.rows.run(outbox.retry, pending.effect.id, due, str(trouble), failure)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: 1 to 60, doubling, with jitter."""
    return float(min(60, 2**attempts)) * random.uniform(0.75, 1.25)  # noqa: S311  (jitter is no secret)


async def _refused(bot: Bot, pending: Pending, refused: Rejected) -> None:
    if refused.code in PERMANENT or pending.refusals >= 9:
        await _give_up(bot, pending, str(refused))
        return
    due = bot.clock.now() + timedelta(seconds=backoff(pending.attempts))
    await bot.rows.run(outbox.retry, pending.effect.id, due, str(refused), Failure.REFUSED)


async def _give_up(bot: Bot, pending: Pending, why: str) -> None:
    """Dead, with what hung on it; who waited for it hears by a direct message."""
    log.error("effect %s (%s) given up: %s", pending.effect.id, pending.effect.kind, why)
    await bot.rows.run(_bury, pending.effect, why, bot.clock.now())


def _bury(db: Connection, effect: Effect, why: str, now: datetime) -> None:
    if outbox.dead(db, effect.id, why, now) and effect.person and effect.kind is not EffectKind.DIRECT:
        about = f"{effect.incident}: " if effect.incident else ""
        text = f"{about}I could not do this in Slack ({effect.kind}: {why}). What you did is on record."
        body = {"text": text}
        outbox.add(db, Effect(f"{effect.id}:told", EffectKind.DIRECT, person=effect.person, body=body), now)


# One function per kind ----------------------------------------------------------------------------------


async def _open_channel(bot: Bot, pending: Pending) -> Result:
    """Create it; a name of ours that is taken since the attempt is ours, any other is a stranger's."""
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


async def _invite(bot: Bot, pending: Pending) -> Result:
    await bot.chat.invite(_channel(bot, pending), list(pending.effect.body["people"]))
    return {}


async def _topic(bot: Bot, pending: Pending) -> Result:
    await bot.chat.set_topic(_channel(bot, pending), str(pending.effect.body["topic"]))
    return {}


async def _pin(bot: Bot, pending: Pending) -> Result:
    place = bot.rows.read(outbox.place, str(pending.effect.body["slot"]))
    if place is not None:
        await bot.chat.pin(place.channel, place.ts)
    return {}


async def _post(bot: Bot, pending: Pending) -> Result:
    """Post, or edit what stands in the slot; after an uncertain attempt the mark is looked for first."""
    effect, body = pending.effect, pending.effect.body
    text, blocks = str(body["text"]), tuple(body.get("blocks") or ())
    place = bot.rows.read(outbox.place, effect.slot) if effect.slot else None
    if place is not None:
        await bot.chat.edit(place.channel, place.ts, text, blocks)
        return {"channel": place.channel, "ts": place.ts}
    target = str(body.get("channel") or "") or _channel(bot, pending)
    if pending.uncertain:
        since = (pending.sent_at or pending.added_at) - LOOK_BACK
        if found := await bot.chat.find_post(target, effect.id, since):
            return {"channel": target, "ts": found}
    ts = await bot.chat.post(target, text, blocks, outbox_id=effect.id, thread=str(body.get("thread") or ""))
    return {"channel": target, "ts": ts}


async def _answer(bot: Bot, pending: Pending) -> Result:
    """The answer_url while it lives; in a thread for a mention; else a direct message."""
    body, person = pending.effect.body, pending.effect.person
    reply = Reply(str(body["text"]), tuple(body["blocks"]), bool(body["public"]), bool(body["replace"]))
    if body.get("url"):
        try:
            await bot.chat.answer(str(body["url"]), reply)
            return {}
        except Rejected as refused:
            if refused.code != "expired_url":
                raise
    if body.get("thread"):
        return await _post(bot, pending)
    target = await bot.chat.direct(person)
    ts = await bot.chat.post(target, reply.text, reply.blocks, outbox_id=pending.effect.id)
    return {"channel": target, "ts": ts}


async def _whisper(bot: Bot, pending: Pending) -> Result:
    body = pending.effect.body
    target = str(body.get("channel") or "") or _channel(bot, pending)
    await bot.chat.whisper(target, pending.effect.person, str(body["text"]), tuple(body.get("blocks") or ()))
    return {}


async def _file(bot: Bot, pending: Pending) -> Result:
    body, target = pending.effect.body, _channel(bot, pending)
    if pending.uncertain and (found := await bot.chat.find_file(target, str(body["title"]))):
        return {"file": found}
    title, content = str(body["title"]), str(body["content"])
    return {"file": await bot.chat.upload(target, str(body["name"]), title, content)}


async def _direct(bot: Bot, pending: Pending) -> Result:
    target = await bot.chat.direct(pending.effect.person)
    if pending.uncertain:
        found = await bot.chat.find_post(target, pending.effect.id, pending.added_at - LOOK_BACK)
        if found:
            return {"channel": target, "ts": found}
    body = pending.effect.body
    blocks = tuple(body.get("blocks") or ())
    ts = await bot.chat.post(target, str(body["text"]), blocks, outbox_id=pending.effect.id)
    return {"channel": target, "ts": ts}


def _channel(bot: Bot, pending: Pending) -> str:
    """The Slack channel of the effect's incident. Raises Rejected where it has none."""
    found = bot.rows.read(incidents.get, pending.effect.incident)
    if found is None or not found.channel:
        raise Rejected("channel_not_found", f"{pending.effect.incident} has no channel")
    return found.channel


ACTS: Mapping[EffectKind, Callable[[Bot, Pending], Awaitable[Result]]] = {
    EffectKind.CHANNEL: _open_channel,
    EffectKind.INVITE: _invite,
    EffectKind.TOPIC: _topic,
    EffectKind.PIN: _pin,
    EffectKind.POST: _post,
    EffectKind.WHISPER: _whisper,
    EffectKind.ANSWER: _answer,
    EffectKind.FILE: _file,
    EffectKind.DIRECT: _direct,
}
