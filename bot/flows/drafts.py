"""Drafts of open forms: kept when a form opens, found when it comes back."""

from bot.ports import Ask, Bot
from store import draft as rows
from store.draft import Draft

__all__ = ["Draft"]


async def keep(bot: Bot, ask: Ask, draft: Draft) -> None:
    """Keep what the form started from."""
    await bot.rows.run(rows.save, draft, ask.at)


def find(bot: Bot, id: str) -> Draft | None:
    """The draft of that id."""
    return bot.rows.read(rows.get, id)
