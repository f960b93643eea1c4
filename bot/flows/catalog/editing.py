"""Editing a service by hand: who may, what changes, what the audit keeps."""

from collections.abc import Mapping
from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.domain.audit import Entry
from bot.domain.by_hand import FIELDS, declared
from bot.domain.catalog import ByHand, Service
from bot.domain.may import may_edit
from bot.domain.refusal import Refusal
from bot.ports import Ask, Bot, Reply
from store import audit, catalog

Change = tuple[str, str, str]
"""A field, what it held, what it holds now."""


def standing(bot: Bot, ask: Ask, id: str) -> tuple[Service, dict[str, str]]:
    """A service that this person may edit, and what its fields hold. Raises Refusal where they may not."""
    return bot.rows.read(_standing, ask, id)


async def edit(bot: Bot, ask: Ask, id: str, before: Mapping[str, str], after: Mapping[str, str]) -> Reply:
    """Keep what a person changed. Raises Refusal where they may not, or somebody changed it meanwhile."""
    service, changes = await bot.rows.settle(ask.key, _edit, ask, id, (before, after))
    return blocks.edited(service, changes)


def _standing(db: Connection, ask: Ask, id: str) -> tuple[Service, dict[str, str]]:
    service = catalog.service(db, id)
    if service is None or service.gone_at:
        raise Refusal("That service is no longer in the catalog. `/svc find <text>` searches what is.")
    teams = tuple(each for each in catalog.teams_owning(db, service) if each.gone_at is None)
    if not teams:
        raise Refusal(f"Nobody owns {service.title} yet: claim it first with `/svc owner {service.id}`.")
    if not may_edit(catalog.person_by_slack(db, ask.person), teams):
        titles = ", ".join(each.title for each in teams)
        raise Refusal(
            f"Leads and members of {titles} edit {service.title}. `/svc owner {service.id}` says whom to ask."
        )
    values = {field: declared(service, field) for field in FIELDS}
    return service, values | {"team": service.team if teams[0].id == service.team else teams[0].id}


def _edit(
    db: Connection, ask: Ask, id: str, forms: tuple[Mapping[str, str], Mapping[str, str]]
) -> tuple[Service, list[Change]]:
    before, after = forms
    service, now = _standing(db, ask, id)
    changed = [field for field in FIELDS if after.get(field, "") != before.get(field, "")]
    if moved := [field for field in changed if now[field] != before.get(field, "")]:
        raise Refusal(
            f"The {moved[0]} of {service.title} was changed meanwhile, to {now[moved[0]] or 'nothing'};"
            " your changes were not kept. Open the form again."
        )
    if "team" in changed and catalog.team(db, after.get("team", "")) is None:
        raise Refusal("A service that has an owner keeps one: choose a team. Nothing was changed.")
    for field in changed:
        service = catalog.give(db, service, ByHand(field, after.get(field, ""), ask.person, ask.at))
    changes = [(field, now[field], after.get(field, "")) for field in changed]
    if changes:
        detail = {field: [old, new] for field, old, new in changes}
        audit.add(db, Entry(ask.person, "service.edit", id, ask.at, ask.via, detail))
    return service, changes
