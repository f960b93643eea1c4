"""What each entry of a catalog file may hold; a wrong value is told with its remedy."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bot.domain.rota import words

_URL = re.compile(r"https?://[^\s<>|/]+(/[^\s<>|]*|)")


def wrong(what: str, remedy: str) -> PydanticCustomError:
    """A fault in our words, as pydantic carries it."""
    return PydanticCustomError("tocsin", "{what}; {remedy}", {"what": what, "remedy": remedy})


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise wrong(
            f"{text!r} is not the address of a page", "write it whole, such as https://acme.example/page"
        )
    return text


def _zone(text: str) -> str:
    try:
        words.zone(text)
    except words.Wrong:
        raise wrong(f"{text!r} is not a time zone", "write a name such as Europe/London or UTC") from None
    return text


def _instant(value: object) -> datetime:
    try:
        return words.instant(value)
    except words.Wrong:
        raise wrong(
            f"{value!r} is not a time with its offset", "write one such as 2026-11-20T09:00Z"
        ) from None


def _named(key: str) -> BeforeValidator:
    """A bare name where a mapping may stand."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def matching(pattern: str, what: str, remedy: str) -> AfterValidator:
    """Text of one form."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise wrong(f"{text!r} is not {what}", remedy)
        return text

    return AfterValidator(check)


Id = Annotated[
    str,
    StringConstraints(max_length=100),
    matching(r"[^\W_][\w.+-]*", "a plain id", "use letters, digits, `-`, `_` and `.`, without spaces"),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=150),
    AfterValidator(lambda text: " ".join(text.split())),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Channel = Annotated[
    str,
    matching(
        r"#?[^\W_A-Z][^\sA-Z#.,]{0,79}|[CG][A-Z0-9]{2,}",
        "a Slack channel",
        'write its name in quotes, such as "#team-payments", or its id, such as C0123456',
    ),
]
SlackId = Annotated[
    str, matching(r"[UW][A-Z0-9_]{1,20}", "a Slack user id", "copy it from the profile, such as U0123456")
]
VendorId = Annotated[
    str, matching(r"[A-Z0-9]{3,30}", "a PagerDuty id", "copy it from the page's address, such as PABC123")
]
Login = Annotated[
    str, matching(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\[bot\])?", "a GitHub login", "leave the @ out")
]
Email = Annotated[str, matching(r"[^@\s<>]+@[^@\s<>]+", "an address", "write it such as ana@acme.example")]
Repository = Annotated[
    str, matching(r"[\w.-]+/[\w.-]+", "a repository", "write it as owner/name, without the host")
]
Span = Annotated[str, matching(r"[1-9]\d{0,3}[hdwm]", "a length of time", "write it such as 30d or 4w")]


class Entry(BaseModel):
    """Unknown keys are faults, and nothing is converted: `404` is a number, `"404"` is text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PersonEntry(Entry):
    """A person."""

    name: Title
    email: Email = ""
    slack: SlackId = ""
    github: Login = ""
    pagerduty: VendorId = ""
    timezone: Zone = ""
    phone: Word = ""


class LevelEntry(Entry):
    """One level of escalation."""

    rota: str = ""
    person: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.rota) == bool(self.person):
            raise wrong(
                "a level takes one of rota and person", "write {rota: payments-primary} or {person: maya}"
            )
        return self


class TeamEntry(Entry):
    """A team."""

    title: Title
    channel: Channel = ""
    leads: list[str] = []
    members: list[str] = []
    oncall: list[LevelEntry] = []


class DependencyEntry(Entry):
    """What a service needs."""

    service: str
    kind: Literal["hard", "soft"] = "hard"


class SloEntry(Entry):
    """An objective."""

    name: Title
    objective: Annotated[float, Field(ge=0, le=1e12)]
    unit: Word = "%"
    window: Span = "30d"
    current: Annotated[float, Field(ge=0, le=1e12)] | None = None
    measured_at: Instant | None = None

    @model_validator(mode="after")
    def _percent(self) -> Self:
        if self.unit == "%" and self.objective > 100:
            raise wrong(f"an objective of {self.objective:g} % cannot be reached", "write at most 100")
        return self


class LinkEntry(Entry):
    """A page."""

    title: Title
    url: Url


class ServiceEntry(Entry):
    """A service."""

    title: Title
    aliases: list[Title] = []
    description: Text = ""
    tier: Annotated[int, Field(ge=1, le=5)] | None = None
    lifecycle: Word = ""
    type: Word = ""
    language: Word = ""
    team: str = ""
    repository: Repository = ""
    runbook: Url = ""
    channel: Channel = ""
    pagerduty: VendorId = ""
    depends_on: list[Annotated[DependencyEntry, _named("service")]] = []
    slos: list[SloEntry] = []
    links: list[LinkEntry] = []
    tags: list[Word] = []


class IncidentEntry(Entry):
    """An incident of the time before Tocsin."""

    title: Title
    service: str = ""
    severity: Annotated[int, Field(ge=1, le=9)]
    impact_started: Instant | None = None
    detected: Instant | None = None
    declared: Instant | None = None
    acknowledged: Instant | None = None
    mitigated: Instant | None = None
    resolved: Instant | None = None
    closed: Instant | None = None
    lead: str = ""
    summary: Text = ""
    cause: Text = ""
    fix: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        begun = self.declared or self.detected or self.impact_started
        if not begun:
            raise wrong("it has no beginning", "add `declared:`, `detected:` or `impact_started:`")
        ends = [end for end in (self.mitigated, self.resolved, self.closed) if end]
        if any(end < begun for end in ends):
            raise wrong("it ends before it begins", "compare its times")
        return self


SECTIONS: dict[str, type[Entry] | None] = {
    "people": PersonEntry,
    "rotas": None,
    "teams": TeamEntry,
    "services": ServiceEntry,
}
WORDS: dict[str, str] = {"people": "person", "rotas": "rota", "teams": "team", "services": "service"}


LISTS: dict[str, type[Entry]] = {
    "incidents": IncidentEntry,
    "oncall": LevelEntry,
    "depends_on": DependencyEntry,
    "slos": SloEntry,
    "links": LinkEntry,
}


def keys_of(path: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys that are known at the place where an unknown one stands."""
    entry: type[Entry] | None = None
    match path:
        case ():
            return (*SECTIONS, "incidents")
        case (*_, str() as name, int()):
            entry = LISTS.get(name)
        case (str() as section, str()):
            entry = SECTIONS.get(section)
    return tuple(entry.model_fields) if entry else ()
