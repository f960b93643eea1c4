"""An incident of PagerDuty's."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Incident:
    """One incident; `assignees` have it now. `status` is triggered, acknowledged or resolved."""

    id: str
    number: int
    title: str
    service: str
    created_at: datetime
    status: str = "triggered"
    key: str = ""
    assignees: list[str] = field(default_factory=list)
