"""Who does what in an incident: roles, hand-over, and the state in short for who comes in."""

from dataclasses import replace
from sqlite3 import Connection

from bot.blocks.incident import telling as blocks
from bot.blocks.incident import topic
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident, Kind
from bot.domain.refusal import Refusal
from bot.domain.roles import ROLES, read
from bot.domain.telling import Digest, digest
from bot.flows import effects, naming
from bot.flows.recording import log
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import incident as rows
from store import outbox
from store import telling as told


def show(bot: Bot, incident: Incident) -> Reply:
    """Who has which role."""
    return blocks.roles(incident, bot.rows.read(told.roles, incident.id))


def given(words: str, asker: str) -> tuple[str, str]:
    """(role, Slack id) of `comms @bo` or `comms me`. Raises Refusal with the roles that there are."""
    found = read(words, asker)
    if found is None:
        raise Refusal(f"Which role? There are lead, {', '.join(ROLES)}: /inc role scribe @bo")
    return found


async def give(bot: Bot, ask: Ask, incident: Incident, role: str, person: str) -> Reply:
    """Give a role to a person, who is invited and told."""
    await bot.rows.settle(ask.key, _give, incident.id, ask, role, person)
    bot.wake()
    return Reply(f"<@{person}> has the role {role} in *{incident.id}*.")


def _give(db: Connection, id: str, ask: Ask, role: str, person: str) -> None:
    incident = rows.change(db, id, lambda found: found, ask.person, ask.via)
    told.give_role(db, id, role, person)
    log(db, incident, ask.by, Kind.ROLE, f"{role}: @{person}")
    outbox.add(db, effects.invite(incident, [person], f"role:{role}:{person}"), ask.at)
    if person != ask.person:
        text = f"You have the role *{role}* in *{id}* (<#{incident.channel}>): {ROLES[role]}."
        body = {"text": text, "blocks": []}
        effect = Effect(f"{id}:role:{ask.key}", EffectKind.DIRECT, person=person, incident=id, body=body)
        outbox.add(db, effect, ask.at)
    refresh(db, id, ask.at)


async def hand_over(bot: Bot, ask: Ask, incident: Incident, person: str) -> Reply:
    """Another lead, with the state in five lines as a new message. Raises Refusal where they lead already."""
    await bot.rows.settle(ask.key, _hand_over, incident.id, ask, person)
    bot.wake()
    return Reply(f"<@{person}> leads *{incident.id}* now; the hand-over stands in the channel.")


def _hand_over(db: Connection, id: str, ask: Ask, person: str) -> None:
    incident = rows.change(db, id, lambda found: _led(found, person, ask), ask.person, ask.via)
    log(db, incident, ask.by, Kind.HANDOFF, f"handed over to @{person}")
    outbox.add(db, effects.invite(incident, [person], f"lead:{person}"), ask.at)
    text, shown = blocks.hand_over(_digest(db, incident), ask.person, ask.at)
    outbox.add(db, effects.say(incident, text, shown), ask.at)
    brief(db, incident, ask)
    outbox.add(db, effects.topic(incident, topic(incident)), ask.at)
    refresh(db, id, ask.at)


def _led(incident: Incident, person: str, ask: Ask) -> Incident:
    if incident.lead == person:
        raise Refusal(f"{incident.id}: that is its lead already.")
    return replace(incident, lead=person, stamps={"acknowledged": ask.at, **incident.stamps})


def brief(db: Connection, incident: Incident, ask: Ask) -> None:
    """A private checklist for the new lead; who took the lead themselves gets it too."""
    text, shown = blocks.checklist(incident)
    body = {"text": text, "blocks": list(shown)}
    id = f"{incident.id}:brief:{incident.lead}:{ask.key}"
    outbox.add(
        db, Effect(id, EffectKind.DIRECT, person=incident.lead, incident=incident.id, body=body), ask.at
    )


def catch_up(bot: Bot, incident: Incident) -> Reply:
    """The state in short."""
    return blocks.catchup(bot.rows.read(_digest, incident), bot.clock.now())


def _digest(db: Connection, incident: Incident) -> Digest:
    return digest(incident, naming.events(db, incident.id), told.last(db, incident.id))
