"""Backstage: entities read into our catalog file, and our catalog written as entities."""

from bot.domain.formats.backstage.reading import knows, read, targets
from bot.domain.formats.backstage.writing import entities, missing

__all__ = ["entities", "knows", "missing", "read", "targets"]
