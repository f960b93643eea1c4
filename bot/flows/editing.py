"""What an incident is called and which services it is about, changed by people."""

from collections.abc import Sequence
from dataclasses import replace
from sqlite3 import Connection

from bot.blocks import incident as blocks
from bot.blocks.incident import editing as shown
from bot.domain.catalog import Service
from bot.domain.incident import Incident, Kind
from bot.domain.refusal import Refusal
from bot.flows import catalog, effects
from bot.flows.incident import LONGEST_TITLE, service_in
from bot.flows.recording import log
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import catalog as services
from store import incident as rows
from store import outbox
from store.incident import ties


async def retitle(bot: Bot, ask: Ask, incident: Incident, title: str) -> Reply:
    """Another title; the channel keeps its name. Raises Refusal for none, or the same."""
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise Refusal("A title needs words: /inc title checkout answers 500 in Europe")
    await bot.rows.settle(ask.key, title_in, incident.id, ask, title)
    bot.wake()
    return shown.retitled(incident, title)


def title_in(db: Connection, id: str, ask: Ask, title: str) -> None:
    """In a transaction: the other title. Raises Refusal for the same one."""
    before = rows.get(db, id)
    if before is not None and before.title == title:
        raise Refusal(f"{id} has that title already.")
    incident = rows.change(db, id, lambda found: replace(found, title=title), ask.person, ask.via)
    log(db, incident, ask.by, Kind.TITLE, f"“{before.title if before else ''}” → “{title}”")
    outbox.add(db, effects.topic(incident, blocks.topic(incident)), ask.at)
    refresh(db, id, ask.at)


async def meant(bot: Bot, words: str) -> tuple[tuple[Service, ...], tuple[str, ...]]:
    """The services that the words name (all of the words as one name first), and the words that name none."""
    whole = await _service(bot, words)
    if whole:
        return (whole,), ()
    parts = [part.strip() for part in (words.split(",") if "," in words else words.split())]
    found = [(part, await _service(bot, part)) for part in parts if part]
    return (
        tuple(dict.fromkeys(service for _, service in found if service)),
        tuple(part for part, service in found if service is None),
    )


async def _service(bot: Bot, name: str) -> Service | None:
    """The service of that name; what only resembles it is none."""
    return bot.rows.read(services.find, name.strip().removeprefix("service:"))


async def nearest(bot: Bot, name: str) -> tuple[Service, ...]:
    """What a name that no service has may have been meant to be."""
    found = await catalog.look_up(bot, name)
    return (found.profile.service,) if found.profile else found.options


async def add_services(bot: Bot, ask: Ask, incident: Incident, added: Sequence[Service]) -> Reply:
    """More services that it is about. Raises Refusal where all of them are known already."""
    new = await bot.rows.settle(ask.key, _add, incident.id, ask, tuple(added))
    bot.wake()
    return shown.added(incident, new)


def _add(db: Connection, id: str, ask: Ask, added: tuple[Service, ...]) -> tuple[Service, ...]:
    """Where it was about none, the first is what it is about."""
    found, held = rows.get(db, id), ties.services(db, id)
    if found is None:
        raise Refusal(f"There is no {id}.")
    new = tuple(each for each in added if each.id not in (found.service, *held))
    if not new:
        raise Refusal(f"{id} is about that already; its card shows all of its services.")
    if not found.service:
        service_in(db, id, ask, new[0].id)
    further = new if found.service else new[1:]
    further_in(db, id, ask, (*held, *(each.id for each in further)))
    return new


def further_in(db: Connection, id: str, ask: Ask, wanted: Sequence[str]) -> None:
    """In a transaction: these are the further services, and no others."""
    held = ties.services(db, id)
    ties.set_services(db, id, wanted, ask.person, ask.at)
    now, incident = ties.services(db, id), rows.get(db, id)
    said = [
        f"{verb} {', '.join(each.title for each in services.services(db, ids))}"
        for verb, ids in (
            ("added", [id for id in now if id not in held]),
            ("took off", [id for id in held if id not in now]),
        )
        if ids
    ]
    if incident and said:
        log(db, incident, ask.by, Kind.SERVICE, "; ".join(said))
        refresh(db, id, ask.at, vendors=True)
