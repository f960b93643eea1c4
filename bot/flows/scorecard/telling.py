"""What teams hear of readiness: what got worse, once; a digest a week; what is due to be mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.scorecard import telling as blocks
from bot.domain.catalog import Person, Service, Team
from bot.domain.effect import Effect, EffectKind
from bot.domain.scorecard import Readiness
from bot.domain.scorecard.routine import awake, quiet, week, zone
from bot.flows.scorecard import reporting, waiving
from bot.flows.scorecard.reading import of_service, owner, target
from bot.flows.scorecard.shipped import cards, first
from bot.flows.scorecard.whole import count_day
from bot.ports import Bot, Reply
from store import catalog, jobs, outbox
from store import scorecard as rows_of

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears of a team's services: the team's channel, else its leads. The house is a team without id."""

    team: Team
    leads: tuple[Person, ...]

    def may_hear(self, bot: Bot, now: datetime) -> bool:
        """Whether it is no time of quiet for them."""
        return not quiet(now, zone(each.timezone for each in self.leads), bot.house.readiness.quiet)


async def routines(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """What is due now: waivers that lapse, digests, what has to be mended soon, the managers' reports."""
    await bot.rows.run(waiving.lapse, bot.clock.now())
    await bot.rows.run(count_day, bot.clock.now())
    for team in await bot.rows.query(catalog.teams):
        await bot.rows.run(_remind, bot, team, bot.clock.now())
    await reporting.send_due(bot)
    bot.wake()


async def degraded(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Each owning team hears of what got worse, in one message; whose time is quiet hears when it is over.

    What nobody owns, or whose team cannot be told, is told where the reports go.
    """
    await bot.rows.run(_degraded, bot, bot.clock.now())
    bot.wake()


def _degraded(db: Connection, bot: Bot, now: datetime) -> None:
    found = rows_of.untold(db)
    services = {each.id: each for each in catalog.services(db, {each.service for each in found})}
    by_team: dict[str, list[rows_of.Happened]] = {}
    for each in found:
        team = owner(db, services[each.service]) if each.service in services else None
        by_team.setdefault(team.id if team else "", []).append(each)
    snoozed = rows_of.snoozed(db, now)
    for team_id, happened in by_team.items():
        listeners = _listeners(db, team_id) or _house(bot)
        if team_id not in snoozed and not listeners.may_hear(bot, now):
            _later(db, bot, listeners, now)
            continue
        rows_of.tell(db, [each.id for each in happened])
        fresh = [each for each in _standing_so(db, happened) if each.service in services]
        if team_id not in snoozed and fresh:
            said = blocks.degraded(listeners.team, _titled(db, services, fresh), now)
            _tell(db, listeners, f"degraded:{fresh[-1].id}:{team_id}", said, now)


def _later(db: Connection, bot: Bot, listeners: Listeners, now: datetime) -> None:
    due = awake(now, zone(each.timezone for each in listeners.leads), bot.house.readiness.quiet)
    jobs.schedule(db, f"degraded:{due.isoformat()}", "degraded", {}, due)


def _standing_so(db: Connection, happened: Sequence[rows_of.Happened]) -> list[rows_of.Happened]:
    """Where it is still so: what was mended meanwhile, or no card asks for any more, is no news.

    What two cards say alike is said once.
    """
    titles = {(card.identifier, rule.identifier): rule.title for card in cards(db) for rule in card.rules}
    fresh: dict[tuple[str, ...], rows_of.Happened] = {}
    for each in happened:
        title = titles.get((each.scorecard, each.rule))
        if title is not None and rows_of.last(db, each) == each.id:
            fresh.setdefault((each.service, title.casefold(), each.became_value), each)
    return list(fresh.values())


def _titled(
    db: Connection, services: Mapping[str, Service], happened: Iterable[rows_of.Happened]
) -> list[blocks.Worse]:
    rules = {(card.identifier, rule.identifier): rule.title for card in cards(db) for rule in card.rules}
    return [
        blocks.Worse(
            each.service,
            services[each.service].title,
            rules.get((each.scorecard, each.rule), each.rule),
            (each.was_value, each.became_value),
            each.source,
            each.at,
        )
        for each in happened
    ]


def _listeners(db: Connection, team_id: str) -> Listeners | None:
    """Who hears of what that team owns; None where no such team stands, or nobody there can be told."""
    found = catalog.team(db, team_id) if team_id else None
    team = found if found and found.gone_at is None else None
    leads = catalog.people(db, team.leads) if team else ()
    reached = team and (team.channel.strip() or any(each.slack for each in leads))
    return Listeners(team, leads) if team and reached else None


def _house(bot: Bot) -> Listeners:
    """Who hears of what nobody owns: the room of the reports, else each manager."""
    room = bot.house.readiness.report_in
    managers = tuple(Person(id, id, slack=id) for id in bot.house.managers)
    return Listeners(Team("", "Services without a team to tell", f"#{room}" if room else ""), managers)


def _remind(db: Connection, bot: Bot, team: Team, now: datetime) -> None:
    """The week's digest where it is due, else what has to be mended soon: one message a team at a time."""
    listeners = Listeners(team, catalog.people(db, team.leads))
    if team.id in rows_of.snoozed(db, now) or not listeners.may_hear(bot, now):
        return
    where, told = zone(each.timezone for each in listeners.leads), bot.house.readiness
    period = week(now, where, told.weekday, told.hour)
    key = f"digest:{team.id}:{period}"
    if period and not rows_of.was_told(db, key):
        rows_of.tell_once(db, key, now)
        _digest(db, bot, listeners, key, now)
    else:
        _due(db, listeners, now)


def _digest(db: Connection, bot: Bot, listeners: Listeners, key: str, now: datetime) -> None:
    below = [each for each in _gapped(db, listeners.team, now) if each.result.rank < target(bot, each)]
    if below:
        said = blocks.digest(listeners.team, below, dict(_due_dates(db, below)), now)
        _tell(db, listeners, key, said, now)


def _gapped(db: Connection, team: Team, now: datetime) -> list[Readiness]:
    """The team's services that have gaps, the worst first."""
    wanted = rows_of.Page(team.id, limit=-1)
    rows = [each for each in rows_of.page(db, first(db).identifier, wanted) if each.open & ~each.waived]
    found = catalog.services(db, [each.service for each in rows])
    return [of_service(db, each, now) for each in found]


def _due(db: Connection, listeners: Listeners, now: datetime) -> None:
    """Rules whose time to be mended is over, or nearly; each is told twice at most."""
    if not any(rule.sla for rule in first(db).rules):
        return
    found = _gapped(db, listeners.team, now)
    dates = _due_dates(db, found)
    fresh = [
        (service, rule, due) for (service, rule), due in dates if _first_time(db, service, rule, due, now)
    ]
    if fresh:
        titles = {each.service.id: each for each in found}
        said = blocks.due(listeners.team, [(titles[id], rule, due) for id, rule, due in fresh], now)
        _tell(db, listeners, f"due:{listeners.team.id}:{now.isoformat()}", said, now)


def _first_time(db: Connection, service: str, rule: str, due: datetime, now: datetime) -> bool:
    if now < due - SOON:
        return False
    stage = "over" if now >= due else "soon"
    return rows_of.tell_once(db, f"due:{service}:{rule}:{due:%Y-%m-%d}:{stage}", now)


def _due_dates(db: Connection, found: Iterable[Readiness]) -> list[tuple[tuple[str, str], datetime]]:
    """((service, rule), day by which it has to be mended) of every open rule that has one."""
    dates = []
    for each in found:
        kept = rows_of.known(db, each.service.id)
        days = {rule.identifier: rule.sla for rule in each.scorecard.rules if rule.sla}
        for gap in each.gaps:
            since = each.since.get(gap.rule) or (_known_since(db, each, gap.rule, kept) if kept else None)
            if gap.rule in days and since:
                dates.append(((each.service.id, gap.rule), since + timedelta(days=days[gap.rule])))
    return dates


def _known_since(db: Connection, each: Readiness, rule: str, kept: rows_of.Known) -> datetime:
    """Since when a rule that never changed is open: since the service is known, and the rule is asked for."""
    return max(kept.created_at, rows_of.asked_since(db, each.scorecard.identifier, rule) or kept.created_at)


def _tell(db: Connection, listeners: Listeners, key: str, said: Reply, now: datetime) -> None:
    """In the team's channel; where it has none, or it is gone, each lead directly."""
    channel, leads = listeners.team.channel.strip(), [each.slack for each in listeners.leads if each.slack]
    body = {"text": said.text, "blocks": list(said.blocks)}
    if channel:
        place = {"room": channel.removeprefix("#")} if channel.startswith("#") else {"channel": channel}
        lead = leads[0] if leads else ""
        effect = Effect(
            key,
            EffectKind.POST,
            lane=f"team:{listeners.team.id}",
            person=lead,
            body={**body, **place, "otherwise": lead},
        )
        outbox.add(db, effect, now)
        return
    for lead in leads:
        outbox.add(db, Effect(f"{key}:{lead}", EffectKind.DIRECT, person=lead, body=body), now)
