"""The one message of a page, posted when it begins and edited with whatever becomes of it."""

import secrets
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks import page as blocks
from bot.domain.effect import Effect, EffectKind
from bot.domain.page import Page
from bot.ports import Reply
from store import outbox
from store import page as rows

POLL = timedelta(seconds=5)
"""How often PagerDuty is asked while a page is in flight."""


def show(db: Connection, page: Page, now: datetime) -> None:
    """Post or edit the message: in the incident's channel, else directly to whoever pages."""
    text, shown = blocks.message(page, rows.entries_of(db, page.id))
    outbox.add(db, _effect(page, text, list(shown), slot=f"page:{page.id}"), now)


def say(db: Connection, page: Page, said: Reply, now: datetime) -> None:
    """A new message, which people are notified of."""
    outbox.add(db, _effect(page, said.text, list(said.blocks)), now)


def _effect(page: Page, text: str, shown: list[dict[str, object]], slot: str = "") -> Effect:
    body = {"text": text, "blocks": shown}
    id = f"{page.id}:say:{secrets.token_hex(4)}"
    if page.incident:
        needs = (f"{page.incident}:channel",)
        return Effect(id, EffectKind.POST, page.incident, body, needs, page.incident, slot=slot)
    return Effect(id, EffectKind.DIRECT, f"page:{page.id}", body, person=page.by, slot=slot)
