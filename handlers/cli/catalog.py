"""`tocsin svc NAME`: the catalog in a terminal."""

import json
import sys
from argparse import Namespace, _SubParsersAction
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.catalog import Found, Owner, Profile
from bot.flows.catalog.finding import seek, unowned
from bot.flows.catalog.traced import traced
from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from bot.domain.catalog import Team
    from bot.ports import Rows

Json = dict[str, Any]
YES, NO, BAD = 0, 1, 2


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    look = sub.add_parser("svc", help="a service: owner, runbook, dependencies")
    look.add_argument("name", nargs="?", default="", help="an id, an alias, a title, or a part of one")
    look.add_argument("--owner", action="store_true", help="who owns it, why, and who says otherwise")
    look.add_argument("--orphans", action="store_true", help="what nobody owns")
    look.add_argument("--json", action="store_true")
    look.set_defaults(run=run)


def run(args: Namespace, rows: "Rows") -> int:
    """`svc NAME [--json]`."""
    if args.orphans:
        return orphans(rows, args.json)
    if not args.name:
        print("Name a service, or ask for --orphans.", file=sys.stderr)
        return BAD
    return owner(rows, args.name, args.json) if args.owner else svc(rows, args.name, args.json)


def svc(rows: "Rows", name: str, as_json: bool) -> int:
    """Print a service: 0 it is known, 1 it is not, or several may be meant."""
    found = seek(rows, name)
    if as_json:
        print(json_of(_profile(rows, found.profile) if found.profile else several(found)))
    else:
        print(harmless("\n".join(_lines(found.profile) if found.profile else choice(found))))
    return YES if found.profile else NO


def owner(rows: "Rows", name: str, as_json: bool) -> int:
    """Print who owns a service, on which way, and who says otherwise: 0 somebody does, 1 nobody."""
    from bot.flows.catalog.owning import told_otherwise  # noqa: PLC0415  (who is on call: 30 ms)

    found = seek(rows, name)
    if not found.profile:
        return svc(rows, name, as_json)
    profile = found.profile
    said = rows.read(told_otherwise, profile.service, profile.teams, datetime.now(UTC))
    if as_json:
        told = {"service": profile.service.id, "owners": profile.owners, "disagreements": said}
        print(json_of(told))
    else:
        print(harmless("\n".join([*_owners(profile), *(f"disagrees {each}" for each in said)])))
    return YES if profile.owners else NO


def orphans(rows: "Rows", as_json: bool) -> int:
    """Print what nobody owns: 0 there is none, 1 there is."""
    total, services = unowned(rows)
    if as_json:
        print(json_of({"total": total, "orphans": [each.id for each in services]}))
    else:
        listed = (f"  {each.id:30} {each.title}" for each in services)
        print(harmless("\n".join([f"{total} without an owner", *listed])))
    return NO if total else YES


def _owners(profile: Profile) -> list[str]:
    """An owning team a line, with the way on which it came to own it."""
    if not profile.owners:
        return [f"owner     nobody ({profile.service.team or 'no team is named'})"]
    return [f"owner     {_team(profile, each)}" for each in profile.owners]


def _team(profile: Profile, each: Owner) -> str:
    from bot.domain.ownership import way  # noqa: PLC0415  (only where an owner is explained)

    channel = next((team.channel for team in profile.teams if team.id == each.team), "")
    by_hand = f"{each.how} by {each.by}" if each.by else ""
    how = by_hand or way(each)
    return f"{each.title} {channel}".strip() + (f" ({how})" if how else "")


# A service ----------------------------------------------------------------------------------------------


def _profile(rows: "Rows", profile: Profile) -> Json:
    """A service with its surroundings, and where each of its values is from."""
    found = asdict(profile)
    del found["service"]["places"]
    keys = ("value", "source", "as_of", "by")
    told = rows.read(traced, profile)
    return found | {"sources": {name: dict(zip(keys, rest, strict=True)) for name, *rest in told}}


def several(found: Found) -> Json:
    """Why it is not one service, as JSON holds it."""
    return {
        "found": None,
        "near": found.near,
        "total": found.total,
        "options": [each.id for each in found.options],
    }


def _lines(profile: Profile) -> list[str]:
    service, teams = profile.service, profile.teams
    tier = f"tier {service.tier}" if service.tier is not None else ""
    kind = " · ".join(part for part in (service.id, tier, service.lifecycle, service.type) if part)
    leads = ", ".join(each.name for each in profile.leads)
    lines = [f"{service.title} ({kind})"]
    lines += [f"gone      since {service.gone_at:%Y-%m-%d %H:%M} UTC"] if service.gone_at else []
    facts = {
        "owner": ", ".join(map(_titled, teams)) or service.team,
        "leads": leads,
        "about": service.description,
        "runbook": service.runbook,
        "code": ", ".join(each.name for each in service.code),
        "needs": _named(profile.needs, len(service.depends_on)),
        "needed by": _named(profile.needed_by, profile.needed_by_total),
        "source": f"{service.source}:{service.line}"
        + (f", read {service.as_of:%Y-%m-%d %H:%M} UTC" if service.as_of else ""),
    }
    return [*lines, *(f"{name:9} {value or '-'}" for name, value in facts.items())]


def _titled(team: "Team") -> str:
    """A team as owners are named; one that no longer stands owns nothing."""
    return f"{team.title} {team.channel}".strip() + (" (no longer in the catalog)" if team.gone_at else "")


def _named(services: Any, total: int) -> str:
    more = f" and {total - len(services)} more" if total > len(services) else ""
    return ", ".join(each.id for each in services) + more


def choice(found: Found) -> list[str]:
    """Why it is not one service, and what comes near, a line each."""
    if found.empty:
        return ["The catalog is empty. Bring one in: tocsin import catalog.yaml"]
    if not found.options:
        return [f"Nothing in the catalog is called {found.text!r}, nor nearly so."]
    said = (
        f"Nothing is called {found.text!r}. Nearest:" if found.near else f"{found.total} fit {found.text!r}:"
    )
    more = found.total - len(found.options)
    listed = [f"  {each.id:30} {each.title}" for each in found.options]
    return [said, *listed, *([f"  and {more} more: name it more closely"] if more > 0 else [])]


def json_of(value: Json) -> str:
    """As it is printed for scripts."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)
