"""Who knows a service: evidence of several kinds added up per person, each with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.catalog import Known, Person


class Kind(StrEnum):
    """What shows that somebody knows a service."""

    DECLARED = "declared"
    LED = "led"
    WROTE = "wrote"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a person knows a service: how often, when last, and in whose words (`why`, foreign text)."""

    person: Person
    kind: Kind
    count: int = 1
    at: datetime | None = None
    why: str = ""


WEIGHT: Mapping[Kind, float] = {Kind.DECLARED: 6, Kind.LED: 3, Kind.WROTE: 1, Kind.REVIEWED: 0.5}
"""What one of each counts."""
MOST = 5
"""No kind counts more often than that: forty small changes do not outweigh who led it through outages."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def known(evidence: Iterable[Evidence], limit: int = 3) -> tuple[Known, ...]:
    """Those who know it, best first: the weightiest evidence, of equals the newest, then by name."""
    found: dict[str, list[Evidence]] = {}
    for each in evidence:
        found.setdefault(_key(each.person), []).append(each)
    ranked = sorted(found.values(), key=lambda of: (-_score(of), -_newest(of).timestamp(), of[0].person.name))
    return tuple(Known(of[0].person, tuple(map(_reason, sorted(of, key=_order)))) for of in ranked[:limit])


def _key(person: Person) -> str:
    return person.id or person.slack or person.github.lower() or person.name


def _score(of: Iterable[Evidence]) -> float:
    return sum(WEIGHT[each.kind] * min(each.count, MOST) for each in of)


def _newest(of: Iterable[Evidence]) -> datetime:
    return max(each.at or LONG_AGO for each in of)


def _order(each: Evidence) -> int:
    return list(Kind).index(each.kind)


def _reason(each: Evidence) -> str:
    """The evidence in plain words."""
    match each.kind:
        case Kind.DECLARED:
            return each.why or "declared"
        case Kind.LED:
            return f"led {each.count} past incident{'s' if each.count > 1 else ''}"
        case Kind.WROTE:
            return f"wrote {each.count} recent change{'s' if each.count > 1 else ''}"
        case Kind.REVIEWED:
            return f"reviewed {each.count} recent change{'s' if each.count > 1 else ''}"
