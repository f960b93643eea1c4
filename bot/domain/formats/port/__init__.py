"""Port: exports read into our catalog file, and our catalog written as an export."""

from bot.domain.formats.port.reading import knows, read
from bot.domain.formats.port.writing import export, missing

__all__ = ["export", "knows", "missing", "read"]
