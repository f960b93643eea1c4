"""The shape of a catalog file as a JSON Schema, from which editors complete and check it."""

from typing import Any

from pydantic.json_schema import models_json_schema

from bot.domain.catalog_file.sections import LISTED, SECTIONS

TOLD = {
    "people": "People, by a word of your own; teams, rotas and experts refer to it.",
    "rotas": "Who takes turns, from when, in which zone: layers and overrides.",
    "teams": "Teams: their channel, leads, members, and the levels of their on-call.",
    "domains": "Parts of the business. A domain's team owns whatever in it names none.",
    "systems": "Services that are one thing to those outside. A system's team owns what names none.",
    "repositories": "Repositories as owner/name. A repository's team owns the services that name none.",
    "services": "Services, jobs, databases, queues: whatever can break.",
    "environments": "Places where services run: production, staging, one per tenant.",
    "workloads": "Which service runs in which environment, in which version.",
    "features": "What users can do, and which services and flags it takes.",
    "flags": "Switches, and how they stand in each environment or type of environment.",
    "customers": "Who uses what: environments, features by plan, SLA.",
    "vendors": "Providers: how to reach their support, what to tell them.",
    "freezes": "Times in which nothing is to be changed.",
    "initiatives": "Work that goes on, and what it touches.",
    "incidents": "Incidents of the time before Tocsin, for what resembles them.",
}
ROTA = {
    "type": "object",
    "properties": {
        "layers": {"type": "array", "items": {"type": "object"}},
        "versions": {"type": "array", "items": {"type": "object"}},
        "overrides": {"type": "array", "items": {"type": "object"}},
    },
}


def schema() -> dict[str, Any]:
    """The JSON Schema of a catalog file."""
    models = [each for each in (*SECTIONS.values(), *LISTED.values()) if each is not None]
    refs, shared = models_json_schema([(each, "validation") for each in models])
    of = {each: refs[each, "validation"] for each in models}
    sections: dict[str, Any] = {}
    for section, model in SECTIONS.items():
        entry = of[model] if model else ROTA
        sections[section] = {"type": "object", "additionalProperties": entry}
    for section, item in LISTED.items():
        sections[section] = {"type": "array", "items": of[item]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tocsin catalog",
        "description": "docs/catalog.md says what each key means and what an import does.",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: each | {"description": TOLD[name]} for name, each in sections.items()},
        "$defs": shared["$defs"],
    }
