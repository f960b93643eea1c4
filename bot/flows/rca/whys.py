"""Five whys: asked one below the other, answered, changed; said in the card's thread, so each has a link."""

import secrets
from dataclasses import dataclass, replace
from sqlite3 import Connection

from bot.blocks import rca as blocks
from bot.domain.audit import Entry
from bot.domain.incident import Incident
from bot.domain.rca import all_whys
from bot.domain.rca.record import Record
from bot.domain.rca.written import Why
from bot.domain.refusal import Refusal
from bot.flows import effects, refreshing
from bot.flows.rca.gathering import why_record
from bot.flows.rca.noting import want_link
from bot.ports import Ask, Bot
from store import audit, outbox
from store.rca import whys as rows

MOST = 45
"""Whys of one document: each is offered twice in a select, which holds a hundred."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody sends: `below:KEY` (or `below:`), `change:KEY:VERSION` or `drop:KEY:VERSION`."""

    which: str
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """The why was changed by somebody else, or taken away (None), while this one was written."""

    now: Why | None


def whys_of(bot: Bot, incident: Incident) -> Record:
    """The whys of an incident, those of its notes too, with the names of the people."""
    return bot.rows.read(why_record, incident)


async def ask_why(bot: Bot, ask: Ask, incident: Incident, asked: Asked) -> Why | Changed:
    """Keep a why, change it or take it away. Raises Refusal for an empty one, and for one too many."""
    outcome = await bot.rows.settle(ask.key, _settled, incident, ask, asked)
    bot.wake()
    return outcome


def _settled(db: Connection, incident: Incident, ask: Ask, asked: Asked) -> Why | Changed:
    deed, _, rest = asked.which.partition(":")
    if deed not in ("change", "drop"):
        return _ask(db, incident, ask, replace(asked, which=rest))
    key, _, version = rest.rpartition(":")
    standing = rows.why(db, key)
    if standing is None or str(standing.version) != version:
        return Changed(standing)
    if deed == "drop":
        return _drop(db, incident, ask, standing)
    return _change(db, incident, ask, (standing, asked))


def _ask(db: Connection, incident: Incident, ask: Ask, asked: Asked) -> Why:
    known = {why.key: why for why in all_whys(why_record(db, incident))}
    if len(known) >= MOST:
        rest = "change one, or write the rest as contributing factors: /rca factors"
        raise Refusal(f"{incident.id} has {MOST} whys; {rest}")
    parent = known.get(asked.which)
    question = asked.question.strip() or (f"Why: {parent.answer}?" if parent and parent.answer else "")
    if not question:
        raise Refusal(
            "A why needs a question: /rca why did the pool fill up? because every retry opens a connection"
        )
    key = secrets.token_hex(4)
    why = Why(key, question, asked.answer.strip(), ask.person, ask.at, parent.key if parent else "")
    rows.ask(db, incident.id, why)
    _told(db, incident, ask, (why, "asked"))
    return why


def _change(db: Connection, incident: Incident, ask: Ask, change: tuple[Why, Asked]) -> Why:
    standing, asked = change
    changed = replace(
        standing,
        question=asked.question.strip() or standing.question,
        answer=asked.answer.strip() or standing.answer,
        person=ask.person,
        version=standing.version + 1,
    )
    rows.change(db, incident.id, changed)
    _told(db, incident, ask, (changed, "changed"))
    return changed


def _drop(db: Connection, incident: Incident, ask: Ask, standing: Why) -> Why:
    rows.drop(db, incident.id, standing.key)
    _told(db, incident, ask, (replace(standing, answer="(taken away)"), "took away"))
    return standing


def _told(db: Connection, incident: Incident, ask: Ask, done: tuple[Why, str]) -> None:
    """Said in Slack, written into the audit, and the document follows."""
    why, deed = done
    detail = {"why": why.key, "text": f"{deed} “{why.question}”"}
    audit.add(db, Entry(ask.person, f"rca.{deed.replace(' ', '_')}", incident.id, ask.at, ask.via, detail))
    refreshing.renew(db, incident.id, ask.at)
    if ask.ts and deed == "asked":
        want_link(db, incident.id, ("why", why.key), (ask.channel, ask.ts), ask.at)
        return
    card = outbox.place(db, effects.card_slot(incident.id))
    if card is not None:
        text = blocks.why_said(why, why_record(db, incident).who(why.person))
        outbox.add(db, effects.why(incident, card.ts, why.key, text), ask.at)
