"""What the post-incident document is made from (a record) and made of (sections of facts)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.catalog import Service, Team
from bot.domain.change import Change, Mark, Marked
from bot.domain.followup import Followup
from bot.domain.impact import Impact
from bot.domain.incident import Event, Incident
from bot.domain.oncall import OnCallLevel
from bot.domain.owed import Owed
from bot.domain.rca.written import Addition, Edit, Text, Why
from bot.domain.scorecard import Readiness
from bot.domain.similar import Similar


@dataclass(frozen=True, slots=True)
class Stamp:
    """One of the seven stamps: when, set by whom (Slack id) and how."""

    name: str
    at: datetime
    by: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Readied:
    """How a service stood when an incident began to be about it: its score, and the rules it missed."""

    service: str
    score: str
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is known of one incident at `now`. `people` is Slack id → name; text is plain, foreign.

    `changes` are those of the service and its dependencies in the hours before; `missing` says what is not
    known of them; `drafts` are the times of earlier drafts; `oncall` were the levels when it was declared;
    `readiness` is how the service stands at `now`, `declared_ready` how it stood when it began, `hurt` whom
    the catalog names as hurt by it. `texts` (by section), `whys` and `additions` are what people wrote for
    the document, `edits` who did so when;
    `backlog` is what was to be done after the earlier incidents and is still open.
    """

    incident: Incident
    now: datetime
    events: tuple[Event, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    service: Service | None = None
    team: Team | None = None
    dependencies: tuple[Service, ...] = ()
    changes: tuple[Change, ...] = ()
    changes_total: int = 0
    marks: tuple[Marked, ...] = ()
    missing: tuple[str, ...] = ()
    oncall: tuple[OnCallLevel, ...] = ()
    past: tuple[Incident, ...] = ()
    similar: tuple[Similar, ...] = ()
    drafts: tuple[datetime, ...] = ()
    readiness: Readiness | None = None
    hurt: Impact | None = None
    declared_ready: Readied | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    whys: tuple[Why, ...] = ()
    additions: tuple[Addition, ...] = ()
    followups: tuple[Followup, ...] = ()
    backlog: tuple[Followup, ...] = ()
    edits: tuple[Edit, ...] = ()
    owed: Owed | None = None

    def marked(self, mark: Mark) -> tuple[Marked, ...]:
        """The changes that carry that mark."""
        return tuple(each for each in self.marks if each.mark is mark)

    def who(self, slack_id: str) -> str:
        """A person's name; the id where the name is not known."""
        return self.people.get(slack_id) or (f"@{slack_id}" if slack_id else "")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of this incident: a time, a person, a link, a number or somebody's sentence.

    `depth` is how far down it stands where facts hang below facts: the whys.
    """

    text: str
    label: str = ""
    at: datetime | None = None
    by: str = ""
    link: str = ""
    note: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """The text that people gave a section, and who touched it last, when."""

    text: str
    by: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a section holds: facts, and remarks, which say something but fill nothing."""

    facts: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One of the 26. Where it holds no fact it is its question, and the prompt says how to answer it."""

    number: int
    key: str
    title: str
    question: str
    prompt: str
    facts: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()
    written: Written | None = None

    @property
    def filled(self) -> bool:
        """Whether it holds at least one fact, or somebody's words."""
        return bool(self.facts or self.written)


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a document; `questions` are the sections that need a human."""

    incident: str
    version: int
    name: str
    title: str
    markdown: str
    filled: int
    questions: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document as values; `bot/documents.py` makes Markdown of it."""

    incident: str
    title: str
    made_at: datetime
    version: int
    sections: tuple[Section, ...]

    @property
    def filled(self) -> int:
        """How many sections hold a fact."""
        return sum(section.filled for section in self.sections)

    @property
    def open(self) -> tuple[Section, ...]:
        """The sections that need a human."""
        return tuple(section for section in self.sections if not section.filled)
