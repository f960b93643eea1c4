"""What a service needs and what needs it, over two hops."""

from bot.blocks.catalog.card import show
from bot.blocks.kit import actions, button, escape, section, sections, snug
from bot.domain.catalog import Brief, Neighbours
from bot.ports import Block, Reply


def dependencies(found: Neighbours) -> Reply:
    """Both directions, the near ones first, a page at a time."""
    service = found.service
    said = (
        f"*{snug(service.title, 150)}* needs {found.needs_near} and is needed by {found.needed_by_near};"
        f" over two hops {found.needs_total} and {found.needed_by_total}."
    )
    needs = [_line(each) for each in found.needs] or [_end(found.offset, "add `depends_on:`")]
    needed_by = [_line(each) for each in found.needed_by] or [_end(found.offset)]
    shown: list[Block] = [section(said), *sections("*Needs*", needs), *sections("*Needed by*", needed_by)]
    end = found.offset + found.limit
    rest = max(0, found.needs_total - end) + max(0, found.needed_by_total - end)
    more = [button(f"and {rest} more", "svc_show", f"deps {end} {service.id}")] if rest else []
    ways = [show(service.id, "Show the service"), button("Impact", "svc_show", f"impact 0 {service.id}")]
    return Reply(said, (*shown, actions([*ways, *more])))


def _end(offset: int, remedy: str = "") -> str:
    if offset:
        return "no more"
    return f"nothing named: {remedy}" if remedy else "nothing named"


def _line(each: Brief) -> str:
    if not each.known:
        return f"• `{escape(each.id, 100)}` · not in the catalog"
    tier = f" · tier {each.tier}" if each.tier is not None else ""
    via = f" · through {snug(each.via, 60)}" if each.via else ""
    soft = "" if each.hard else " · soft: degrades only"
    return f"{'  ◦' if each.via else '•'} {snug(each.title, 80)} `{each.id}`{tier}{via}{soft}"
