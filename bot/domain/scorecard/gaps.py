"""The gaps of a service: each with who owns it and what fixes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import PurePath

from bot.domain.catalog import Person, Service, Team
from bot.domain.provenance import place as place_of
from bot.domain.scorecard.facts import PROPERTIES
from bot.domain.scorecard.result import Judged, Outcome, Result, Trace
from bot.domain.scorecard.shape import Scorecard
from bot.domain.scorecard.waiver import Waiver

KEEPER = "whoever runs Tocsin"


@dataclass(frozen=True, slots=True)
class Gap:
    """One open rule. All text is plain; `why` is there where nothing is known, `page` is where to mend it."""

    rule: str
    title: str
    level: str
    outcome: Outcome
    owner: str
    fix: str
    why: str = ""
    trace: Trace | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How one service stands, and whom its gaps are for.

    `waivers` are those asked for and granted; `since`: rule → since when it stands so, where it ever changed;
    `others`: the other cards, and how it stands on them; `on`: the card, where somebody named it.
    """

    service: Service
    team: Team | None
    leads: tuple[Person, ...]
    result: Result
    scorecard: Scorecard
    waivers: tuple[Waiver, ...] = ()
    since: Mapping[str, datetime] = field(default_factory=dict)
    others: tuple[tuple[Scorecard, Result], ...] = ()
    on: str = ""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The open rules, each with its owner and its fix."""
        return gaps(self.result, self.service, self.team, self.leads)


def gaps(
    result: Result, service: Service, team: Team | None, leads: Sequence[Person] = ()
) -> tuple[Gap, ...]:
    """Every open rule with its owner and its fix; those that fail come first."""
    if not result.applicable:
        return ()
    owner = owned(service, team, leads)
    return tuple(_gap(rule, service, owner) for rule in (*result.failed, *result.untold))


def owned(service: Service, team: Team | None, leads: Sequence[Person] = ()) -> str:
    """Who has to act: the owning team with its leads, or that nobody does."""
    if team is None or team.gone_at is not None:
        return f"nobody ({service.team} is not in the catalog)" if service.team else "nobody yet"
    names = ", ".join(each.name for each in leads)
    return f"{team.title} ({names})" if names else team.title


def _gap(rule: Judged, service: Service, owner: str) -> Gap:
    trace = rule.decisive
    return Gap(
        rule=rule.rule,
        title=rule.title,
        level=rule.level,
        outcome=rule.outcome,
        owner=KEEPER if trace and trace.ours and not trace.known else owner,
        fix=_fix(trace, service),
        why=trace.note if trace and not trace.known else "",
        trace=trace,
        page=_page(trace, service),
    )


def _page(trace: Trace | None, service: Service) -> str:
    """Where on GitHub it is mended; "" where that is elsewhere."""
    known = PROPERTIES.get(trace.property) if trace else None
    if known is None or not known.page or service.repository.count("/") != 1:
        return ""
    return f"https://github.com/{service.repository.strip()}/{known.page}"


def _fix(trace: Trace | None, service: Service) -> str:
    """What to do, in words that name the place."""
    if trace is None:
        return ""
    if trace.remedy and not trace.known:
        return trace.remedy
    known = PROPERTIES.get(trace.property)
    if known is None or not known.fix:
        return f"see to it that {trace.property} {trace.wanted}"
    return known.fix.format(
        id=service.id,
        place=place(service) or "the catalog file",
        repository=service.repository or "the repository",
    )


def place(service: Service, field: str = "") -> str:
    """`acme.yaml, line 87`: where a service, or a value of it, is written."""
    source, line = place_of(service, field) if field else (service.source, service.line)
    file = _name(source)
    return f"{file}, line {line}" if file and line else file


@lru_cache(maxsize=256)
def _name(source: str) -> str:
    """The last part of a path; a catalog of thousands of services has few files."""
    return PurePath(source).name
