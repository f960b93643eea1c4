"""The document in rows: what people wrote for it, its drafts, and what of it stands in Slack."""

from bot.domain.rca.record import Draft
from store.rca.drafts import latest, save, times
from store.rca.shared import Shared, keep_ready, ready, share, shared
from store.rca.texts import text, texts, write

__all__ = [
    "Draft",
    "Shared",
    "keep_ready",
    "latest",
    "ready",
    "save",
    "share",
    "shared",
    "text",
    "texts",
    "times",
    "write",
]
