"""What is owed after an incident: its document, its follow-ups; who hears of it, on which days, each once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from sqlite3 import Connection
from typing import Any

from bot.blocks import owed as blocks
from bot.domain import owed as rules
from bot.domain.audit import Entry
from bot.domain.catalog import Team
from bot.domain.effect import Effect, EffectKind
from bot.domain.followup import Followup
from bot.domain.incident import Incident, Status
from bot.domain.owed import Debts, Owed
from bot.domain.refusal import Refusal
from bot.domain.scorecard.routine import week, zone
from bot.flows import refreshing
from bot.flows.rca.gathering import composed
from bot.flows.scorecard.reading import owner as owning_team
from bot.ports import Ask, Blocks, Bot, Reply
from store import audit, catalog, followup, outbox
from store import incident as incidents
from store import owed as rows

OVER = (Status.RESOLVED, Status.CLOSED)
SOON = timedelta(days=7)
"""What is due within a week stands in the digest of a team, beside what is overdue."""


def owe(db: Connection, bot: Bot, incident: Incident) -> None:
    """Have the document that the severity asks for be somebody's until its date; or nobody's any more."""
    severity, standing = bot.house.severity(incident.severity), rows.get(db, incident.id)
    resolved = incident.stamps.get("resolved")
    if severity is None or not severity.rca_required:
        rows.forget(db, incident.id)
    elif resolved is not None and incident.status in OVER:
        owner = standing.owner if standing else _closest(db, incident)
        until = rules.due(resolved, severity.rca_due, _zone(db, owner))
        if standing is None or standing.due != until:
            rows.save(db, Owed(incident.id, owner, until))


def _closest(db: Connection, incident: Incident) -> str:
    """The one closest to the context: the lead, else who wrote most of the timeline, else who declared it."""
    wrote = [event.by for event in incidents.events(db, incident.id) if event.by]
    busiest = max(dict.fromkeys(wrote), key=wrote.count, default="")
    return incident.lead or busiest or incident.declared_by


def _zone(db: Connection, slack: str) -> tzinfo:
    known = catalog.person_by_slack(db, slack)
    return zone([known.timezone] if known and known.timezone else [])


async def give(bot: Bot, ask: Ask, incident: Incident, person: str) -> Reply:
    """Somebody else writes it. Raises Refusal where no document is owed."""
    given = await bot.rows.settle(ask.key, _give, incident, ask, person)
    bot.wake()
    return blocks.named(incident, given)


def _give(db: Connection, incident: Incident, ask: Ask, person: str) -> Owed:
    owed = replace(_of(db, incident), owner=person)
    rows.save(db, owed)
    detail = {"text": f"gave the document to @{person}"}
    audit.add(db, Entry(ask.person, "rca.given", incident.id, ask.at, ask.via, detail))
    if person != ask.person:
        _tell(db, incident, (person, f"owed:{incident.id}:given:{ask.key}"), (owed, ask.at))
    refreshing.renew(db, incident.id, ask.at)
    return owed


def _of(db: Connection, incident: Incident) -> Owed:
    found = rows.get(db, incident.id)
    if found is None:
        raise Refusal(
            f"{incident.id} owes no document: it is {incident.status}, SEV{incident.severity}. "
            "/inc sev says which severities ask for one, and it is owed once the incident is resolved."
        )
    return found


async def done(bot: Bot, ask: Ask, incident: Incident) -> Reply:
    """The document is done: nobody is reminded any more. Raises Refusal where it was, or is not owed."""
    await bot.rows.settle(ask.key, _done, incident, ask)
    bot.wake()
    document = await composed(bot, incident.id)
    return blocks.done(incident, [each.title for each in document.open])


def _done(db: Connection, incident: Incident, ask: Ask) -> None:
    owed = _of(db, incident)
    if owed.done is not None:
        raise Refusal(f"The document of {incident.id} is done already. /rca shows it.")
    rows.save(db, replace(owed, done=ask.at, done_by=ask.person))
    detail = {"text": "said that the document is done"}
    audit.add(db, Entry(ask.person, "rca.done", incident.id, ask.at, ask.via, detail))
    refreshing.renew(db, incident.id, ask.at)


# The clock ----------------------------------------------------------------------------------------------


async def remind(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Owners hear of what is due soon, today, or was; each team, once a week, of all that it owes."""
    await bot.rows.run(_remind, bot, bot.clock.now())
    bot.wake()


def _remind(db: Connection, bot: Bot, now: datetime) -> None:
    found = _debts(db, now)
    for each in found:
        if each.owed and each.owed.owner:
            _remind_of_document(db, bot, each, now)
        for due in each.followups:
            _remind_of_followup(db, bot, (each.incident, due), now)
    _digests(db, bot, found, now)


@dataclass(frozen=True, slots=True)
class Debt:
    """What one incident still owes."""

    incident: Incident
    owed: Owed | None
    followups: tuple[Followup, ...]


def _debts(db: Connection, now: datetime) -> list[Debt]:
    """Of each incident that is over and owes something; what is due in a month is nobody's trouble yet."""
    documents = {each.incident: each for each in rows.open_ones(db)}
    todo: dict[str, list[Followup]] = {}
    for each in followup.due_before(db, now + SOON):
        todo.setdefault(each.incident, []).append(each)
    found = (incidents.get(db, id) for id in dict.fromkeys((*documents, *todo)))
    return [
        Debt(each, documents.get(each.id), tuple(todo.get(each.id, ())))
        for each in found
        if each is not None and each.status in OVER
    ]


def _remind_of_document(db: Connection, bot: Bot, debt: Debt, now: datetime) -> None:
    incident, owed = debt.incident, debt.owed
    resolved = incident.stamps.get("resolved")
    if owed is None or resolved is None:
        return
    morning = (_zone(db, owed.owner), bot.house.readiness.hour)
    step = rules.step(owed.due, now, rules.steps(resolved, owed.due), morning)
    key = f"owed:{incident.id}:{owed.due:%Y-%m-%d}:{step}"
    if step is not None and rows.tell_once(db, key, now):
        _tell(db, incident, (owed.owner, key), (owed, now))


def _remind_of_followup(db: Connection, bot: Bot, about: tuple[Incident, Followup], now: datetime) -> None:
    incident, each = about
    if each.due is None or not each.owner:
        return
    morning = (_zone(db, each.owner), bot.house.readiness.hour)
    step = rules.step(each.due, now, rules.FOLLOWUP_STEPS, morning)
    key = f"followup:{each.number}:{each.due:%Y-%m-%d}:{step}"
    if step is not None and rows.tell_once(db, key, now):
        _direct(db, incident, (each.owner, key), (blocks.followup(incident, each, now), now))


def _tell(db: Connection, incident: Incident, to: tuple[str, str], about: tuple[Owed, datetime]) -> None:
    owed, now = about
    _direct(db, incident, to, (blocks.document(incident, owed, now), now))


def _direct(
    db: Connection, incident: Incident, to: tuple[str, str], said: tuple[tuple[str, Blocks], datetime]
) -> None:
    person, key = to
    (text, shown), now = said
    body = {"text": text, "blocks": list(shown)}
    outbox.add(db, Effect(key, EffectKind.DIRECT, person=person, incident=incident.id, body=body), now)


def _digests(db: Connection, bot: Bot, found: list[Debt], now: datetime) -> None:
    """One message for each team that owes something, on its day of the week from its hour on."""
    teams: dict[str, tuple[Team, list[Debt]]] = {}
    for each in found:
        service = catalog.service(db, each.incident.service) if each.incident.service else None
        team = owning_team(db, service) if service else None
        if team is not None:
            teams.setdefault(team.id, (team, []))[1].append(each)
    for team, debts in teams.values():
        leads = catalog.people(db, team.leads)
        told = bot.house.readiness
        where = zone(each.timezone for each in leads)
        period = week(now, where, told.weekday, told.hour)
        today = now.astimezone(where).weekday() == told.weekday
        if today and period and rows.tell_once(db, f"owes:{team.id}:{period}", now):
            said = blocks.digest(team.title, _summed(debts), now)
            _to_team(db, team, [each.slack for each in leads if each.slack], (said, period, now))


def _summed(debts: list[Debt]) -> Debts:
    documents = [(each.owed, each.incident.title) for each in debts if each.owed]
    todo = [each for debt in debts for each in debt.followups]
    return Debts(
        tuple(sorted(documents, key=lambda pair: pair[0].due)),
        tuple(sorted(todo, key=lambda each: (each.due is None, each.due, each.number))),
    )


def _to_team(db: Connection, team: Team, leads: list[str], said: tuple[Reply, str, datetime]) -> None:
    """In the team's channel; where it has none, or that is gone, to its leads."""
    reply, period, now = said
    key, channel = f"owes:{team.id}:{period}", team.channel.strip()
    body = {"text": reply.text, "blocks": list(reply.blocks)}
    if not channel:
        for lead in leads:
            outbox.add(db, Effect(f"{key}:{lead}", EffectKind.DIRECT, person=lead, body=body), now)
        return
    place = {"room": channel.removeprefix("#")} if channel.startswith("#") else {"channel": channel}
    lead = leads[0] if leads else ""
    full = {**body, **place, "otherwise": lead}
    outbox.add(db, Effect(key, EffectKind.POST, lane=f"team:{team.id}", person=lead, body=full), now)
