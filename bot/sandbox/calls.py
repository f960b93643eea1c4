"""What was asked of the twins: one row per call, for tests and for the page."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as a twin saw it. `at`: seconds since 1970 on the sandbox's clock; `verb` is HTTP's."""

    vendor: str
    method: str
    at: float
    ok: bool
    error: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    verb: str = ""


class Calls:
    """The last calls, oldest first."""

    def __init__(self, now: Callable[[], float], most: int = 20_000) -> None:
        self._now = now
        self._rows: deque[Asked] = deque(maxlen=most)

    def note(
        self,
        vendor: str,
        method: str,
        error: str = "",
        args: Mapping[str, Any] | None = None,
        *,
        verb: str = "",
    ) -> None:
        """Write a call down; `error` is the vendor's word for what went wrong."""
        self._rows.append(Asked(vendor, method, self._now(), not error, error, args or {}, verb))

    def told(self, vendor: str = "", method: str = "") -> list[dict[str, Any]]:
        """The calls to a vendor, all methods or one."""
        wanted = (row for row in self._rows if vendor in ("", row.vendor) and method in ("", row.method))
        return [asdict(row) for row in wanted]
