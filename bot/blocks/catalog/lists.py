"""The choice between several services, a search, nothing at all, how much there is."""

from collections.abc import Sequence

from bot.blocks.catalog.card import show
from bot.blocks.kit import actions, button, section, snug
from bot.domain.catalog import Counts, Found, Service
from bot.ports import Block, Blocks, Reply

IMPORT = (
    "Write one file and bring it in with `tocsin import catalog.yaml` (docs/catalog.md shows the format)."
)
FIND = "`/svc find &lt;text&gt;` searches names, descriptions, teams and tags."


def choices(found: Found) -> Reply:
    """What a search found when it was not exactly one: buttons, best first, and a way to the rest."""
    asked = snug(found.text, 100)
    if found.empty:
        return Reply(f"The catalog is empty, so “{asked}” is not known. {IMPORT}")
    if not found.options:
        return Reply(f"Nothing in the catalog is called “{asked}”, nor nearly so. {FIND}")
    names = ", ".join(snug(each.title, 60) for each in found.options)
    if found.near:
        said = f"Nothing is called “{asked}”. Did you mean {names}?"
    else:
        said = f"{found.total} services fit “{asked}”: {names}{_and_more(found)}."
    buttons = [
        show(each.id, label) for each, label in zip(found.options, _labels(found.options), strict=True)
    ]
    return Reply(said, (section(said), actions([*buttons, *_next(found)])))


def listed(found: Found) -> Reply:
    """A page of a search, a line and a button each."""
    if not found.options or found.near:
        return choices(found)
    first, last = found.offset + 1, found.offset + len(found.options)
    said = f"{found.total} {'service fits' if found.total == 1 else 'services fit'} “{snug(found.text, 100)}”"
    page = f" ({first} to {last})" if found.total > len(found.options) else ""
    lines = tuple(section(_line(each), show(each.id, "Show")) for each in found.options)
    more = tuple(_next(found))
    shown: Blocks = (section(said + page), *lines, *((actions(more),) if more else ()))
    names = ", ".join(snug(each.title, 60) for each in found.options[:3])
    rest = "…" if len(found.options) > 3 else ""
    return Reply(f"{said}{page}: {names}{rest}", shown)


def overview(counts: Counts) -> Reply:
    """What `/svc` alone says: how much there is and how to ask for it."""
    if not counts.services:
        return Reply(f"The catalog is empty: no services, teams or people are known. {IMPORT}")
    said = f"The catalog holds {counts.services} services, {counts.teams} teams and {counts.people} people."
    return Reply(f"{said}\n`/svc &lt;name&gt;` shows one, `/svc owner &lt;name&gt;` who owns it. {FIND}")


def _line(service: Service) -> str:
    tier = f" · tier {service.tier}" if service.tier is not None else ""
    team = f" · {snug(service.team, 80)}" if service.team else ""
    description = f"\n{snug(service.description, 150)}" if service.description else ""
    return f"*{snug(service.title, 150)}* `{service.id}`{tier}{team}{description}"


def _labels(services: Sequence[Service]) -> list[str]:
    """Titles for buttons; two of one title are told apart by their ids."""
    titles = [each.title for each in services]
    return [
        each.title if titles.count(each.title) == 1 else f"{each.title[:35]} ({each.id})" for each in services
    ]


def _and_more(found: Found) -> str:
    rest = found.total - found.offset - len(found.options)
    return f" and {rest} more" if rest > 0 else ""


def _next(found: Found) -> list[Block]:
    end = found.offset + len(found.options)
    if found.total <= end:
        return []
    return [button(f"and {found.total - end} more", "svc_show", f"more {end} {found.text[:150]}")]
