"""Waivers: somebody asks with a reason and an end, somebody else decides, and one day it lapses."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection

from bot.blocks import scorecard as blocks
from bot.domain.audit import Entry
from bot.domain.catalog import Service
from bot.domain.effect import Effect, EffectKind
from bot.domain.may import may_decide
from bot.domain.refusal import Refusal
from bot.domain.scorecard import Readiness, Rule, Scorecard
from bot.domain.scorecard.waiver import State, Waiver, asked, decided
from bot.flows.scorecard.evaluating import judge_again
from bot.flows.scorecard.finding import understood
from bot.flows.scorecard.reading import of_service, owner
from bot.flows.scorecard.shipped import cards, first, named
from bot.ports import Ask, Bot, Reply
from store import audit, catalog, outbox
from store import scorecard as rows_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants waived, as they wrote it; `card`: on which card, "" where that was not said."""

    service: str
    rule: str
    reason: str
    until: datetime
    card: str = ""


def _service(db: Connection, name: str) -> Service:
    """The standing service of that name. Raises Refusal."""
    found = catalog.find(db, name)
    if found is None:
        raise Refusal(f"No service is called “{name}”. Try `/ready waive payments runbook`.")
    if found.gone_at is not None:
        raise Refusal(f"{found.title} is not in the catalog any more, so that nothing of it can be waived.")
    return found


def find(db: Connection, words: str, card: str = "") -> tuple[Scorecard, Rule]:
    """The rule that is meant, on that card or ("") on the first that has it. Raises Refusal."""
    on = _card(db, card) if card else None
    for each in (on,) if on else cards(db):
        rule = each.rule(words)
        if rule is not None:
            return each, rule
    known = ", ".join(rule.title for rule in (on or first(db)).rules)
    raise Refusal(f"No rule is called “{words}”. The rules are: {known}.")


def _card(db: Connection, id: str) -> Scorecard:
    found = named(db, id)
    if found is None:
        raise Refusal(f"There is no card {id} any more; nothing changed. `/ready` shows what there is.")
    return found


async def to_waive(bot: Bot, service: str, words: str, card: str = "") -> tuple[Readiness, str]:
    """The service with its open rules on a card, and the id of the rule that is meant ("": none).

    Raises Refusal.
    """
    return await bot.rows.query(_to_waive, service, (words, card), bot.clock.now())


def _to_waive(db: Connection, name: str, meant: tuple[str, str], now: datetime) -> tuple[Readiness, str]:
    service, (words, on) = _service(db, name), meant
    card, rule = find(db, words, on) if words else (_card(db, on) if on else first(db), None)
    found = of_service(db, service, now, card)
    if not found.gaps:
        raise Refusal(f"{service.title} misses nothing on {card.title}, so that nothing is to be waived.")
    return found, rule.identifier if rule else ""


async def split(bot: Bot, words: str) -> tuple[str, str, str]:
    """As `parted`, with the card that was named, or else that has the rule ("": neither). Raises Refusal."""
    return await bot.rows.query(_split, words)


def _split(db: Connection, words: str) -> tuple[str, str, str]:
    asked = understood(db, words)
    service, rule = parted(db, asked.words)
    has = next((each for each in cards(db) if each.rule(rule)), None) if rule else None
    card = asked.card or has
    return service, rule, card.identifier if card else ""


def parted(db: Connection, words: str) -> tuple[str, str]:
    """`payments runbook` as service and rule: the longest beginning that is a service's name."""
    parts = words.split()
    for end in range(len(parts), 0, -1):
        name = " ".join(parts[:end])
        if catalog.find(db, name) is not None:
            return name, " ".join(parts[end:])
    return (parts[0], " ".join(parts[1:])) if parts else ("", "")


async def request(bot: Bot, ask: Ask, wanted: Wanted) -> Reply:
    """Ask for a waiver; who may decide hears of it. Raises Refusal."""
    found = await bot.rows.settle(ask.key, _request, bot, ask, wanted)
    bot.wake()
    return blocks.waiver_asked(found, bot.rows.read(_names, found))


def _request(db: Connection, bot: Bot, ask: Ask, wanted: Wanted) -> Waiver:
    service, (card, rule) = _service(db, wanted.service), find(db, wanted.rule, wanted.card)
    each = Waiver(
        secrets.token_hex(4),
        card.identifier,
        service.id,
        rule.identifier,
        wanted.reason.strip(),
        ask.person,
        ask.at,
        wanted.until,
    )
    each = asked(each, rows_of.waivers(db, service.id, card.identifier))
    rows_of.keep_waiver(db, each)
    _audit(db, each, ask, "asked")
    said = blocks.waiver_to_decide(each, service.title, rule.title)
    for person in deciders(db, bot, service, ask.person):
        body = {"text": said.text, "blocks": list(said.blocks)}
        outbox.add(
            db, Effect(f"waiver:{each.id}:{person}", EffectKind.DIRECT, person=person, body=body), ask.at
        )
    return each


def deciders(db: Connection, bot: Bot, service: Service, asker: str) -> tuple[str, ...]:
    """Slack ids of who may decide on a waiver of a service, without who asked. Raises Refusal for nobody."""
    found = tuple(each for each in _deciders(db, bot, service) if each != asker)
    if not found:
        raise Refusal(
            f"Nobody but you may grant a waiver for {service.title}: its team has no other lead in the "
            "catalog. Name a second lead there, or `managers` in tocsin.yaml."
        )
    return found


def _deciders(db: Connection, bot: Bot, service: Service) -> tuple[str, ...]:
    team = owner(db, service)
    leads = catalog.people(db, team.leads) if team and team.gone_at is None else ()
    return tuple(dict.fromkeys([*(each.slack for each in leads if each.slack), *bot.house.managers]))


async def decide(bot: Bot, ask: Ask, id: str, *, granted: bool) -> Reply:
    """Grant or refuse; the service stands anew at once, and who asked hears of it. Raises Refusal."""
    each = await bot.rows.settle(ask.key, _decide, bot, ask, id, granted)
    bot.wake()
    return blocks.waiver_decided(each, bot.rows.read(_names, each))


def _decide(db: Connection, bot: Bot, ask: Ask, id: str, granted: bool) -> Waiver:
    each = rows_of.waiver(db, id)
    service = catalog.service(db, each.service) if each else None
    if each is None or service is None or not _is_asked(db, each):
        raise Refusal("That waiver, its service or its rule is gone; nothing changed.")
    if not may_decide(ask.person, _deciders(db, bot, service)):
        raise Refusal(
            f"Waivers of {service.title} are for the leads of its team, or for a manager of the house."
        )
    each = decided(each, ask.person, ask.at, granted=granted)
    rows_of.keep_waiver(db, each)
    _audit(db, each, ask, each.state.value)
    judge_again(db, [service.id], ask.at)
    said = blocks.waiver_decided(each, _names(db, each))
    body = {"text": said.text, "blocks": list(said.blocks)}
    outbox.add(db, Effect(f"waiver:{id}:said", EffectKind.DIRECT, person=each.asked_by, body=body), ask.at)
    return each


def lapse(db: Connection, now: datetime) -> tuple[Waiver, ...]:
    """End what has run out; the services stand without it from now on, and who asked hears of it."""
    found = rows_of.over(db, now)
    for each in found:
        rows_of.keep_waiver(db, replace(each, state=State.LAPSED))
        judge_again(db, [each.service], now)
        said = blocks.waiver_lapsed(each, _names(db, each), counts=_is_asked(db, each))
        body = {"text": said.text, "blocks": list(said.blocks)}
        effect = Effect(f"waiver:{each.id}:lapsed", EffectKind.DIRECT, person=each.asked_by, body=body)
        outbox.add(db, effect, now)
    return found


def _is_asked(db: Connection, each: Waiver) -> bool:
    """Whether the service and the card's rule are still there."""
    service = catalog.service(db, each.service)
    if service is None or service.gone_at:
        return False
    rules = [
        rule.identifier for card in cards(db) if card.identifier == each.scorecard for rule in card.rules
    ]
    return each.rule in rules


def _names(db: Connection, each: Waiver) -> tuple[str, str]:
    """What service and rule are called."""
    service = catalog.service(db, each.service)
    rules = {rule.identifier: rule.title for card in cards(db) for rule in card.rules}
    return (service.title if service else each.service), rules.get(each.rule, each.rule)


def _audit(db: Connection, each: Waiver, ask: Ask, what: str) -> None:
    detail = {"rule": each.rule, "reason": each.reason, "until": each.until.isoformat()}
    audit.add(db, Entry(ask.person, f"waiver.{what}", each.service, ask.at, ask.via, detail))
