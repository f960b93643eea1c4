"""`/inc …`: words to values, one flow each."""

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks import incident as blocks
from bot.domain import grammar
from bot.domain.incident import Status
from bot.domain.markup import plain, posted_at
from bot.domain.refusal import Refusal
from bot.flows import catalog, merging, rooms
from bot.flows import incident as flow
from bot.ports import Answer, Ask, Bot, Open


async def declare(bot: Bot, ask: Ask) -> Answer:
    """`/inc <title>`."""
    return await flow.declare(bot, ask, flow.Declaration(plain(ask.words)))


async def declare_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/inc` alone opens the form."""
    return Open("declare")


async def status(bot: Bot, ask: Ask) -> Answer:
    """`/inc status` shows, `/inc status <state>` sets."""
    incident = flow.here(bot, ask)
    if not ask.words:
        return flow.status_of(bot, incident)
    return await flow.set_status(bot, ask, incident, grammar.STATUS_WORDS[ask.words.lower()])


async def mitigate(bot: Bot, ask: Ask) -> Answer:
    """`/inc mitigate [note]`."""
    return await flow.set_status(bot, ask, flow.here(bot, ask), Status.MITIGATED, plain(ask.words))


async def resolve(bot: Bot, ask: Ask) -> Answer:
    """`/inc resolve [note]`."""
    return await flow.set_status(bot, ask, flow.here(bot, ask), Status.RESOLVED, plain(ask.words))


async def reopen(bot: Bot, ask: Ask) -> Answer:
    """`/inc reopen`."""
    return await flow.set_status(bot, ask, flow.here(bot, ask), Status.INVESTIGATING, plain(ask.words))


async def close(bot: Bot, ask: Ask) -> Answer:
    """`/inc close [note]`."""
    return await flow.set_status(bot, ask, flow.here(bot, ask), Status.CLOSED, plain(ask.words))


async def cancel(bot: Bot, ask: Ask) -> Answer:
    """`/inc cancel [why]`."""
    return await flow.set_status(bot, ask, flow.here(bot, ask), Status.CANCELLED, plain(ask.words))


async def merge(bot: Bot, ask: Ask) -> Answer:
    """`/inc merge INC-n`."""
    number = grammar.incident_number(ask.words)
    return await merging.merge(bot, ask, flow.here(bot, ask), f"INC-{number}")


async def lead(bot: Bot, ask: Ask) -> Answer:
    """`/inc lead @x`."""
    return await flow.set_lead(bot, ask, flow.here(bot, ask), grammar.person(ask.words, ask.person))


async def note(bot: Bot, ask: Ask) -> Answer:
    """`/inc note <text>`."""
    return await flow.add_note(bot, ask, flow.here(bot, ask), plain(ask.words))


async def timeline(bot: Bot, ask: Ask) -> Answer:
    """`/inc timeline` shows; with text it is a note."""
    incident = flow.here(bot, ask)
    if ask.words:
        return await flow.add_note(bot, ask, incident, plain(ask.words))
    return flow.timeline_of(bot, incident)


async def timeline_on(bot: Bot, ask: Ask) -> Answer:
    """Earlier and Later, under the timeline: `INC-12 40`, where the page ends."""
    id, _, end = ask.values.get("value", "").partition(" ")
    at = int(end) if end.isdecimal() else 0
    return replace(flow.timeline_of(bot, flow.named(bot, id), at), replace=True)


async def listed(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/inc list`."""
    return flow.list_open(bot)


async def listed_on(bot: Bot, ask: Ask) -> Answer:
    """Older, under the list: where it goes on."""
    offset = ask.values.get("value", "")
    return replace(flow.list_open(bot, int(offset) if offset.isdecimal() else 0), replace=True)


def elsewhere(bot: Bot, ask: Ask) -> bool:
    """Whether the channel is of no incident."""
    return flow.is_elsewhere(bot, ask)


def in_doubt(bot: Bot, ask: Ask, about: blocks.Doubt, *, needs: bool) -> Answer:
    """The words are a title or a slip of a verb: ask, do nothing."""
    return flow.in_doubt(bot, ask, replace(about, words=plain(about.words)), needs=needs)


# Buttons and forms --------------------------------------------------------------------------------------


async def choose_service(bot: Bot, ask: Ask) -> Answer:
    """A button of the card: `INC-12|payments-api`."""
    id, _, service = ask.values["value"].partition("|")
    return await flow.set_service(bot, ask, flow.named(bot, id), service)


async def lead_me(bot: Bot, ask: Ask) -> Answer:
    """I lead."""
    return await flow.set_lead(bot, ask, flow.named(bot, ask.values["value"]), ask.person)


async def come_back(bot: Bot, ask: Ask) -> Answer:
    """Let Tocsin back in."""
    return await rooms.come_back(bot, ask, flow.named(bot, ask.values["value"]))


async def new_channel(bot: Bot, ask: Ask) -> Answer:
    """Open a new channel."""
    return await rooms.open_anew(bot, ask, flow.named(bot, ask.values["value"]))


async def reopen_button(bot: Bot, ask: Ask) -> Answer:
    """Reopen, from the card."""
    return await flow.set_status(bot, ask, flow.named(bot, ask.values["value"]), Status.INVESTIGATING)


async def note_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Add a note, from the card."""
    return Open("note", {"incident": ask.values["value"]})


async def resolve_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Resolve, from the card."""
    return Open("resolve", {"incident": ask.values["value"]})


async def service_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (one shape)
    """Change the service, from the card."""
    return Open("service", {"incident": ask.values["value"]})


async def declared(bot: Bot, ask: Ask) -> Answer:
    """The declare form came back, checked."""
    given = ask.values
    severity = int(given["severity"]) if given.get("severity") else 0
    note, link = given.get("note", "").strip(), given.get("link", "")
    declaration = flow.Declaration(
        given["title"],
        severity,
        given.get("service", ""),
        note or ("declared from this message" if link else ""),
        link,
        posted_at(given.get("message", "")),
    )
    return await flow.declare(bot, ask, declaration)


async def service_options(bot: Bot, typed: str) -> Sequence[tuple[str, str]]:
    """Services that what was typed may mean: (title, id)."""
    found = await catalog.search(bot, typed)
    exact = [found.profile.service] if found.profile else []
    return [(each.title, each.id) for each in (*exact, *found.options)]


async def noted(bot: Bot, ask: Ask) -> Answer:
    """The note form came back."""
    return await flow.add_note(bot, ask, flow.named(bot, ask.values["incident"]), ask.values["text"])


async def resolved(bot: Bot, ask: Ask) -> Answer:
    """The resolve form came back."""
    incident = flow.named(bot, ask.values["incident"])
    return await flow.set_status(bot, ask, incident, Status.RESOLVED, ask.values.get("text", ""))


async def service_set(bot: Bot, ask: Ask) -> Answer:
    """The service form came back."""
    return await flow.set_service(bot, ask, flow.named(bot, ask.values["incident"]), ask.values["service"])


async def declare_words(bot: Bot, ask: Ask) -> Answer:
    """`Declare "…"` under a doubtful command."""
    words = ask.values["value"]
    if not words.strip():
        raise Refusal("There is no title on that button any more; type /inc <title>.")
    return await flow.declare(bot, ask, flow.Declaration(words))
