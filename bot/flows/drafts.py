"""Drafts of open forms: kept when a form opens, found when it comes back."""

from collections.abc import Mapping

from bot.domain.refusal import Refusal
from bot.ports import Ask, Bot
from store import draft as rows
from store.draft import Draft

__all__ = ["Draft"]

KEPT = "draft:"
"""How a button's value begins that names a draft."""


async def keep(bot: Bot, ask: Ask, draft: Draft) -> None:
    """Keep what the form started from."""
    await bot.rows.run(rows.save, draft, ask.at)


def opened(bot: Bot, about: str) -> Mapping[str, str]:
    """What a form begins with: an incident's id, or a draft that was kept for it. Raises Refusal."""
    if not about.startswith(KEPT):
        return {"incident": about} if about else {}
    found = find(bot, about.removeprefix(KEPT))
    if found is None:
        raise Refusal("That form is too old. Please ask for it again.")
    return found.body


def find(bot: Bot, id: str) -> Draft | None:
    """The draft of that id."""
    return bot.rows.read(rows.get, id)
