"""How a what-if looks: who would rise, and which rule would lift the most services."""

from collections.abc import Mapping

from bot.blocks.kit import actions, button, context, header, section, snug, whole
from bot.blocks.scorecard.one import named
from bot.domain.scorecard import Scorecard
from bot.domain.scorecard.supposing import Supposed
from bot.ports import Reply

MOST = 30


def what_if(
    card: Scorecard, words: str, supposed: tuple[Supposed, ...], names: Mapping[str, str], *, on: str = ""
) -> Reply:
    """One supposition with its services; without words, what helps most. `on`: the card that was named."""
    if not words:
        return _best(card, supposed, on)
    found = supposed[0]
    told = sentence(card, found)
    lines = [
        f"*{snug(names.get(e.service, e.service), 100)}*: {snug(e.was, 40)} → {snug(e.becomes, 40)}"
        for e in found.rises[:MOST]
    ]
    more = [context(f"and {len(found.rises) - MOST} more: `tocsin ready --what-if` lists all")]
    shown = (
        section(told),
        *([section(whole(lines))] if lines else []),
        *(more if len(found.rises) > MOST else []),
    )
    return Reply(told, shown)


def sentence(card: Scorecard, found: Supposed) -> str:
    """`runbook takes 3 services to Gold; 12 miss it now.`"""
    rules = " and ".join(f"*{snug(rule.title, 100)}*" for rule in found.rules)
    if not found.mended:
        return f"No service misses {rules}, so that nothing would change."
    levels = " and ".join(
        f"{count} {'service' if count == 1 else 'services'} to {snug(level, 40)}"
        for level, count in found.levels(card)
    )
    many = len(found.rules) > 1
    takes, alone, it = ("take", "together", "one of them") if many else ("takes", "by itself", "it")
    effect = f"{takes} {levels}" if levels else f"{takes} no service to another level {alone}"
    miss = f"{found.mended} miss {it} now" if found.mended > 1 else f"1 misses {it} now"
    return f"{rules} {effect}; {miss}."


def _best(card: Scorecard, supposed: tuple[Supposed, ...], on: str) -> Reply:
    if not supposed:
        return Reply(f"Every service passes every rule of {snug(card.title, 100)}. Nothing to mend.")
    lines = [f"• {sentence(card, each)}" for each in supposed]
    buttons = [
        button(each.rules[0].title, "ready_what_if", f"{named(on)}{each.rules[0].identifier}")
        for each in supposed[:5]
    ]
    shown = (header("What helps most?"), section(whole(lines)), actions(buttons))
    return Reply(f"What helps most: {sentence(card, supposed[0])}", shown)
