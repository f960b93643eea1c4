"""Where each value of a service is written, kept as one short text beside the service.

A line of it is a field, the line of the file, and the file where that is another than the service's own, with
tabs between. What stands on the service's own line of its own file is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.catalog.owner import Owner
    from bot.domain.catalog.services import Service
    from bot.domain.placed import Path, Placed

Spot = tuple[str, int]
"""A file and a line of it."""
SHORT = {
    "repository": "repositories",
    "runbook": "runbooks",
    "repositories": "repository",
    "runbooks": "runbook",
}
"""A field that a file may write in a short way or as a list."""
UNTOLD = frozenset({"title"})
Trace = tuple[str, str, str, "datetime | None", str]
"""A value with whence it is: its name, the value in words, the source, as of when, whose word it is."""
TOLD = (
    *(
        "tier",
        "lifecycle",
        "type",
        "language",
        "system",
        "part_of",
        "repository",
        "runbook",
        "channel",
        "pagerduty",
    ),
    *("api_spec", "health_check", "description"),
)
LISTS, PAGES = ("aliases", "tags", "vendors"), ("dashboards", "links")


def place(service: Service, field: str) -> Spot:
    """The file and the line where a value of a service is written, as far as is known."""
    found = every(service)
    own = service.source, service.line
    return found.get(field) or found.get(SHORT.get(field, ""), own)


def every(service: Service) -> Mapping[str, Spot]:
    """Where values are written that do not stand where the service does, by field.

    A fact is `facts.<name>`, an objective `slos.<name>`.
    """
    return _every(service.places, service.source) if service.places else {}


@lru_cache(maxsize=64)
def _every(places: str, source: str) -> Mapping[str, Spot]:
    """Of one service all values are asked for, one after the other: its places are read once for all."""
    found: dict[str, Spot] = {}
    for each in places.split("\n"):
        field, line, *file = each.split("\t")
        found[field] = (file[0] if file else source), int(line)
    return MappingProxyType(found)


def elsewhere(service: Service) -> dict[str, Spot]:
    """The values that come from other files than the service."""
    if service.places.count("\t") <= service.places.count("\n") + 1:
        return {}
    return {field: spot for field, spot in every(service).items() if spot[0] != service.source}


def spot(where: Spot) -> str:
    """`catalog/acme.yaml:14`, of the file's path its last two parts; "" where nobody knows."""
    file = "/".join(where[0].split("/")[-2:]) if where[0].startswith("/") else where[0]
    return f"{file}:{where[1]}" if file and where[1] else file


def traces(service: Service, owners: Iterable[Owner] = ()) -> Iterator[Trace]:
    """Every value of a service that a file or a person gave, as text, with whence it is."""
    for each in owners:
        yield (
            "owner",
            each.title or each.team,
            spot((each.source, each.line)),
            each.at or service.as_of,
            each.by,
        )
    named = ", ".join(each.service for each in service.depends_on)
    found = {field: _text(getattr(service, field)) for field in (*TOLD, *LISTS)} | {"depends_on": named}
    found |= {field: ", ".join(each.title for each in getattr(service, field)) for field in PAGES}
    yield from (_trace(service, field, value) for field, value in found.items() if value)
    yield from _measured(service)


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _measured(service: Service) -> Iterator[Trace]:
    """What has numbers, or is whatever a company likes."""
    for slo in service.slos:
        told = "not measured" if slo.current is None else f"{slo.current:g}"
        where = spot(place(service, f"slos.{slo.name}"))
        value = f"{told} of {slo.objective:g} {slo.unit} over {slo.window}"
        yield f"slo {slo.name}", value, where, slo.measured_at or service.as_of, ""
    for name, fact in service.facts:
        yield name, _text(fact), spot(place(service, f"facts.{name}")), service.as_of, ""


def _trace(service: Service, field: str, value: str) -> Trace:
    if hand := service.said_by_hand(field):
        return field, value, hand.how, hand.at, hand.by
    return field, value, spot(place(service, field)), service.as_of, ""


def located(services: Iterable[Service], files: Sequence[Placed]) -> tuple[Service, ...]:
    """The services with where each of their values is written."""
    found: dict[tuple[str, str], Placed] = {}
    for placed in files:
        section = placed.tree.get("services") if isinstance(placed.tree, Mapping) else None
        found |= {(placed.file, str(id)): placed for id in section or () if isinstance(section, Mapping)}
    return tuple(
        replace(each, places=_noted(each, found[(each.source, each.id)]))
        if (each.source, each.id) in found
        else each
        for each in services
    )


def _noted(service: Service, placed: Placed) -> str:
    path: Path = ("services", service.id)
    body = placed.tree["services"][service.id]  # type: ignore[index]  # it was found there
    lines = placed.lines_below(path)
    told = []
    for field, inside in _fields(body):
        whole = (*path, *inside)
        line = lines.get(inside[0], 0) if len(inside) == 1 else placed.line(whole)
        file = placed.files.get(whole, "")
        if line and (line, file or service.source) != (service.line, service.source):
            told.append(f"{field}\t{line}\t{file}" if file else f"{field}\t{line}")
    return "\n".join(told)


def _fields(body: Mapping[str, object]) -> Iterator[tuple[str, Path]]:
    """The fields of an entry of a file, and the way to each from the entry."""
    for key, value in body.items():
        if key == "facts" and isinstance(value, Mapping):
            yield from ((f"facts.{name}", (key, name)) for name in value if _plain(name))
        elif key == "slos" and isinstance(value, list):
            yield from ((f"slos.{each.get('name', '')}", (key, n)) for n, each in enumerate(value))
        elif key not in UNTOLD:
            yield key, (key,)


def _plain(name: str) -> bool:
    return "\t" not in name and "\n" not in name
