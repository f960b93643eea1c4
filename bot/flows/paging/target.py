"""Whom a page is for: an exact name and nothing like it; whom it reaches, and by which way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Person, Service, Team
from bot.domain.grammar import MENTION
from bot.domain.oncall import OnCall
from bot.domain.page import Way, Who
from bot.flows.rota.levels import of_service, of_team
from bot.flows.rota.people import pager_id
from bot.ports import Bot
from store import catalog
from store import rota as rows_of

QUOTES = "\"'“”„‘’«»"
KIND = re.compile(r"(service|team):(\S+)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """The service, team or person that is meant, with its team where it has one."""

    kind: str
    id: str
    title: str
    team: Team | None = None
    service: Service | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """By which way it goes, what the pager is asked for, and (plain text) why not the better way."""

    way: Way
    service: str = ""
    policy: str = ""
    people: tuple[str, ...] = ()
    note: str = ""


def find(db: Connection, words: str) -> tuple[Target | None, str]:
    """What the words begin with, and why it is paged: the longest beginning that is exactly a name."""
    words = " ".join(words.split())
    if mention := MENTION.match(words):
        return _person(db, mention.group(1)), _bare(words[mention.end() :])
    if kind := KIND.match(words):
        return _named(db, kind.group(2), kind.group(1).lower()), _bare(words[kind.end() :])
    parts = words.split(" ")
    for count in range(min(len(parts), 6), 0, -1):
        if found := _named(db, _bare(" ".join(parts[:count]))):
            return found, _bare(" ".join(parts[count:]))
    return None, ""


def _bare(text: str) -> str:
    return text.strip().strip(QUOTES).strip()


def _person(db: Connection, slack: str) -> Target:
    person = catalog.person_by_slack(db, slack) or Person(id="", name=f"@{slack}", slack=slack)
    return Target("person", person.id or slack, person.name, person=person)


def _named(db: Connection, name: str, kind: str = "") -> Target | None:
    service = catalog.find(db, name) if name and kind in ("", "service") else None
    if service is not None and service.gone_at is None:
        team = catalog.owner(db, service)
        return Target("service", service.id, service.title, team, service)
    team = catalog.find_team(db, name) if name and kind in ("", "team") else None
    if team is not None and team.gone_at is None:
        return Target("team", team.id, team.title, team)
    return None


def levels(db: Connection, target: Target, now: datetime) -> tuple[tuple[Who, ...], ...]:
    """Whom it may reach, level by level, as known now; whoever leads the team comes last."""
    if target.person is not None:
        return ((_who(db, target.person),),)
    oncall = _oncall(db, target, now)
    found = [level.people for level in oncall.levels]
    if target.team:
        found.append(catalog.people(db, target.team.leads))
    return tuple(_once([tuple(_who(db, each) for each in people) for people in found]))


def _oncall(db: Connection, target: Target, now: datetime) -> OnCall:
    if target.service is not None:
        return of_service(db, target.service, now)
    return of_team(db, target.team, now) if target.team else OnCall(target.title)


def _once(found: Iterable[tuple[Who, ...]]) -> Iterator[tuple[Who, ...]]:
    """Each person at the first level that names them; a level of nobody else is left out."""
    seen: list[Who] = []
    for people in found:
        fresh = tuple(each for each in people if not any(each.is_(other) for other in seen))
        seen += fresh
        if fresh:
            yield fresh


def _who(db: Connection, person: Person) -> Who:
    return Who(person.name, person.slack, person.phone, pager_id(db, person))


def route(db: Connection, bot: Bot, target: Target) -> Route:
    """PagerDuty where it knows the target; its events where there is no REST key; else Slack."""
    if bot.pager is None:
        return Route(Way.EVENTS if bot.alarm else Way.SLACK)
    if target.service is not None and target.service.pagerduty:
        known = rows_of.pager_service(db, target.service.pagerduty)
        if known and known.policy:
            return Route(Way.PAGERDUTY, service=known.id)
    return _by_page_service(db, target, bot.pager.page_service)


def _by_page_service(db: Connection, target: Target, home: str) -> Route:
    """People and teams are paged on a service of their own, with the team's policy or assigned."""
    policy = _policy(db, target.team) if target.team else ""
    people = (pager_id(db, target.person),) if target.person else ()
    if not policy and not any(people):
        return Route(Way.SLACK, note="PagerDuty does not know them" if target.person else "")
    if not home:
        return Route(Way.SLACK, note="PAGERDUTY_PAGE_SERVICE is not set, so PagerDuty can't be used")
    return Route(Way.PAGERDUTY, service=home, policy=policy, people=people)


def _policy(db: Connection, team: Team) -> str:
    """The one policy behind a team's services; "" where they have several, or none."""
    found = {
        known.policy
        for each in catalog.services_of_team(db, team.id)
        if each.pagerduty and (known := rows_of.pager_service(db, each.pagerduty)) and known.policy
    }
    return found.pop() if len(found) == 1 else ""


def sender(db: Connection, slack: str) -> str:
    """The address under which PagerDuty knows whoever pages, "" where it does not."""
    person = catalog.person_by_slack(db, slack)
    known = rows_of.pager_person(db, pager_id(db, person)) if person else None
    return known.email if known else ""
