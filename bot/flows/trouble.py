"""What becomes of effects that do not get through: tried again, told of, given up, taken up again."""

import logging
import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks import trouble as blocks
from bot.domain.effect import Effect, EffectKind, Failure, Pending
from bot.domain.refusal import Refusal
from bot.flows.rota import delivering
from bot.ports import Ask, Bot, Rejected, Reply, Unreachable
from store import incident as incidents
from store import jobs, outbox
from store.incident import away
from store.moments import ms

log = logging.getLogger("tocsin.outbox")
GIVE_UP = timedelta(hours=24)
GIVE_UP_ROTA = timedelta(days=7)
"""A change of a schedule is as good after a weekend on which nobody mended PagerDuty's key."""
LOOK_AFTER = timedelta(seconds=5)
MOST_REFUSALS = 9
LONGEST_WHY = 300
CLOSED = {"is_archived": "archived", "is_inactive": "archived", "not_in_channel": "out"}
"""Refusals that say that an incident's channel is closed to us, and how."""
HEARD = timedelta(seconds=5)
"""How long Slack's own event of it may take."""
PERMANENT = frozenset(
    [
        "account_inactive",
        "cannot_dm_bot",
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
    ]
)
"""Refusals that another attempt meets again."""
UNTOLD = frozenset({*CLOSED, "restricted_action"})
"""What Slack says of an archived channel; of one whose incident is over nobody needs to hear."""
EVENTUAL = 2
"""So many times a pin may be refused as restricted: the event that says why may be on its way."""


async def unreached(bot: Bot, pending: Pending, trouble: Unreachable) -> None:
    """Again when Slack asks for it, else after a while that grows; given up after a day."""
    now = bot.clock.now()
    most = GIVE_UP_ROTA if pending.effect.kind is EffectKind.ROTA else GIVE_UP
    if now - pending.added_at > most:
        lost = replace(pending, uncertain=pending.uncertain or trouble.uncertain)
        await _give_up(bot, lost, f"not delivered in {most // timedelta(hours=1)} hours: {trouble}")
        return
    wait = trouble.retry_after if trouble.retry_after is not None else backoff(pending.attempts)
    failure = Failure.UNCERTAIN if trouble.uncertain else Failure.UNREACHED
    due = now + max(timedelta(seconds=wait), LOOK_AFTER if trouble.uncertain else timedelta())
    await bot.rows.run(outbox.retry, pending.effect.id, due, str(trouble)[:LONGEST_WHY], failure)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: 1 to 60, doubling, with jitter."""
    return float(min(60, 2**attempts)) * random.uniform(0.75, 1.25)  # noqa: S311  (jitter is no secret)


async def refused(bot: Bot, pending: Pending, refused: Rejected) -> None:
    """Given up at once where Slack will say the same again, else tried some more times."""
    if _lasts(pending, refused.code):
        await _give_up(bot, pending, str(refused)[:LONGEST_WHY])
        return
    due = bot.clock.now() + timedelta(seconds=backoff(pending.attempts))
    await bot.rows.run(outbox.retry, pending.effect.id, due, str(refused)[:LONGEST_WHY], Failure.REFUSED)


def _lasts(pending: Pending, code: str) -> bool:
    """Whether another attempt meets the same refusal again, or has met it often enough."""
    if pending.effect.kind is EffectKind.PIN and code == "restricted_action":
        return pending.refusals >= EVENTUAL
    return code in PERMANENT or pending.refusals >= MOST_REFUSALS


async def failed(bot: Bot, pending: Pending, why: str) -> None:
    """A fault of ours, which the next attempt may meet again: as a refusal, but it may have been sent."""
    if pending.refusals >= MOST_REFUSALS:
        await _give_up(bot, replace(pending, uncertain=True), why)
        return
    due = bot.clock.now() + max(timedelta(seconds=backoff(pending.attempts + 1)), LOOK_AFTER)
    await bot.rows.run(outbox.retry, pending.effect.id, due, why, Failure.FAULT)


async def _give_up(bot: Bot, pending: Pending, why: str) -> None:
    log.error("effect %s (%s) given up: %s", pending.effect.id, pending.effect.kind, why)
    await bot.rows.run(_bury, pending, why, bot.clock.now())


def _bury(db: Connection, pending: Pending, why: str, now: datetime) -> None:
    """Dead, with what hung on it; who waited for it hears by a direct message."""
    effect = pending.effect
    if not outbox.dead(db, effect.id, why, now) or effect.kind is EffectKind.DIRECT:
        return
    if effect.kind is EffectKind.ROTA:
        delivering.given_up(db, pending, why, now)
        return
    if effect.incident and not effect.person and _needless(db, effect.incident, why):
        return
    if effect.incident and not effect.person and why in CLOSED:
        body = {"incident": effect.incident, "why": CLOSED[why]}
        jobs.request(db, f"away:{effect.incident}", "away", body, now + HEARD)
        return  # Slack's event says who closed it; where that does not come, the job tells
    reply = blocks.given_up(effect, why)
    if effect.kind is EffectKind.ANSWER:
        reply = Reply(str(effect.body["text"]), tuple(effect.body["blocks"]))
    if effect.person:
        outbox.add(db, _direct(f"{effect.id}:told:{ms(now)}", effect.person, reply), now)
    elif found := incidents.get(db, effect.incident):
        who = found.lead or found.declared_by
        outbox.add(db, _direct(f"{effect.incident}:{effect.kind}:told", who, reply), now)


def _needless(db: Connection, incident: str, why: str) -> bool:
    """That the channel is closed to us was told when it was closed, or its incident is over."""
    if away.why(db, incident):
        return True
    found = incidents.get(db, incident)
    return found is not None and not found.is_open and why in UNTOLD


def _direct(id: str, person: str, reply: Reply, about: str = "") -> Effect:
    """A direct message; one that is `about` an effect is not sent once that effect is done."""
    body = {"text": reply.text, "blocks": list(reply.blocks), "about": about}
    return Effect(id, EffectKind.DIRECT, person=person, body=body)


async def watch(bot: Bot, running: Collection[str]) -> None:
    """Take up again what was being sent and is not any more; tell who waits for longer than a minute."""
    now = bot.clock.now()
    stranded = [each.effect.id for each in bot.rows.read(outbox.uncertain) if each.effect.id not in running]
    late = [each for each in bot.rows.read(outbox.stuck, now) if _waited_for(each)]
    if stranded or late:
        await bot.rows.run(_see_to, stranded, late, now)


def _waited_for(pending: Pending) -> bool:
    return bool(pending.effect.person) and not pending.told and pending.effect.kind is not EffectKind.DIRECT


def _see_to(db: Connection, stranded: list[str], late: list[Pending], now: datetime) -> None:
    for id in stranded:
        outbox.retry(db, id, now + LOOK_AFTER, "what came of it was not kept", Failure.UNCERTAIN)
    for each in late:
        effect = each.effect
        if outbox.told(db, effect.id):
            reply = blocks.late(effect, each.why)
            outbox.add(db, _direct(f"{effect.id}:late:{ms(now)}", effect.person, reply, effect.id), now)


async def try_again(bot: Bot, ask: Ask, id: str) -> Reply:
    """Take up what was given up, with all that hung on it. Raises Refusal where nothing is to be done."""
    await bot.rows.settle(ask.key, _revive, id, ask.at)
    bot.wake()
    return blocks.trying()


def _revive(db: Connection, id: str, now: datetime) -> None:
    if not outbox.revive(db, id, now):
        raise Refusal("That was done in the meantime, or is being tried already.")
