"""Who is on call for a service or a team: PagerDuty's levels as last synced, else the team's own rotas."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from sqlite3 import Connection

from bot.domain import rota
from bot.domain.catalog import Level, Person, Service, Team
from bot.domain.oncall import OnCall, OnCallLevel
from bot.domain.schedule import outside
from bot.flows.remembered import Remembered
from bot.flows.rota import notes
from bot.flows.rota.people import member, paged
from bot.ports import PagerSpan, Rows
from store import catalog
from store import rota as rows_of

HOUR = timedelta(hours=1)
"""As long as an answer holds at most: a rota is looked at for a year ahead, and the year moves on."""
_ANSWERS: Remembered[tuple[Service, OnCall, datetime, datetime]] = Remembered(1024)


def oncall_for_service(rows: Rows, service: Service, now: datetime) -> OnCall:
    """Who is on call for a service, as far as is known here."""
    return rows.read(remembered, rows, service, now)


def remembered(db: Connection, rows: Rows, service: Service, now: datetime) -> OnCall:
    """As `of_service`; an answer is remembered until one of its shifts ends."""
    generation = rows_of.generation(db)
    kept = _ANSWERS.get(rows, generation, service.id)
    if kept and kept[0] == service and kept[2] <= now < kept[3]:
        return kept[1]
    found = of_service(db, service, now)
    ends = (end for level in found.levels if (end := level.turns or level.until))
    _ANSWERS.keep(rows, generation, service.id, (service, found, now, min([now + HOUR, *ends])))
    return found


def oncall_for_team(rows: Rows, team: Team, now: datetime) -> OnCall:
    """Who is on call for a team, as far as is known here."""
    return rows.read(of_team, team, now)


def of_service(db: Connection, service: Service, now: datetime) -> OnCall:
    """PagerDuty's levels where it knows the service, else the levels of the owning team."""
    known = rows_of.pager_service(db, service.pagerduty) if service.pagerduty else None
    teams = catalog.teams_owning(db, service)
    team = teams[0] if teams else None
    if known and known.policy:
        found = _with_leads(db, team, _of_policy(db, service.title, known.policy, now))
        stale = notes.no_longer_listed(service, rows_of.pager_stale_since(db, known.id))
        open_ones = notes.open_in_pager(rows_of.pager_incidents(db, known.id))
        return replace(found, note=notes.together(found.note, stale, open_ones))
    missing = notes.unknown_to_pager(service, rows_of.sync_state(db)) if service.pagerduty else ""
    if team is None:
        return OnCall(service.title, note=notes.together(missing, notes.no_team(service)))
    found = _of_any(db, teams, now)
    return replace(found, about=service.title, note=notes.together(missing, found.note))


def _of_any(db: Connection, teams: Sequence[Team], now: datetime) -> OnCall:
    """Of several owning teams, the first that has somebody on call; else the first."""
    found = [of_team(db, teams[0], now)]
    for team in teams[1:]:
        if found[-1].primary:
            return found[-1]
        found.append(of_team(db, team, now))
    return found[-1] if found[-1].primary else found[0]


def of_team(db: Connection, team: Team, now: datetime) -> OnCall:
    """The levels that the team sets, else those behind its services in PagerDuty."""
    if not team.oncall:
        return _with_leads(db, team, _through_services(db, team, now))
    found = [_level(db, level, number, now) for number, level in enumerate(team.oncall, 1)]
    levels = tuple(level for level, _, _ in found)
    nobody = "" if any(level.people for level in levels) else notes.nobody(team.title, levels)
    known = OnCall(
        about=team.title,
        levels=levels,
        source="rota" if any(level.rota for level in team.oncall) else "person",
        as_of=min((at for _, at, _ in found if at), default=team.as_of),
        note=notes.together(nobody, *(note for _, _, note in found)),
    )
    return _with_leads(db, team, known)


def _with_leads(db: Connection, team: Team | None, found: OnCall) -> OnCall:
    """Where nobody is on call, or nobody knows who, the team's leads are whom to ask."""
    if team is None or found.primary:
        return found
    return replace(found, leads=catalog.people(db, team.leads))


@lru_cache(maxsize=1024)
def read_definition(definition: str) -> rota.Rota:
    """The rota of a kept definition; raises BadRota."""
    return rota.parse(json.loads(definition))


def _level(
    db: Connection, level: Level, number: int, now: datetime
) -> tuple[OnCallLevel, datetime | None, str]:
    """One level of a team, when its rota was read in, and what is wrong with it."""
    if not level.rota:
        return OnCallLevel(number, (member(db, level.person),)), None, ""
    kept = rows_of.get(db, level.rota)
    if kept is None:
        return OnCallLevel(number, (), name=level.rota), None, notes.no_rota(level.rota)
    try:
        found = read_definition(kept.definition)
    except rota.BadRota as bad:
        return OnCallLevel(number, (), name=level.rota), kept.as_of, notes.bad_rota(level.rota, bad.path)
    return _of_rota(db, replace(OnCallLevel(number, ()), name=level.rota), found, now), kept.as_of, ""


def _of_rota(db: Connection, level: OnCallLevel, found: rota.Rota, now: datetime) -> OnCallLevel:
    current, following = rota.around(found, now)
    return replace(
        level,
        people=tuple(member(db, id) for id in current.people),
        until=current.end,
        next=tuple(member(db, id) for id in following.people) if following else (),
    )


def _through_services(db: Connection, team: Team, now: datetime) -> OnCall:
    """A team without levels is on call through its services, where one policy stands behind them all."""
    services = [each for each in catalog.services_of_team(db, team.id) if each.pagerduty]
    known = [(each, rows_of.pager_service(db, each.pagerduty)) for each in services]
    policies = {user.policy for _, user in known if user and user.policy}
    if len(policies) == 1:
        return _of_policy(db, team.title, policies.pop(), now)
    if policies:
        return OnCall(team.title, note=notes.per_service(team, services))
    if services:
        return OnCall(team.title, note=notes.unknown_to_pager(services[0], rows_of.sync_state(db)))
    return OnCall(team.title, note=notes.no_levels(team))


def _of_policy(db: Connection, about: str, policy: str, now: datetime) -> OnCall:
    sync = rows_of.sync_state(db)
    spans = rows_of.spans_of_policy(db, policy, now)
    if sync and outside(sync.taken_at, now):
        from bot.flows.rota import beyond  # noqa: PLC0415  (a tenth of a look-up's start, for few)

        levels = beyond.levels(db, policy, now, spans)
        return _pagered(db, about, levels, spans, by_layers=True)
    levels = tuple(
        _paged_level(db, number, list(of_level), now)
        for number, of_level in groupby(spans, key=lambda span: span.level)
    )
    return _pagered(db, about, levels, spans)


def _pagered(
    db: Connection,
    about: str,
    levels: tuple[OnCallLevel, ...],
    spans: Iterable[PagerSpan],
    *,
    by_layers: bool = False,
) -> OnCall:
    sync = rows_of.sync_state(db)
    nobody = "" if any(level.people for level in levels) else notes.nobody(about, levels)
    how = notes.by_layers(known=any(level.people for level in levels)) if by_layers else ""
    return OnCall(
        about=about,
        levels=levels,
        source="pagerduty",
        as_of=sync.taken_at if sync else None,
        note=notes.together(nobody, how, notes.failing(sync), _waiting(db, spans)),
        failing_since=sync.failing_since if sync else None,
    )


def _waiting(db: Connection, spans: Iterable[PagerSpan]) -> str:
    """That something which was changed here is not in PagerDuty yet."""
    changes = rows_of.waiting_changes(db, {span.schedule for span in spans if span.schedule})
    return notes.not_yet_there(len(changes), changes[0].at) if changes else ""


def _paged_level(db: Connection, number: int, spans: Sequence[PagerSpan], now: datetime) -> OnCallLevel:
    """One level of a policy: its people, the first edge at which they change, and who comes then."""
    current = _on(spans, now)
    edges = sorted({edge for span in spans for edge in (span.start, span.end) if edge and edge > now})
    until = next((edge for edge in edges if _on(spans, edge) != current), None)
    later = (_on(spans, edge) for edge in edges if until and edge >= until)
    following = next((ids for ids in later if ids), ())
    names = [span.schedule_name for span in spans if span.schedule_name and _on([span], now)]
    people, then, name = _people(db, current), _people(db, following), names[0] if names else ""
    return OnCallLevel(number, people, until, then, name, turns=edges[0] if edges else None)


def _on(spans: Iterable[PagerSpan], at: datetime) -> tuple[str, ...]:
    found = (
        span.person
        for span in spans
        if (span.start is None or span.start <= at) and (span.end is None or at < span.end)
    )
    return tuple(sorted(set(found)))


def _people(db: Connection, ids: Iterable[str]) -> tuple[Person, ...]:
    return tuple(paged(db, id) for id in ids)
