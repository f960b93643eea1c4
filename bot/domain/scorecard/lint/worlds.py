"""The worlds a card can meet: a few values of each property stand for all that its conditions tell apart.

Two values between which no condition of the card makes a difference are one case; what holds in every
combination of cases holds always. That is how a rule is known to be always true, never, or implied.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, combinations, islice, permutations, product

from bot.domain.scorecard.dates import Bounds, moment, moved
from bot.domain.scorecard.facts import Fact, Facts, Property, unknown
from bot.domain.scorecard.operators import alike, settled
from bot.domain.scorecard.shape import Condition, Query, Reference, Value, conditions

MOST_CASES, MOST_WORLDS = 60, 20_000
UNKNOWN, EMPTY = unknown(""), Fact("")
INSTANT = timedelta(seconds=1)
Cases = Mapping[str, tuple[Fact, ...]]


def cases(queries: Iterable[Query], now: datetime, properties: Mapping[str, Property]) -> Cases:
    """The cases of every property that the queries look at; of one that no service has, only unknown."""
    found = [condition for query in queries for _, condition in conditions(query)]
    compared: dict[str, list[Condition]] = {}
    for condition in found:
        compared.setdefault(condition.property, []).append(condition)
        if isinstance(condition.value, Reference):
            compared.setdefault(condition.value.property, []).append(condition)
    together = {name: _related(name, compared) for name in compared}
    return {
        name: _facts(properties.get(name), together[name], now) if name in properties else (UNKNOWN,)
        for name in compared
    }


def _related(name: str, compared: Mapping[str, Sequence[Condition]]) -> list[Condition]:
    """The conditions on a property, and on those that it is compared with."""
    found = list(compared[name])
    for condition in compared[name]:
        if isinstance(condition.value, Reference):
            for other in (condition.property, condition.value.property):
                found += compared.get(other, ())
    return found


def worlds(names: Sequence[str], found: Cases) -> Iterator[Facts] | None:
    """Every combination of cases of those properties; None where there are too many to look at."""
    size = 1
    for name in names:
        size *= len(found[name])
    if size > MOST_WORLDS:
        return None
    return (dict(zip(names, each, strict=True)) for each in product(*(found[name] for name in names)))


def _facts(known: Property | None, compared: Sequence[Condition], now: datetime) -> tuple[Fact, ...]:
    wanted = [settled(each, now) for each in compared]
    kind = known.kind if known else ""
    values: list[Value] = []
    for name, makers in MAKERS.items():
        if kind in (name, ""):
            values += makers(wanted)
    least = known.least if known else None
    usable = [each for each in dict.fromkeys(_typed(values)) if _possible(each[1], least)]
    return (*(Fact(value) for _, value in usable[:MOST_CASES]), EMPTY, UNKNOWN)


def _typed(values: Iterable[Value]) -> Iterator[tuple[type, Value]]:
    """With their types, for 1 and true are two cases."""
    return ((type(value), value) for value in values)


def _possible(value: Value, least: int | None) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return least is None or not number or value >= least  # type: ignore[operator]


def _numbers(wanted: Sequence[object]) -> list[Value]:
    found: set[int | float] = {0, 1}
    for each in _flat(wanted):
        number = alike(each, 1)[0] if isinstance(each, str) else each
        if isinstance(number, int | float) and not isinstance(number, bool):
            found |= {number - 1, number - 0.5, number, number + 0.5, number + 1}
    return [*sorted(found)]


def _flags(_: Sequence[object]) -> list[Value]:
    return [True, False]


def _texts(wanted: Sequence[object]) -> list[Value]:
    """Each text, its surroundings, and texts made of two or three of them, so that all may hold at once."""
    given = list(dict.fromkeys(each for each in _flat(wanted) if isinstance(each, str) and each))
    found = ["something else", *given]
    found += [text for each in given for text in (f"{each}~", f"~{each}", f"~{each}~", each[:-1], f"{each}a")]
    for size in (2, 3):
        found += ["".join(each) for each in islice(permutations(given, size), 24)]
    return [each for each in found if each]


def _lists(wanted: Sequence[object]) -> list[Value]:
    given = list(dict.fromkeys(each for each in _flat(wanted) if isinstance(each, str) and each))[:5]
    some = chain.from_iterable(combinations(given, size) for size in range(1, len(given) + 1))
    subsets = list(some)
    return [("something else",), *subsets, *((*each, "something else") for each in subsets)]


def _dates(wanted: Sequence[object]) -> list[Value]:
    edges: set[datetime] = set()
    for each in wanted:
        if isinstance(each, datetime):
            edges.add(each)
        elif _is_bounds(each):
            edges |= {*each}  # type: ignore[misc]
        elif found := moment(each):
            edges.add(found)
    around = {moved(edge, step) for edge in edges for step in (-INSTANT, timedelta(), INSTANT)}
    return [each.isoformat() for each in sorted(around)] or ["2026-01-01T00:00:00+00:00"]


def _is_bounds(each: object) -> bool:
    return isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], datetime)


def _flat(wanted: Sequence[object]) -> Iterator[Value]:
    for each in wanted:
        if isinstance(each, tuple) and not _is_bounds(each):
            yield from each
        elif each is None or isinstance(each, bool | int | float | str):
            yield each


MAKERS = {"number": _numbers, "flag": _flags, "text": _texts, "list": _lists, "date": _dates}
__all__ = ["EMPTY", "UNKNOWN", "Bounds", "Cases", "cases", "worlds"]
