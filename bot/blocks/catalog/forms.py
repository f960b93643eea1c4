"""The form that edits a service by hand."""

from bot.blocks.kit import context, escape, modal, search_input, select_input, snug, text_input
from bot.domain.catalog import Service, Team
from bot.ports import Block

TIERS = tuple((f"Tier {n}", str(n)) for n in range(1, 6))


def edit_form(service: Service, owner: Team | None) -> Block:
    """Owner, tier, runbook and channel of a service, as they are now."""
    about = f"*{snug(service.title, 100)}* `{service.id}` · what you change stands over the catalog file."
    by_hand = ", ".join(
        f"{each.field} (the file says {escape(each.declared, 60) or 'nothing'})" for each in service.by_hand
    )
    blocks: list[Block] = [
        context(about),
        *([context(f"By hand already: {by_hand}")] if by_hand else []),
        search_input("team", "Owner", [(owner.title, owner.id)] if owner else []),
        select_input("tier", "Tier", TIERS, initial=str(service.tier or "")),
        text_input("runbook", "Runbook", initial=service.runbook),
        text_input("channel", "Channel", initial=service.channel),
    ]
    return modal("Edit service", blocks, callback="svc_edit", submit="Save")
