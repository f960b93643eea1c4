"""`/svc …`: words to values, one flow each."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.by_hand import FIELDS
from bot.domain.markup import plain
from bot.flows.catalog import editing, finding, owning, showing, tracing
from bot.ports import Answer, Ask, Bot, Open, Reply

SOURCES = " sources"
"""What may also stand behind the name."""
SEEN = "seen_"
"""Before the name of a field in a draft: what the person saw in it."""


async def overview(bot: Bot, ask: Ask) -> Answer:
    """`/svc` alone: the incident's service, the channel's own, else what the catalog holds."""
    return await showing.overview(bot, ask.channel, ask.room)


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/svc <name>`, and `/svc <name> sources`."""
    text = plain(ask.words)
    named = text.removesuffix(SOURCES)
    return await (showing.show(bot, text) if named == text else tracing.sources(bot, named))


async def sources(bot: Bot, ask: Ask) -> Answer:
    """`/svc sources <name>`."""
    return await tracing.sources(bot, plain(ask.words))


async def find(bot: Bot, ask: Ask) -> Answer:
    """`/svc find <text>`."""
    return await showing.search(bot, plain(ask.words))


async def owner(bot: Bot, ask: Ask) -> Answer:
    """`/svc owner <name>`."""
    return await owning.owner(bot, ask, plain(ask.words))


async def orphans(bot: Bot, ask: Ask) -> Answer:
    """`/svc orphans`."""
    return await owning.orphans(bot, ask)


async def deps(bot: Bot, ask: Ask) -> Answer:
    """`/svc deps <name>`."""
    return await showing.dependencies(bot, plain(ask.words))


async def impact(bot: Bot, ask: Ask) -> Answer:
    """`/svc impact <name>`."""
    return await showing.impact(bot, plain(ask.words))


async def pick(bot: Bot, ask: Ask) -> Answer:
    """A press on `svc_show`: its value is a service's id, or a word, an offset and what it is about."""
    return replace(await _picked(bot, ask, ask.values.get("value", "")), replace=True)


async def _picked(bot: Bot, ask: Ask, value: str) -> Reply:
    match value.split(" ", 2):
        case ["more", offset, text] if offset.isdigit():
            return await showing.search(bot, text, int(offset))
        case ["deps", offset, id] if offset.isdigit():
            return await showing.dependencies(bot, id, int(offset))
        case ["impact", offset, id] if offset.isdigit():
            return await showing.impact(bot, id, int(offset))
        case ["sources", offset, id] if offset.isdigit():
            return await tracing.sources(bot, id)
        case ["owner", offset, id] if offset.isdigit():
            return await owning.owner(bot, ask, id)
        case ["orphans", offset, _] if offset.isdigit():
            return await owning.orphans(bot, ask, int(offset))
    return await showing.show(bot, value)


async def claim(bot: Bot, ask: Ask) -> Answer:
    """A press on `svc_claim`: its value is the team's id and the service's."""
    team, _, service = ask.values.get("value", "").partition(" ")
    return await owning.claim(bot, ask, team, service)


async def edit(bot: Bot, ask: Ask) -> Answer:
    """`/svc edit <name>`, or a press on Edit."""
    return await _edit(bot, ask, plain(ask.words))


async def edit_button(bot: Bot, ask: Ask) -> Answer:
    """A press on `svc_edit`: its value is the service's id."""
    return await _edit(bot, ask, ask.values.get("value", ""))


async def _edit(bot: Bot, ask: Ask, name: str) -> Answer:
    found = await finding.look_up(bot, name)
    if not found.profile:
        return await showing.show(bot, name)
    service, values = editing.standing(bot, ask, found.profile.service.id)
    seen = {SEEN + field: value for field, value in values.items()}
    return Open("svc_edit", {"service": service.id, **seen})


async def edited(bot: Bot, ask: Ask) -> Answer:
    """The edit form came back."""
    before = {field: ask.values.get(SEEN + field, "") for field in FIELDS}
    after = {field: ask.values.get(field, "") for field in FIELDS}
    return await editing.edit(bot, ask, ask.values["service"], before, after)


async def team_options(bot: Bot, typed: str) -> Sequence[tuple[str, str]]:
    """Teams that what was typed may mean: (title, id)."""
    return finding.teams_like(bot, typed)
