"""Who is hurt when a service is: in full, and in a few lines for the card of an incident."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.catalog.card import show
from bot.blocks.kit import actions, ago, button, context, header, section, sections, snug, whole
from bot.domain.impact import Harm, Hurt, Impact, Spared, summary
from bot.ports import Block, Reply

CUSTOMERS, OTHERS, SPARED, NAMES, REASONS = 6, 6, 5, 4, 3
LIST = 1500
"""How long the text of one list may be, customers apart."""


def impact(found: Impact, now: datetime, as_of: datetime | None = None, offset: int = 0) -> Reply:
    """Who is hurt and why, who is not and why not; customers a page at a time."""
    title = snug(found.title, 150)
    if not found.all:
        why = "; ".join(snug(each, 200) for each in found.assumed) or "nothing in the catalog needs it"
        said = f"Nobody is known to be hurt when *{title}* is: {why}."
        return Reply(
            said, (section(said), *_spared(found.spared), actions([show(found.service, "Show the service")]))
        )
    said = f"When *{title}* fails: {summary(found)}."
    shown: list[Block] = [header(f"When {found.title} fails"), section(f"*{summary(found)}*")]
    shown += _customers(found, offset)
    if not offset:
        shown += _list("Features", found.features) + _list("Environments", found.environments)
        shown += _list("Dependants", found.services, found.services_total)
        shown += _spared(found.spared)
    age = f"From the catalog, read {ago((now - as_of).total_seconds())} ago" if as_of else "From the catalog"
    shown.append(context(age, *(snug(each, 200) for each in found.assumed)))
    return Reply(said, (*shown, actions(_buttons(found, offset))))


def hurt_lines(found: Impact) -> str:
    """The short form for a card: how many, and the first customers with their SLA; "" where nobody is."""
    if not found.all:
        return ""
    first = [f"• {_who(each)}" for each in found.customers[:NAMES]]
    more = len(found.customers) - len(first)
    lines = [
        summary(found),
        *first,
        *([f"and {more} more: `/svc impact {found.service}`"] if more > 0 else []),
    ]
    return whole(lines, 1500)


def _customers(found: Impact, offset: int) -> list[Block]:
    page = found.customers[offset : offset + CUSTOMERS]
    return list(sections("*Customers*", [_line(each) for each in page])) if page else []


def _list(title: str, hurt: Sequence[Hurt], total: int = 0) -> list[Block]:
    if not hurt:
        return []
    more = max(total, len(hurt)) - OTHERS
    lines = [f"*{title}*", *(_short(each) for each in hurt[:OTHERS])]
    return [section(whole([*lines, *([f"and {more} more"] if more > 0 else [])], LIST))]


def _line(each: Hurt) -> str:
    more = f"\n      and {len(each.why) - REASONS} more ways" if len(each.why) > REASONS else ""
    reasons = "\n      ".join(snug(reason, 150) for reason in each.why[:REASONS])
    return f"• {_who(each)}\n      {reasons}{more}"


def _short(each: Hurt) -> str:
    return f"• {_who(each)}: {snug('; '.join(each.why), 150)}"


def _who(each: Hurt) -> str:
    mark = "🔴" if each.harm is Harm.DOWN else "🟡"
    tier = f"tier {each.tier}" if each.noun == "service" and each.tier else each.tier
    sla = f"SLA {each.sla}" if each.sla else ""
    words = " · ".join(snug(part, 40) for part in (tier, each.region, sla, each.contact) if part)
    degraded = " · degraded" if each.harm is Harm.DEGRADED else ""
    return f"{mark} *{snug(each.title, 80)}*{f' · {words}' if words else ''}{degraded}"


def _spared(spared: Sequence[Spared]) -> list[Block]:
    if not spared:
        return []
    lines = ["*Not hurt*"]
    lines += [f"• {snug(each.title, 80)}: {snug(each.why, 200)}" for each in spared[:SPARED]]
    more = len(spared) - SPARED
    return [section(whole([*lines, *([f"and {more} more"] if more > 0 else [])], LIST))]


def _buttons(found: Impact, offset: int) -> list[Block]:
    end = offset + CUSTOMERS
    rest = len(found.customers) - end
    ways = [
        show(found.service, "Show the service"),
        button("Dependencies", "svc_show", f"deps 0 {found.service}"),
    ]
    more = button(f"and {rest} more customers", "svc_show", f"impact {end} {found.service}")
    return [*ways, *([more] if rest > 0 else [])]
