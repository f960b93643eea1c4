"""The rules of the house as values: severities, channels, reminders. `bot/settings.py` fills them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.owed import A_WEEK, Term


@dataclass(frozen=True, slots=True)
class Severity:
    """One severity: how often people are told, whether a post-incident document is required, when its
    follow-ups are due, and within which time its document.
    """

    number: int
    meaning: str
    update_every: timedelta | None
    rca_required: bool
    followups_due: timedelta = timedelta(weeks=8)
    rca_due: Term = A_WEEK


SOON, LATER = timedelta(weeks=4), timedelta(weeks=8)
"""When follow-ups are due: of the gravest incidents, of all others."""
SEVERITIES = (
    Severity(1, "Most customers are hurt or data is at risk", timedelta(minutes=20), True, SOON, Term(3)),
    Severity(2, "Some customers are hurt, or a key feature is gone", timedelta(minutes=30), True),
    Severity(3, "A feature is degraded and there is a way round", timedelta(minutes=60), False),
    Severity(4, "Nobody outside notices", None, False),
)


REACTIONS: Mapping[str, str] = {
    "pushpin": "note",
    "mag_right": "hypothesis",
    "mag": "hypothesis",
    "x": "ruled out",
    "tada": "went well",
    "question": "question",
}
"""Emoji by Slack's name and what it says of a message: 📌 🔎 🔍 ❌ 🎉 ❓."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """When teams and managers hear of readiness. `weekday` 0 is Monday; hours are of the team's own zone.

    `target`: the level that services should reach ("": the highest); `report_in`: the room of the reports
    ("": each manager is told directly); `quiet`: from that hour to that one nobody is told anything.
    """

    target: str = ""
    report_in: str = ""
    weekday: int = 0
    hour: int = 9
    quiet: tuple[int, int] = (18, 8)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which teams something is for: none, some by their ids, or everyone."""

    everyone: bool = False
    teams: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.everyone or bool(self.teams)

    def has(self, team: str) -> bool:
        """Whether it is for that team."""
        return self.everyone or team in self.teams


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Where Slack itself shows who is on call: `@oncall-<team>`, and the topic of the team's channel."""

    usergroups: Chosen = Chosen()
    topics: Chosen = Chosen()


@dataclass(frozen=True, slots=True)
class House:
    """Everything a company may set in `tocsin.yaml` that rules and flows look at.

    `managers`: Slack ids of those who may bring scorecards in, decide on waivers and get the reports.
    """

    severities: tuple[Severity, ...] = SEVERITIES
    default_severity: int = 3
    reactions: Mapping[str, str] = field(default_factory=lambda: REACTIONS)
    changes_window: timedelta = timedelta(hours=24)
    refresh_after: timedelta = timedelta(seconds=60)
    announce_in: str = "incidents"
    page_timeout: timedelta = timedelta(minutes=5)
    managers: tuple[str, ...] = ()
    holidays: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """Days by the team's id or the people's time zone."""
    public_url: str = ""
    """Under which address others reach the bot's HTTP."""
    readiness: Readiness = field(default_factory=Readiness)
    rotas: Mirrors = field(default_factory=Mirrors)
    document: str = "tocsin"
    """The template of the document: one that is shipped, or the path of a file."""

    def followups_due(self, severity: int) -> timedelta:
        """After which time the follow-ups of an incident of that severity are due."""
        found = self.severity(severity)
        return found.followups_due if found else LATER

    def severity(self, number: int) -> Severity | None:
        """The severity of that number, or None where the house has none."""
        return next((each for each in self.severities if each.number == number), None)
