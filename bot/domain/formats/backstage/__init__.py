"""Backstage: entities read into our catalog file, and our catalog written as entities."""

from bot.domain.formats.backstage.reading import knows, read, targets

__all__ = ["knows", "read", "targets"]
