"""What is printed for people: what strangers wrote commands nobody's terminal."""

SILENT = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029))
"""Control characters, but for tabs and ends of lines."""


def harmless(text: str) -> str:
    """The text without control characters."""
    return text.translate(SILENT)
