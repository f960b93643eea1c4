"""Facts as columns: each value as one that a row of the database holds, and back.

Unknown is NULL, nothing is "", a boolean is one byte, a list is text that begins with a separator.
"""

from bot.domain.scorecard.facts import Fact, is_empty
from bot.domain.scorecard.shape import Value

Column = None | int | float | str | bytes
UNKNOWN: Column = None
NOTHING, NO, YES = "", b"\x00", b"\x01"
BETWEEN = "\x1f"


def column(fact: Fact | None) -> Column:
    """A fact as a column."""
    if fact is None or not fact.known:
        return UNKNOWN
    value = fact.value
    if is_empty(value):
        return NOTHING
    match value:
        case bool():
            return YES if value else NO
        case tuple():
            return "".join(BETWEEN + _bare(each) for each in value)
        case str():
            return _bare(value)
    return value


def known(found: Column) -> bool:
    """Whether anything is known."""
    return found is not None


def value(found: Column) -> Value:
    """The value of a column."""
    match found:
        case None | "":
            return None
        case bytes():
            return found == YES
        case str() if found.startswith(BETWEEN):
            return tuple(found[1:].split(BETWEEN))
    return found


def _bare(text: str) -> str:
    """Text without the character that separates the members of a list."""
    return text.replace(BETWEEN, " ")
