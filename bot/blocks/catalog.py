"""How services look: the card, the owner, the dependencies, the choice between several, the empty catalog."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit import (
    actions,
    address,
    ago,
    button,
    context,
    escape,
    fields,
    header,
    link,
    link_button,
    person,
    section,
    sections,
    snug,
    when,
    whole,
)
from bot.domain.catalog import Brief, Counts, Found, Person, Profile, Service, Slo
from bot.ports import Block, Blocks, Reply

NAMES, LINKS, SLOS, LEADS, PAGE = 6, 3, 3, 4, 20
IMPORT = (
    "Write one file and bring it in with `tocsin import catalog.yaml` (docs/catalog.md shows the format)."
)
FIND = "`/svc find &lt;text&gt;` searches names, descriptions, teams and tags."


# One service --------------------------------------------------------------------------------------------


def card(profile: Profile, now: datetime, oncall: Sequence[str] = ()) -> Reply:
    """A service with its surroundings; `oncall` is mrkdwn, one line per level."""
    service = profile.service
    facts = [
        ("Runbook", link(service.runbook, "Open the runbook") if service.runbook else _missing("runbook")),
        ("SLO", "\n".join(_slo(slo, now) for slo in service.slos[:SLOS]) or _missing("slos")),
        ("Depends on", _named(profile.needs, len(service.depends_on)) or "nothing named"),
        ("Needed by", _named(profile.needed_by, profile.needed_by_total) or "nothing named"),
    ]
    who = section(whole([f"*Owner:* {owners(profile)}", *oncall]))
    where = context(_origin(service, now), _kind(service))
    shown: list[Block] = [header(service.title), *((where, who) if service.gone_at else (who, where))]
    shown += [fields(facts)]
    shown += [section(snug(service.description, 500))] if service.description else []
    shown += [_card_buttons(service)]
    said = f"*{snug(service.title, 150)}* `{service.id}`: {owners(profile)}"
    return Reply("\n".join((said, *oncall[:1])), tuple(shown))


def owners(profile: Profile) -> str:
    """The owning team, its channel and its leads, as mrkdwn; what is missing where there is none."""
    if profile.team is None:
        named = profile.service.team
        return f"{snug(named, 80)} (no such team)" if named else _missing("team")
    leads = ", ".join(_person(each) for each in profile.leads[:LEADS])
    room = channel(profile.team.channel)
    shown = " · ".join(part for part in (f"*{snug(profile.team.title, 100)}*", room) if part)
    return f"{shown} · leads: {leads}" if leads else shown


def channel(name: str) -> str:
    """A channel of the catalog as mrkdwn: an id becomes a link, a name stays text."""
    if not name:
        return ""
    is_id = name[0] in "CG" and name.isalnum() and name.isupper()
    return f"<#{name}>" if is_id else snug(f"#{name.lstrip('#')}", 81)


def owner(profile: Profile, now: datetime) -> Reply:
    """Who owns a service and how to reach its leads."""
    service = profile.service
    said = f"*{snug(service.title, 150)}* is owned by {owners(profile)}"
    if profile.team is None:
        said = f"Nobody owns *{snug(service.title, 150)}*: {owners(profile)}"
    ways = [f"{snug(each.name, 80)}: {_reach(each)}" for each in profile.leads[:LEADS] if _reach(each)]
    shown = [section(said), *([context(*ways)] if ways else []), context(_origin(service, now))]
    return Reply(said, (*shown, actions([_show(service.id, "Show the service")])))


def dependencies(profile: Profile, offset: int = 0) -> Reply:
    """What a service needs and what needs it, the second part a page at a time."""
    service = profile.service
    said = (
        f"*{snug(service.title, 150)}* needs {len(service.depends_on)}"
        f" and is needed by {profile.needed_by_total}."
    )
    end = offset + PAGE
    needs = [_dependency(each) for each in profile.needs[offset:end]] or [_end(offset, "add `depends_on:`")]
    needed_by = [_dependency(each) for each in profile.needed_by] or [_end(offset)]
    shown: list[Block] = [section(said), *sections("*Needs*", needs)]
    unknown = {each.service for each in service.depends_on} - {each.id for each in profile.needs}
    if unknown:
        shown.append(context(f"Not in the catalog: {escape(', '.join(sorted(unknown)), 300)}"))
    shown += sections("*Needed by*", needed_by)
    buttons = [_show(service.id, "Show the service")]
    rest = max(0, len(profile.needs) - end) + max(0, profile.needed_by_total - end)
    if rest:
        buttons.append(button(f"and {rest} more", "svc_show", f"deps {end} {service.id}"))
    return Reply(said, (*shown, actions(buttons)))


def _end(offset: int, remedy: str = "") -> str:
    if offset:
        return "no more"
    return f"nothing named: {remedy}" if remedy else "nothing named"


def _origin(service: Service, now: datetime) -> str:
    file = snug(service.source.rpartition("/")[2] or "the catalog", 150)
    if service.gone_at:
        return f"⚠️ No longer in {file} since {when(service.gone_at)}; this is what it said"
    age = f", read {ago((now - service.as_of).total_seconds())} ago" if service.as_of else ""
    return f"From {file}{f':{service.line}' if service.line else ''}{age}"


def _kind(service: Service) -> str:
    tier = f"tier {service.tier}" if service.tier is not None else "no tier"
    words = (service.lifecycle, service.type, service.language, service.repository)
    return " · ".join((f"`{service.id}`", tier, *(snug(word, 80) for word in words if word)))


def _missing(key: str) -> str:
    return f"none yet: add `{key}:`"


def _person(each: Person) -> str:
    return person(each.slack) if each.slack else snug(each.name, 80)


def _reach(each: Person) -> str:
    return " · ".join(
        part for part in (person(each.slack) if each.slack else "", snug(each.phone, 80)) if part
    )


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


def _dependency(each: Brief) -> str:
    tier = f" · tier {each.tier}" if each.tier is not None else ""
    return f"• {snug(each.title, 80)} `{each.id}`{tier}{'' if each.hard else ' · soft: degrades only'}"


def _card_buttons(service: Service) -> Block:
    pages = [("Runbook", service.runbook)] if service.runbook else []
    pages += [(each.title, each.url) for each in service.links[:LINKS]]
    return actions(
        [
            *(link_button(title, "svc_link", url) for title, url in pages if address(url)),
            button("Dependencies", "svc_show", f"deps 0 {service.id}"),
            button("Changes", "say", f"changes {service.id}"),
        ]
    )


def _show(id: str, label: str) -> Block:
    return button(label, "svc_show", id)


# Several, none, nothing at all --------------------------------------------------------------------------


def choices(found: Found) -> Reply:
    """What a search found when it was not exactly one: buttons, best first, and a way to the rest."""
    asked = snug(found.text, 100)
    if found.empty:
        return Reply(f"The catalog is empty, so “{asked}” is not known. {IMPORT}")
    if not found.options:
        return Reply(f"Nothing in the catalog is called “{asked}”, nor nearly so. {FIND}")
    names = ", ".join(snug(each.title, 60) for each in found.options)
    if found.near:
        said = f"Nothing is called “{asked}”. Did you mean {names}?"
    else:
        said = f"{found.total} services fit “{asked}”: {names}{_and_more(found)}."
    buttons = [
        _show(each.id, label) for each, label in zip(found.options, _labels(found.options), strict=True)
    ]
    return Reply(said, (section(said), actions([*buttons, *_next(found)])))


def listed(found: Found) -> Reply:
    """A page of a search, a line and a button each."""
    if not found.options or found.near:
        return choices(found)
    first, last = found.offset + 1, found.offset + len(found.options)
    said = f"{found.total} {'service fits' if found.total == 1 else 'services fit'} “{snug(found.text, 100)}”"
    page = f" ({first} to {last})" if found.total > len(found.options) else ""
    lines = tuple(section(_line(each), _show(each.id, "Show")) for each in found.options)
    more = tuple(_next(found))
    shown: Blocks = (section(said + page), *lines, *((actions(more),) if more else ()))
    names = ", ".join(snug(each.title, 60) for each in found.options[:3])
    rest = "…" if len(found.options) > 3 else ""
    return Reply(f"{said}{page}: {names}{rest}", shown)


def overview(counts: Counts) -> Reply:
    """What `/svc` alone says: how much there is and how to ask for it."""
    if not counts.services:
        return Reply(f"The catalog is empty: no services, teams or people are known. {IMPORT}")
    said = f"The catalog holds {counts.services} services, {counts.teams} teams and {counts.people} people."
    return Reply(f"{said}\n`/svc &lt;name&gt;` shows one, `/svc owner &lt;name&gt;` who owns it. {FIND}")


def _line(service: Service) -> str:
    tier = f" · tier {service.tier}" if service.tier is not None else ""
    team = f" · {snug(service.team, 80)}" if service.team else ""
    description = f"\n{snug(service.description, 150)}" if service.description else ""
    return f"*{snug(service.title, 150)}* `{service.id}`{tier}{team}{description}"


def _labels(services: Sequence[Service]) -> list[str]:
    """Titles for buttons; two of one title are told apart by their ids."""
    titles = [each.title for each in services]
    return [
        each.title if titles.count(each.title) == 1 else f"{each.title[:35]} ({each.id})" for each in services
    ]


def _and_more(found: Found) -> str:
    rest = found.total - found.offset - len(found.options)
    return f" and {rest} more" if rest > 0 else ""


def _next(found: Found) -> list[Block]:
    end = found.offset + len(found.options)
    if found.total <= end:
        return []
    return [button(f"and {found.total - end} more", "svc_show", f"more {end} {found.text[:150]}")]
