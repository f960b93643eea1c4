"""An incident of PagerDuty's: who has it, how it escalates by its policy, and its log."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log. `agent`: who did it ("" for PagerDuty itself); `people`: to whom it goes."""

    id: str
    kind: str
    at: datetime
    agent: str = ""
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class Incident:
    """One incident; `assignees` have it now. `status` is triggered, acknowledged or resolved.

    `policy` escalates it, level by level; assigned to people by name it stays with them. `loops`: how often
    the policy begins anew before it is exhausted.
    """

    id: str
    number: int
    title: str
    service: str
    created_at: datetime
    status: str = "triggered"
    key: str = ""
    assignees: list[str] = field(default_factory=list)
    policy: str = ""
    level: int = 1
    called_at: datetime | None = None
    loops: int = 0
    log: list[LogEntry] = field(default_factory=list)
    urgency: str = "high"
    details: str = ""

    def note(self, kind: str, at: datetime, *, agent: str = "", people: tuple[str, ...] = ()) -> LogEntry:
        """One more line in the log."""
        entry = LogEntry(f"{self.id}R{len(self.log):03d}", kind, at, agent, people)
        self.log.append(entry)
        return entry
