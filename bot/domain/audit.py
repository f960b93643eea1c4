"""What the audit keeps of a deed: who, what, on which object, when and from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `who` is a Slack user id or a name of ours, `detail` holds JSON values only."""

    who: str
    what: str
    object: str
    at: datetime
    via: str
    detail: Mapping[str, Any] = field(default_factory=dict)
