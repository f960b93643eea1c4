"""Port: exports read into our catalog file, and our catalog written as an export."""

from bot.domain.formats.port.reading import knows, read

__all__ = ["knows", "read"]
