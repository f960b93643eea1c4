"""A catalog as the plain values of its file: what `reading` makes a catalog of."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.catalog import Catalog, Expert, Link, Service, Slo
from bot.domain.catalog.estate import Customer, Entitlement, Flag, Freeze, Workload
from bot.domain.catalog.past import PastIncident, Rota
from bot.domain.catalog.people import Team
from bot.domain.catalog_file.sections import LISTED, SECTIONS

Plain = dict[str, Any]
APART = frozenset({"id", "source", "line", "as_of", "gone_at", "by_hand", "places"})
"""Fields of a value that its entry in a file does not hold."""
PLAIN_SLO = Slo("", 0)


def tree(catalog: Catalog) -> Plain:
    """The sections of a file, each with what it holds; empty ones are left out."""
    found: Plain = {}
    for section in SECTIONS:
        entries = {each.id: written(each) for each in getattr(catalog, section)}
        if entries:
            found[section] = entries
    for section in LISTED:
        items = [written(each) for each in getattr(catalog, section)]
        if items:
            found[section] = items
    return found


def written(value: Any) -> Plain:
    """A value as the entry of a file."""
    return WRITERS.get(type(value).__name__, _every_field)(value)


def _every_field(value: Any) -> Plain:
    """The fields that are not empty, under their own names."""
    found = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in APART}
    return _filled(found)


def _filled(found: Mapping[str, Any]) -> Plain:
    return {key: _plain(value) for key, value in found.items() if value not in ("", None, (), [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def moment(at: datetime) -> str:
    """A time as files write it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _team(team: Team) -> Plain:
    levels = [{"rota": each.rota} if each.rota else {"person": each.person} for each in team.oncall]
    return _every_field(team) | _filled({"oncall": levels})


def _service(service: Service) -> Plain:
    found = _every_field(replace(service, runbooks=service.pages))
    for key, short in (("repositories", "repository"), ("runbooks", "runbook")):
        found.pop(short if key in found else "", None)
    return found | _filled(
        {
            "depends_on": [
                each.service if each.hard else {"service": each.service, "kind": "soft"}
                for each in service.depends_on
            ],
            "slos": [_slo(each) for each in service.slos],
            "links": _pages(service.links),
            "repositories": [
                {"name": each.name, "path": each.path} if each.path else each.name
                for each in service.repositories
            ],
            "runbooks": _pages(service.pages),
            "dashboards": _pages(service.dashboards),
            "experts": [_expert(each) for each in service.experts],
            "facts": {name: _plain(value) for name, value in service.facts},
        }
    )


def _expert(expert: Expert) -> str | Plain:
    return {"person": expert.person, "why": expert.why} if expert.why else expert.person


def _slo(slo: Slo) -> Plain:
    said = {field.name: getattr(slo, field.name) for field in fields(slo)}
    told = {name: value for name, value in said.items() if value != getattr(PLAIN_SLO, name)}
    return {name: _plain(value) for name, value in (told | {"objective": slo.objective}).items()}


def _pages(pages: Sequence[Link]) -> list[Plain]:
    return [{"title": each.title, "url": each.url} for each in pages]


def _flag(flag: Flag) -> Plain:
    return _every_field(flag) | _filled({"environments": dict(flag.environments)})


def _customer(customer: Customer) -> Plain:
    return _every_field(customer) | _filled({"features": [_entitled(each) for each in customer.features]})


def _entitled(each: Entitlement) -> str | Plain:
    whole = _every_field(each)
    return whole if len(whole) > 1 else each.feature


def _workload(workload: Workload) -> Plain:
    return _every_field(workload)


def _freeze(freeze: Freeze) -> Plain:
    found = _every_field(freeze)
    start, end = found.pop("start"), found.pop("end")
    return {"name": freeze.id, "from": start, "until": end, **found}


def _rota(rota: Rota) -> Plain:
    plain: Plain = json.loads(json.dumps(rota.definition, default=_time_of_rota))
    return plain


def _time_of_rota(value: object) -> str:
    """A wall-clock time or an instant as the file wrote it."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _past(past: PastIncident) -> Plain:
    found = _every_field(past)
    found.pop("stamps", None)
    return found | {name: moment(at) for name, at in past.stamps.items()}


WRITERS: Mapping[str, Callable[[Any], Plain]] = {
    "Team": _team,
    "Service": _service,
    "Flag": _flag,
    "Customer": _customer,
    "Workload": _workload,
    "Freeze": _freeze,
    "Initiative": _freeze,
    "Rota": _rota,
    "PastIncident": _past,
}


def counted(catalog: Catalog, sections: Iterable[str]) -> list[str]:
    """How much of each section a catalog holds, in words; empty ones are left out."""
    found = ((len(getattr(catalog, section)), section) for section in sections)
    return [f"{count} {section}" for count, section in found if count]
