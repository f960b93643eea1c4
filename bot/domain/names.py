"""Names as people type them: folded alike, found in spite of typing errors, recognised inside a title."""

from unicodedata import normalize


def fold(text: str) -> str:
    """A name without what people do not notice: case, width of letters, space at the ends and doubled."""
    return " ".join(normalize("NFKC", text).casefold().split())
