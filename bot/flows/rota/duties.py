"""What one person is on call for, now and next: in PagerDuty as last synced, and in the rotas kept here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from sqlite3 import Connection

from bot.domain import rota
from bot.domain.catalog import Person, Team
from bot.domain.oncall import Duties, Duty
from bot.domain.schedule import outside
from bot.flows.rota import notes
from bot.flows.rota.levels import read_definition
from bot.flows.rota.people import pager_id
from bot.ports import PagerSpan, Rows
from store import catalog
from store import rota as rows_of

AHEAD = 2
ALWAYS = datetime.min.replace(tzinfo=UTC)


def of_person(rows: Rows, person: Person, now: datetime) -> Duties:
    """What a person is on call for now, and their next two shifts."""
    return rows.read(duties, person, now)


def duties(db: Connection, person: Person, now: datetime) -> Duties:
    """As `of_person`, inside a read."""
    sync = rows_of.sync_state(db)
    far = outside(sync.taken_at, now) if sync else False
    found = [*(_by_layers(db, person, now) if far else _paged(db, person, now)), *_own(db, person, now)]
    found.sort(key=lambda duty: (duty.start or ALWAYS, duty.number, duty.about))
    current = tuple(duty for duty in found if duty.start is None or duty.start <= now)
    upcoming = tuple(duty for duty in found if duty.start and duty.start > now)[:AHEAD]
    return Duties(
        person=person,
        current=current,
        upcoming=upcoming,
        as_of=sync.taken_at if sync and _from_pager(found) else None,
        failing_since=sync.failing_since if sync else None,
        note=notes.together("" if found else notes.no_duties(person.name), notes.failing(sync)),
    )


def _by_layers(db: Connection, person: Person, now: datetime) -> Iterator[Duty]:
    from bot.flows.rota import beyond  # noqa: PLC0415  (a tenth of a look-up's start, for few)

    return beyond.duties(db, person, now)


def _from_pager(found: Iterable[Duty]) -> bool:
    return any(duty.source == "pagerduty" for duty in found)


def _paged(db: Connection, person: Person, now: datetime) -> Iterator[Duty]:
    """Spans in PagerDuty; a schedule behind several policies counts once, touching spans are one."""
    id = pager_id(db, person)
    by_place: dict[tuple[str, str], list[PagerSpan]] = {}
    for span in rows_of.spans_of_person(db, id, now) if id else ():
        place = (span.schedule, "") if span.schedule else (span.policy, str(span.level))
        by_place.setdefault(place, []).append(span)
    for spans in by_place.values():
        about = spans[0].schedule_name or _policy_name(db, spans[0].policy)
        number = min(span.level for span in spans)
        for start, end in _runs(spans):
            yield Duty(about, number, start, end, "pagerduty")


def _runs(spans: Sequence[PagerSpan]) -> list[tuple[datetime | None, datetime | None]]:
    """The stretches that spans cover, soonest first."""
    runs: list[tuple[datetime | None, datetime | None]] = []
    for start, end in sorted({(s.start, s.end) for s in spans}, key=lambda run: run[0] or ALWAYS):
        if runs and (runs[-1][1] is None or (start or ALWAYS) <= runs[-1][1]):
            before, last = runs[-1]
            runs[-1] = (before, None if last is None or end is None else max(last, end))
        else:
            runs.append((start, end))
    return runs


def _policy_name(db: Connection, policy: str) -> str:
    """What a policy is called for: its one service, the one team of its services, else the first of them."""
    paged = rows_of.services_of_policy(db, policy)
    if len(paged) == 1:
        return paged[0].name
    served = (service for each in paged if (service := catalog.by_pager(db, each.id)))
    owners = {team.id: team for service in served for team in catalog.teams_owning(db, service)}
    team = next(iter(owners.values())) if len(owners) == 1 else None
    if team:
        return team.title
    return f"{paged[0].name} (one of {len(paged)} services)" if paged else policy


def _own(db: Connection, person: Person, now: datetime) -> Iterator[Duty]:
    """Shifts in rotas kept here, and the levels of teams that name the person."""
    if not person.id:
        return
    teams = catalog.teams(db)
    for team in teams:
        for number, level in enumerate(team.oncall, 1):
            if level.person == person.id:
                yield Duty(team.title, number, None, None, "person")
    for kept in rows_of.of_person(db, person.id):
        yield from _shifts(_uses(teams, kept.id), kept, person.id, now)


def _uses(teams: Iterable[Team], id: str) -> list[tuple[str, int]]:
    """(team's title, number of the level) wherever a rota is a level; a rota of no team stands for itself."""
    uses = [
        (team.title, number)
        for team in teams
        for number, level in enumerate(team.oncall, 1)
        if level.rota == id
    ]
    return uses or [(id, 0)]


def _shifts(
    uses: Iterable[tuple[str, int]], kept: rows_of.RotaRow, person: str, now: datetime
) -> Iterator[Duty]:
    try:
        shifts = rota.shifts_of(read_definition(kept.definition), person, now, AHEAD + 1)
    except rota.BadRota:
        return
    for about, number in uses:
        for shift in shifts:
            duty = Duty(about, number, shift.start, shift.end, "rota")
            yield replace(duty, start=None) if shift.start <= now else duty
