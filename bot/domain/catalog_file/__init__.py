"""The catalog file: its shape, its references, and the values it holds."""

from bot.domain.catalog_file.reading import Draft, read, unresolved

__all__ = ["Draft", "read", "unresolved"]
