"""One service: whose it is, who is on call, what it needs, where to look, who knows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.blocks.kit import (
    actions,
    address,
    ago,
    button,
    context,
    fields,
    header,
    link,
    link_button,
    person,
    section,
    snug,
    when,
    whole,
)
from bot.domain import freeze, ownership
from bot.domain.catalog import Brief, Known, Owner, Person, Profile, Service, Slo, Team
from bot.domain.provenance import elsewhere
from bot.ports import Block, Reply

if TYPE_CHECKING:
    from bot.domain.catalog.estate import Freeze, Vendor, Workload

NAMES, LINKS, SLOS, LEADS, PAGES, PLACES, TEAMS = 6, 3, 3, 4, 2, 4, 3


def card(profile: Profile, now: datetime, oncall: Sequence[str] = (), known: Sequence[Known] = ()) -> Reply:
    """A service with its surroundings; `oncall` is mrkdwn, one line per level; `known` are who knows it."""
    service = profile.service
    frozen = [frozen_line(each) for each in freeze.now_on(profile.around.freezes, now)[:PAGES]]
    who = section(whole([*frozen, f"*Owner:* {owners(profile)}", *oncall]))
    where = context(origin(service, now), _kind(service))
    shown: list[Block] = [header(service.title), *((where, who) if service.gone_at else (who, where))]
    shown += [fields(_facts(profile, now, known))]
    shown += [section(snug(service.description, 500))] if service.description else []
    shown += [_pages(service), _ways(service)]
    said = f"*{snug(service.title, 150)}* `{service.id}`: {owners(profile)}"
    return Reply("\n".join((said, *frozen, *oncall[:1])), tuple(block for block in shown if block))


def _facts(profile: Profile, now: datetime, known: Sequence[Known]) -> list[tuple[str, str]]:
    service, around = profile.service, profile.around
    vendors = "\n".join(vendor_line(each) for each in around.vendors[:PAGES])
    places = "\n".join(_place(each) for each in around.workloads[:PLACES])
    more = len(around.workloads) - PLACES
    going = "\n".join(_initiative(each) for each in freeze.now_on(around.initiatives, now)[:PAGES])
    pairs = [
        ("Runbook", _runbooks(service) or missing("runbook")),
        ("SLO", "\n".join(_slo(slo, now) for slo in service.slos[:SLOS]) or missing("slos")),
        ("Depends on", _named(profile.needs, len(service.depends_on)) or "nothing named"),
        ("Needed by", _named(profile.needed_by, profile.needed_by_total) or "nothing named"),
        ("Knows it", knows(known)),
        ("Runs in", f"{places}\nand {more} more" if more > 0 else places),
        ("Vendors", vendors),
        ("Going on", going),
    ]
    return [(label, value) for label, value in pairs if value]


# Whose it is --------------------------------------------------------------------------------------------


def owners(profile: Profile) -> str:
    """The owning teams, their channels and leads, as mrkdwn; what is missing where there is none."""
    teams = profile.teams or ((profile.team,) if profile.team else ())
    if not teams:
        named = profile.service.team
        return f"{snug(named, 80)} (no such team)" if named else missing("team")
    named_by = {each.team: each for each in profile.owners}
    leads = ", ".join(_person(each) for each in profile.leads[:LEADS])
    shown = ", ".join(team_line(team, named_by.get(team.id)) for team in teams[:TEAMS])
    shown += f" and {len(teams) - TEAMS} more teams" if len(teams) > TEAMS else ""
    return f"{shown} · leads: {leads}" if leads else shown


def team_line(team: Team, owner: Owner | None = None) -> str:
    """A team and its channel; for one that the service does not name itself, how it came to own it."""
    shown = " · ".join(part for part in (f"*{snug(team.title, 100)}*", channel(team.channel)) if part)
    how = "no longer in the catalog" if team.gone_at else why(owner) if owner else ""
    return f"{shown} ({how})" if how else shown


def why(owner: Owner) -> str:
    """How a team came to own a service, as mrkdwn; "" where the service names it itself."""
    if owner.by and owner.at and not owner.steps:
        return f"{'claimed' if owner.how == 'claimed' else 'set'} by {person(owner.by)} on {when(owner.at)}"
    return snug(ownership.way(owner), 300) if owner.steps else ""


def channel(name: str) -> str:
    """A channel of the catalog as mrkdwn: an id becomes a link, a name stays text."""
    if not name:
        return ""
    is_id = name[0] in "CG" and name.isalnum() and name.isupper()
    return f"<#{name}>" if is_id else snug(f"#{name.lstrip('#')}", 81)


def _person(each: Person) -> str:
    return person(each.slack) if each.slack else snug(each.name, 80)


def knows(known: Sequence[Known]) -> str:
    """Who knows it, each with the reasons, as mrkdwn."""
    return ", ".join(
        f"{_person(each.person)} ({snug(', '.join(each.reasons), 120)})" for each in known[:LEADS]
    )


# What holds now, and who else must hear -----------------------------------------------------------------


def frozen_line(each: Freeze) -> str:
    """That nothing is to be changed, until when, and whom to ask."""
    asked = f" · ask {snug(each.owner, 80)}" if each.owner else ""
    note = f" · {snug(each.note, 200)}" if each.note else ""
    return f"❄️ *Freeze until {when(each.end)}*: {snug(each.id, 150)}{asked}{note}"


def _initiative(each: Freeze) -> str:
    return f"{snug(each.id, 100)} until {when(each.end, '{date_short_pretty}')}"


def vendor_line(each: Vendor) -> str:
    """A vendor: how to reach its support and what to tell them."""
    support = f": {_reached(each.support)}" if each.support else ""
    tell = f", tell them {snug(each.tell, 200)}" if each.tell else ""
    pages = [("status", each.status_page), ("planned work", each.notices)]
    links = "".join(f" · {link(url, label)}" for label, url in pages if url)
    return f"*{snug(each.title, 80)}*{support}{tell}{links}"


def _reached(support: str) -> str:
    return link(support, "support") if address(support) else snug(support, 200)


# Facts --------------------------------------------------------------------------------------------------


def origin(service: Service, now: datetime) -> str:
    """Where it is written, how old that is, and what people said over it."""
    file = snug(service.source.rpartition("/")[2] or "the catalog", 150)
    if service.gone_at:
        return f"⚠️ No longer in {file} since {when(service.gone_at)}; this is what it said"
    age = f", read {ago((now - service.as_of).total_seconds())} ago" if service.as_of else ""
    said = ", ".join(f"{each.field} by {person(each.by)}" for each in service.by_hand)
    by_hand = f" · by hand: {said}" if said else ""
    others = [f"{field} from {spot(*where)}" for field, where in elsewhere(service).items()]
    more = f" and {len(others) - PLACES} more" if len(others) > PLACES else ""
    also = f" · {snug(', '.join(others[:PLACES]), 300)}{more}" if others else ""
    return f"From {file}{f':{service.line}' if service.line else ''}{age}{also}{by_hand}"


def spot(file: str, line: int) -> str:
    """A file, without its folders, and a line of it, as plain text."""
    name = file.rpartition("/")[2]
    return f"{name}:{line}" if name and line else name


def _kind(service: Service) -> str:
    tier = f"tier {service.tier}" if service.tier is not None else "no tier"
    code = [f"{each.name}/{each.path}" if each.path else each.name for each in service.code[:PAGES]]
    more = f"and {len(service.code) - PAGES} more repositories" if len(service.code) > PAGES else ""
    whole_of = f"part of {service.part_of}" if service.part_of else ""
    words = (service.lifecycle, service.type, service.language, *code, more, whole_of)
    return " · ".join((f"`{service.id}`", tier, *(snug(word, 80) for word in words if word)))


def missing(key: str) -> str:
    """That a key of the catalog file is not there."""
    return f"none yet: add `{key}:`"


def _runbooks(service: Service) -> str:
    first = link(service.runbook, "Open the runbook") if service.runbook else ""
    more = [page for page in service.pages if page.url != service.runbook][:PAGES]
    return "\n".join(part for part in (first, *(link(page.url, page.title) for page in more)) if part)


def _slo(slo: Slo, now: datetime) -> str:
    target = f"{slo.objective:g} {snug(slo.unit, 20)} over {snug(slo.window, 10)}"
    if slo.current is None:
        return f"{snug(slo.name, 80)}: {target}, not measured yet"
    age = f", {ago((now - slo.measured_at).total_seconds())} ago" if slo.measured_at else ""
    mark = "" if slo.current >= slo.objective else " ⚠️ below"
    return f"{snug(slo.name, 80)}: {slo.current:g} of {target}{mark}{age}"


def _named(services: Sequence[Brief], total: int) -> str:
    names = ", ".join(snug(each.title, 60) for each in services[:NAMES])
    more = total - min(len(services), NAMES)
    return f"{names} and {more} more" if names and more > 0 else names


def _place(each: Workload) -> str:
    words = (each.version, each.health, each.sync)
    return " · ".join(snug(word, 60) for word in (each.environment, *words) if word)


def _pages(service: Service) -> Block:
    """The pages that a person opens next; an empty block where there are none."""
    pages = [("Runbook", service.runbook)] if service.runbook else []
    pages += [(each.title, each.url) for each in (*service.dashboards[:LINKS], *service.links[:LINKS])]
    pages += [("API", service.api_spec)] if service.api_spec else []
    usable = [link_button(title, "svc_link", url) for title, url in pages if address(url)]
    return actions(usable, "pages") if usable else {}


def _ways(service: Service) -> Block:
    return actions(
        [
            button("Impact", "svc_show", f"impact 0 {service.id}"),
            button("Dependencies", "svc_show", f"deps 0 {service.id}"),
            button("Changes", "say", f"changes {service.id}"),
            button("Owner", "svc_show", f"owner 0 {service.id}"),
            button("Readiness", "say", f"ready {service.id}"),
            button("Where from", "svc_show", f"sources 0 {service.id}"),
            button("Edit", "svc_edit", service.id),
        ]
    )


def show(id: str, label: str) -> Block:
    """A button that shows a service."""
    return button(label, "svc_show", id)
