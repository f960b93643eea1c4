"""The rules of the house as values: severities, channels, reminders. `bot/settings.py` fills them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Severity:
    """One severity: how often people are told, and whether a post-incident document is required."""

    number: int
    meaning: str
    update_every: timedelta | None
    rca_required: bool


SEVERITIES = (
    Severity(1, "Most customers are hurt or data is at risk", timedelta(minutes=20), True),
    Severity(2, "Some customers are hurt, or a key feature is gone", timedelta(minutes=30), True),
    Severity(3, "A feature is degraded and there is a way round", timedelta(minutes=60), False),
    Severity(4, "Nobody outside notices", None, False),
)


@dataclass(frozen=True, slots=True)
class House:
    """Everything a company may set in `tocsin.yaml` that rules and flows look at."""

    severities: tuple[Severity, ...] = SEVERITIES
    default_severity: int = 3
    reactions: Mapping[str, str] = field(default_factory=lambda: {"pushpin": "note"})
    changes_window: timedelta = timedelta(hours=24)
    refresh_after: timedelta = timedelta(seconds=60)
    announce_in: str = "incidents"
    page_timeout: timedelta = timedelta(minutes=5)

    def severity(self, number: int) -> Severity | None:
        """The severity of that number, or None where the house has none."""
        return next((each for each in self.severities if each.number == number), None)
