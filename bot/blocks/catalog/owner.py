"""Who owns a service and who says otherwise; what nobody owns, with a way to claim it."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.catalog.card import LEADS, channel, origin, owners, show
from bot.blocks.kit import actions, button, context, person, section, snug
from bot.domain.catalog import Person, Profile, Service, Team
from bot.ports import Block, Reply

MINE = 3
"""For how many of one's own teams a button stands."""


def owner(
    profile: Profile,
    now: datetime,
    disagree: Sequence[str] = (),
    mine: Sequence[Team] = (),
    around: Sequence[tuple[Team, Team]] = (),
) -> Reply:
    """Who owns a service, why, how to reach the leads; `mine` are the reader's teams, which may claim it.

    `around` are owning teams with the team around each.
    """
    service = profile.service
    said = f"*{snug(service.title, 150)}* is owned by {owners(profile)}"
    if all(each.gone_at for each in (*profile.teams, profile.team) if each):
        claim = "Claim it here" if mine else "Somebody of a team can claim it here"
        named = f": {owners(profile)}" if service.team else f" yet. {claim}, or add `team:` to its file."
        said = f"Nobody owns *{snug(service.title, 150)}*{named}"
    ways = [f"{snug(each.name, 80)}: {_reach(each)}" for each in profile.leads[:LEADS] if _reach(each)]
    shown: list[Block] = [section(said)]
    shown += [context(*ways)] if ways else []
    shown += [context(*(_within(*each) for each in around))] if around else []
    shown += [section("\n".join(f"⚠️ {snug(each, 400)}" for each in disagree[:5]))] if disagree else []
    buttons = [*_claims(service.id, mine if not profile.owners else ()), show(service.id, "Show the service")]
    edit = [button("Edit", "svc_edit", service.id)]
    return Reply(said, (*shown, context(origin(service, now)), actions([*buttons, *edit])))


def orphans(total: int, services: Sequence[Service], offset: int, mine: Sequence[Team]) -> Reply:
    """The services that nobody owns, a line and the buttons to claim it each."""
    if not services:
        return Reply("Every service has an owner." if not total else "No more.")
    said = f"Nobody owns {total} {'service' if total == 1 else 'services'}."
    how = (
        "Claim what is yours; `tocsin import` of a file that names another team says so."
        if mine
        else "Members of a team claim for it; the catalog names no team of yours: ask whoever runs Tocsin."
    )
    shown: list[Block] = [section(f"{said} {how}")]
    for each in services:
        tier = f" · tier {each.tier}" if each.tier is not None else ""
        shown.append(section(f"*{snug(each.title, 150)}* `{each.id}`{tier}"))
        buttons = [*_claims(each.id, mine), show(each.id, "Show")]
        shown.append(actions(buttons, f"orphan_{each.id}"[:255]))
    end = offset + len(services)
    if end < total:
        shown.append(actions([button(f"and {total - end} more", "svc_show", f"orphans {end} -")], "more"))
    return Reply(f"{said} {how}", tuple(shown))


def _claims(id: str, mine: Sequence[Team]) -> list[Block]:
    return [button(f"Claim for {each.title}", "svc_claim", f"{each.id} {id}") for each in mine[:MINE]]


def claimed(service: Service, team: Team, by: str) -> Reply:
    """That a team owns it from now on, by whose word."""
    said = (
        f"*{snug(team.title, 100)}* owns *{snug(service.title, 150)}* from now on: "
        f"claimed by {person(by)}. An import that names another team says so, and the claim stands."
    )
    return Reply(said, (section(said), actions([show(service.id, "Show the service")])))


def edited(service: Service, changes: Sequence[tuple[str, str, str]]) -> Reply:
    """What was changed by hand, before and after."""
    if not changes:
        return Reply(f"Nothing was changed of *{snug(service.title, 150)}*.")
    lines = [f"• {name}: {_value(before)} → {_value(after)}" for name, before, after in changes]
    said = f"Changed of *{snug(service.title, 150)}*, kept over imports until the catalog says the same:"
    return Reply(
        "\n".join((said, *lines)),
        (section("\n".join((said, *lines))), actions([show(service.id, "Show the service")])),
    )


def _value(text: str) -> str:
    return snug(text, 200) if text else "nothing"


def _within(team: Team, parent: Team) -> str:
    """That a team is part of another, and where that one is met."""
    met = " · ".join(part for part in (f"*{snug(parent.title, 100)}*", channel(parent.channel)) if part)
    return f"{snug(team.title, 100)} is part of {met}"


def _reach(each: Person) -> str:
    return " · ".join(
        part for part in (person(each.slack) if each.slack else "", snug(each.phone, 80)) if part
    )
