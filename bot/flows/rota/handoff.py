"""The hand-off note: what the team has in hand, and what whoever hands over writes beside it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks.rota import handoff as blocks
from bot.domain.audit import Entry
from bot.domain.catalog import Service, Team
from bot.domain.change import Change, Window, repositories
from bot.domain.effect import Effect, EffectKind
from bot.domain.followup import Followup, Sort
from bot.domain.handoff import LONGEST, Facts, Handoff, Note
from bot.domain.incident import Incident
from bot.domain.refusal import Refusal
from bot.flows.rota import rosters
from bot.flows.rota.rosters import Roster
from bot.flows.rota.watched import Watched, who
from bot.ports import Ask, Bot, Reply
from store import audit, catalog, change, followup, outbox
from store import incident as incidents
from store.incident import ties
from store.rota import note as rows
from store.rota import request as requests

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
EVER = timedelta(days=3650)
LISTED = 5
"""As many of each kind as a message names."""


def facts(db: Connection, levels: Iterable[Roster], now: datetime) -> Facts:
    """What the teams of a rota have in hand now."""
    rotas = tuple(levels)
    teams = {each.team.id: each.team for each in rotas}
    services = [each for id in teams for each in catalog.services_of_team(db, id)]
    ids = {each.id for each in services}
    changes, changed = _changes(db, services, now)
    return Facts(
        incidents=tuple(each for each in incidents.open_ones(db) if _about(db, each, ids)),
        changes=changes,
        changed=changed,
        overrides=tuple(
            (roster.title, each)
            for roster in rotas
            for each in sorted(roster.rota.overrides, key=lambda over: over.start)
            if each.end > now and each.start < now + WEEK
        ),
        requests=tuple(
            (roster.title, each)
            for roster in rotas
            for each in requests.standing(db, now)
            if each.rota == roster.id and each.team == roster.team.id
        ),
        followups=tuple(_followups(db, ids, now)),
    )


def _about(db: Connection, incident: Incident, services: set[str]) -> bool:
    return bool({incident.service, *ties.services(db, incident.id)} & services)


def _changes(db: Connection, services: list[Service], now: datetime) -> tuple[tuple[Change, ...], int]:
    window, ids = Window(now - DAY, now, limit=LISTED), [each.id for each in services]
    return change.recent(db, repositories(services), window, services=ids) if ids else ((), 0)


def _followups(db: Connection, services: set[str], now: datetime) -> Iterable[Followup]:
    for each in followup.due_before(db, now + EVER):
        about = incidents.get(db, each.incident) if each.sort is Sort.FOLLOWUP else None
        if about and _about(db, about, services):
            yield each


def of_team(db: Connection, team: Team | None, now: datetime) -> tuple[Handoff, ...]:
    """The newest notes of a team's rotas, of the last week, as `/oncall` shows them."""
    found = []
    for roster in rosters.of_team(db, team, now) if team else ():
        note = rows.written(db, roster.id, now - WEEK)
        if note and note.written:
            found.append(Handoff(roster.title, _writer(db, note), note.written, note.text))
    return tuple(found)


def _writer(db: Connection, note: Note) -> str:
    found = catalog.person_by_slack(db, note.person)
    return found.name if found else "somebody"


def noted(db: Connection, about: str, note: Note | None) -> Handoff | None:
    """A note as whoever takes over reads it; None where nothing was written."""
    if note is None or not note.text or note.written is None:
        return None
    return Handoff(about, _writer(db, note), note.written, note.text)


def papers(db: Connection, watched: Watched, note: Note | None, now: datetime) -> blocks.Papers:
    """What is handed over with a rota now."""
    found = facts(db, watched.rosters, now)
    ids = {each.user for _, each in found.overrides} | {each.person for _, each in found.requests}
    return blocks.Papers(found, {id: who(db, id) for id in ids}, noted(db, watched.title, note), now)


def opened(bot: Bot, ask: Ask, id: str) -> tuple[Note, str]:
    """The note that somebody is about to write, and what it is about. Raises Refusal."""
    return bot.rows.read(_opened, ask, id)


def version(bot: Bot, id: str) -> int:
    """Which version of a note stands."""
    found = bot.rows.read(rows.get, id)
    return found.version if found else 0


def _opened(db: Connection, ask: Ask, id: str) -> tuple[Note, str]:
    note = rows.get(db, id)
    if note is None:
        raise Refusal("That note is no longer kept.")
    if rosters.somebody(db, ask.person).id not in note.people:
        names = ", ".join(who(db, each).name for each in note.people) or "whoever hands over"
        raise Refusal(f"The note is written by {names}. /oncall with the team's name shows it.")
    return note, _title(db, note, ask.at)


def _title(db: Connection, note: Note, now: datetime) -> str:
    """What a note is of: the levels that its rota is."""
    levels = (roster for team in catalog.teams(db) for roster in rosters.of_team(db, team, now))
    return " and ".join(each.title for each in levels if each.id == note.rota) or note.rota


async def write(bot: Bot, ask: Ask, over: tuple[str, int], text: str) -> Reply | None:
    """Keep a note over the version that was seen; None where somebody was faster. Raises Refusal."""
    said = await bot.rows.settle(ask.key, _write, ask, over, text)
    bot.wake()
    return said


def _write(db: Connection, ask: Ask, over: tuple[str, int], text: str) -> Reply | None:
    note, about = _opened(db, ask, over[0])
    if note.version != over[1]:
        return None
    kept = rows.write(db, note, text.strip()[:LONGEST], ask.person, ask.at)
    if kept is None:
        return None
    detail = {"text": f"wrote the hand-off note of {about}"}
    audit.add(db, Entry(ask.person, "rota.note", note.rota, ask.at, ask.via, detail))
    told = noted(db, about, kept)
    if kept.handed is not None and told:
        _tell_heirs(db, ask, kept, told)
    return blocks.kept(about, kept)


def _tell_heirs(db: Connection, ask: Ask, note: Note, told: Handoff) -> None:
    """What is written after the hand-over reaches those who have taken over."""
    said = blocks.late(told, ask.at)
    for slack in {who(db, each).slack for each in note.heirs} - {"", ask.person}:
        body = {"text": said.text, "blocks": list(said.blocks)}
        id = f"handoff:{note.id}:{note.version}:{slack}"
        outbox.add(db, Effect(id, EffectKind.DIRECT, body=body, person=slack), ask.at)
