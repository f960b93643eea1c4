"""A catalog of ours as an export of Port: a blueprint for each section, its keys by our names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.catalog import Catalog
from bot.domain.catalog_file.writing import counted, written
from bot.domain.formats.port import words as port_words

Plain = dict[str, Any]
BLUEPRINTS: Mapping[str, str] = {
    "people": "_user",
    "teams": "_team",
    "domains": "domain",
    "systems": "system",
    "repositories": "repository",
    "services": "service",
    "environments": "environment",
    "workloads": "workload",
    "features": "feature",
    "flags": "featureFlag",
    "customers": "customer",
    "vendors": "vendor",
    "freezes": "freeze",
    "initiatives": "initiative",
}
MISSING = ("rotas", "incidents")
"""Sections that are no part of a catalog of Port."""
OWNED = ("services", "systems", "domains", "repositories", "features")
"""Sections whose owner is Port's own `team` of an entity."""
TITLES = ("title", "name")
_IDENTIFIER = re.compile(r"[A-Za-z0-9@_.+:\\/=-]{1,100}")
TYPES = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}


def export(catalog: Catalog) -> Plain:
    """The export: blueprints with what their entities hold, and the entities."""
    identifiers = _identifiers(catalog)
    found = [
        _entity(identifiers, section, each) for section in BLUEPRINTS for each in getattr(catalog, section)
    ]
    return {"blueprints": list(_blueprints(found)), "entities": found, "scorecards": [], "actions": []}


def missing(catalog: Catalog) -> list[str]:
    """What the export does not hold."""
    return counted(catalog, MISSING)


def _identifiers(catalog: Catalog) -> dict[tuple[str, str], str]:
    """The identifier of each entry, which Port takes: a person's is an address, where there is one."""
    found: dict[tuple[str, str], str] = {}
    for section in BLUEPRINTS:
        taken: set[str] = set()
        for each in getattr(catalog, section):
            wanted = getattr(each, "email", "") or each.id
            name = wanted if _IDENTIFIER.fullmatch(wanted) else re.sub(r"[^A-Za-z0-9_.-]+", "-", wanted)
            identifier, number = name[:100], 1
            while identifier in taken:
                number += 1
                identifier = f"{name[:90]}-{number}"
            taken.add(identifier)
            found[(section, each.id)] = identifier
    return found


def _entity(identifiers: Mapping[tuple[str, str], str], section: str, value: Any) -> Plain:
    body = written(value)
    identifier = identifiers[(section, value.id)]
    title = next((body.pop(key) for key in TITLES if key in body), None)
    if section == "people" and body.get("email") == identifier:
        body.pop("email")
    own = identifier != value.id and section not in port_words.LISTS
    properties: Plain = {"tocsin_id": value.id} if own else {}
    relations: Plain = {}
    team = body.pop("team", None) if section in OWNED else None
    for key, held in body.items():
        target = _target(section, key)
        if target and _is_plain(held):
            relations[key] = _named(identifiers, target, held)
        else:
            properties[key] = held
    found = {
        "identifier": identifier,
        "title": title,
        "blueprint": BLUEPRINTS[section],
        "team": [_named(identifiers, "teams", team)] if team else None,
        "properties": properties,
        "relations": relations,
    }
    return {key: held for key, held in found.items() if held is not None}


def _target(section: str, key: str) -> str:
    """The section that a field of ours refers to, or ""."""
    if key in ("leads", "part_of"):
        return {"leads": "people", "part_of": "services"}[key]
    pairs = port_words.RELATIONS.items()
    return next((target for (own, target), ours in pairs if (own, ours) == (section, key)), "")


def _is_plain(held: Any) -> bool:
    return isinstance(held, str) or (isinstance(held, list) and all(isinstance(each, str) for each in held))


def _named(identifiers: Mapping[tuple[str, str], str], section: str, held: Any) -> Any:
    if isinstance(held, list):
        return [_named(identifiers, section, each) for each in held]
    return identifiers.get((section, held), held)


def _blueprints(entities: list[Plain]) -> Iterator[Plain]:
    """The blueprints that the entities need."""
    for section, blueprint in BLUEPRINTS.items():
        held = [each for each in entities if each["blueprint"] == blueprint]
        if held:
            yield {
                "identifier": blueprint,
                "title": section.capitalize(),
                "schema": {"properties": dict(_properties(held)), "required": []},
                "relations": dict(_relations(section, held)),
            }


def _properties(entities: list[Plain]) -> Iterator[tuple[str, Plain]]:
    first = {key: value for each in reversed(entities) for key, value in each["properties"].items()}
    for key in sorted(first):
        yield key, {"title": _titled(key), "type": TYPES[type(first[key])]}


def _relations(section: str, entities: list[Plain]) -> Iterator[tuple[str, Plain]]:
    first = {key: value for each in entities for key, value in each["relations"].items()}
    for key in sorted(first):
        many = isinstance(first[key], list)
        target = BLUEPRINTS[_target(section, key)]
        yield key, {"title": _titled(key), "target": target, "many": many, "required": False}


def _titled(key: str) -> str:
    return key.replace("_", " ").capitalize()
