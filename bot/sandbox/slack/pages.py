"""Pages and cursors as Slack gives them out."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.slack.call import Call, Refused

T = TypeVar("T")


def page(call: Call, rows: Sequence[T], default: int, most: int = 1000) -> tuple[Sequence[T], str]:
    """One page of rows and the cursor of the next ("" at the end)."""
    limit = call.number("limit", default, most)
    start = _start(call.text("cursor"))
    more = start + limit < len(rows)
    return rows[start : start + limit], _cursor(start + limit) if more else ""


def _cursor(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if word != "next" or not number.isdecimal():
        raise Refused("invalid_cursor")
    return int(number)
