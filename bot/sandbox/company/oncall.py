"""A PagerDuty account that matches a catalog: services, users, and policies for the teams that own them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.company.sheet import Sheet
from bot.sandbox.pagerduty import PagerDutyTwin, Policy, Schedule, Service, User

MONDAY = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  (a schedule starts by the clock on the wall)

PAGES = "PPAGES"

Json = dict[str, Any]


def seed_pagerduty(sheet: Sheet) -> PagerDutyTwin:
    """The users and services that carry PagerDuty's ids, and one policy for each team that has such services.

    A team's members who lead nothing take turns of a week: first the primary, where three or more share the
    rota a secondary, at last the team's leads.
    """
    twin = PagerDutyTwin()
    twin.users = {user.id: user for user in _users(sheet)}
    for name, service in sheet["services"].items():
        if service.get("pagerduty") and service.get("team"):
            policy = _id("policy", service["team"])
            if policy not in twin.policies:
                _escalation(twin, policy, sheet["teams"][service["team"]], sheet["people"])
            twin.services[service["pagerduty"]] = Service(
                service["pagerduty"], service.get("title", name), policy
            )
    return twin


def with_pages(twin: PagerDutyTwin) -> PagerDutyTwin:
    """The same with what paging needs: a service for pages of people and teams, and a user of our own."""
    twin.robot = "tocsin@acme.example"
    twin.users["PTOCSIN"] = User("PTOCSIN", "Tocsin", twin.robot)
    twin.services[PAGES] = Service(PAGES, "Pages of people and teams", next(iter(twin.policies)))
    return twin


def _users(sheet: Sheet) -> Iterable[User]:
    for person in sheet["people"].values():
        if person.get("pagerduty"):
            phones = (person["phone"],) if person.get("phone") else ()
            zone = person.get("timezone", "UTC")
            yield User(person["pagerduty"], person["name"], person.get("email", ""), zone, phones)


def _escalation(twin: PagerDutyTwin, policy: str, team: Json, people: Json) -> None:
    leads = _paged(team.get("leads", ()), people)
    turns = _paged([each for each in team["members"] if each not in team.get("leads", ())], people) or leads
    levels = [(_schedule(twin, team["title"], "primary", turns),)]
    if len(turns) > 2:
        levels.append((_schedule(twin, team["title"], "secondary", [*turns[1:], turns[0]]),))
    if leads:
        levels.append(tuple(each["pagerduty"] for each in leads))
    twin.policies[policy] = Policy(policy, f"{team['title']} escalation", tuple(levels))


def _paged(names: Iterable[str], people: Json) -> list[Json]:
    return [people[name] for name in names if people[name].get("pagerduty")]


def _schedule(twin: PagerDutyTwin, team: str, rank: str, turns: Sequence[Json]) -> str:
    schedule = Schedule(
        id=_id("schedule", team, rank),
        name=f"{team} {rank}",
        zone=turns[0].get("timezone", "UTC") if turns else "UTC",
        start=MONDAY,
        users=tuple(each["pagerduty"] for each in turns),
    )
    twin.schedules[schedule.id] = schedule
    return schedule.id


def _id(*parts: str) -> str:
    """An id that looks like one of PagerDuty's and is the same every time."""
    return "P" + hashlib.sha256("/".join(parts).encode()).hexdigest()[:9].upper()
