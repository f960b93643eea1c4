"""`tocsin svc NAME`: the catalog in a terminal."""

import json
from argparse import Namespace, _SubParsersAction
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.catalog import Found, Profile
from bot.flows.catalog.finding import seek

if TYPE_CHECKING:
    from bot.ports import Rows

Json = dict[str, Any]
YES, NO, BAD = 0, 1, 2


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    look = sub.add_parser("svc", help="a service: owner, runbook, dependencies")
    look.add_argument("name", help="an id, an alias, a title, or a part of one")
    look.add_argument("--json", action="store_true")
    look.set_defaults(run=run)


def run(args: Namespace, rows: "Rows") -> int:
    """`svc NAME [--json]`."""
    return svc(rows, args.name, args.json)


def svc(rows: "Rows", name: str, as_json: bool) -> int:
    """Print a service: 0 it is known, 1 it is not, or several may be meant."""
    found = seek(rows, name)
    if as_json:
        print(_json(_profile(found.profile) if found.profile else _several(found)))
    else:
        print("\n".join(_lines(found.profile) if found.profile else _choice(found)))
    return YES if found.profile else NO


# A service ----------------------------------------------------------------------------------------------


def _profile(profile: Profile) -> Json:
    return asdict(profile)


def _several(found: Found) -> Json:
    return {
        "found": None,
        "near": found.near,
        "total": found.total,
        "options": [each.id for each in found.options],
    }


def _lines(profile: Profile) -> list[str]:
    service, team = profile.service, profile.team
    tier = f"tier {service.tier}" if service.tier is not None else ""
    kind = " · ".join(part for part in (service.id, tier, service.lifecycle, service.type) if part)
    leads = ", ".join(each.name for each in profile.leads)
    lines = [f"{service.title} ({kind})"]
    lines += [f"gone      since {service.gone_at:%Y-%m-%d %H:%M} UTC"] if service.gone_at else []
    facts = {
        "owner": f"{team.title} {team.channel}".strip() if team else service.team,
        "leads": leads,
        "about": service.description,
        "runbook": service.runbook,
        "code": service.repository,
        "needs": _named(profile.needs, len(service.depends_on)),
        "needed by": _named(profile.needed_by, profile.needed_by_total),
        "source": f"{service.source}:{service.line}"
        + (f", read {service.as_of:%Y-%m-%d %H:%M} UTC" if service.as_of else ""),
    }
    return [*lines, *(f"{name:9} {value or '-'}" for name, value in facts.items())]


def _named(services: Any, total: int) -> str:
    more = f" and {total - len(services)} more" if total > len(services) else ""
    return ", ".join(each.id for each in services) + more


def _choice(found: Found) -> list[str]:
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


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)
