"""A card as a Python function over rows of columns: what evaluates a hundred thousand services in a second.

The function is written out once per card and moment: one straight line of comparisons a row, no walk over
the query. What a usual value costs stands in the row; anything else goes through the operators' own table
once per value, and is remembered.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.scorecard import columns
from bot.domain.scorecard.columns import Column
from bot.domain.scorecard.evaluation import Verdict, both, either, judge
from bot.domain.scorecard.facts import Fact, unknown
from bot.domain.scorecard.shape import Combinator, Condition, Query, Reference, Scorecard, asked

Row = tuple[str, int, int, int, int, int]
"""Service, rank (or OUTSIDE), rules passed; in bits, a rule each: open, not known, waived."""
Run = Callable[[Iterable[Sequence[Any]], Mapping[str, int], list[str]], Iterator[Row]]
"""Rows, each service's waived bits, and a list that takes the services which could not be judged so."""
OUTSIDE = -1
MOST_RULES = 62
"""As many as there are bits in a number that every database holds."""
MOST_KEPT = 4096
ORDER = ("<", ">", "<=", ">=")
INDENT = "        "


@dataclass(frozen=True, slots=True)
class Masked:
    """A rule of one condition that a database can decide by itself, and what each verdict adds to a row.

    `bits` are by the number of the verdict: failed, passed, no data, passed for want of data.
    """

    condition: Condition
    bits: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A card at one moment, equal to itself alone. `columns`: what each row holds after the service's id.

    `masked` are the rules that a database can decide: `finish` takes rows of service, the sum of their bits
    (None where some value was no usual one: such a service is only named) and `rest`, the others' columns.
    """

    card: Scorecard
    columns: tuple[str, ...]
    source: str
    whole: Run
    masked: tuple[Masked, ...]
    rest: tuple[str, ...]
    finish: Run

    def run(self, rows: Iterable[Sequence[Any]], waivers: Mapping[str, int]) -> Iterator[Row]:
        """How services stand by rows of all `columns`."""
        return self.whole(rows, waivers, [])


def compiled(card: Scorecard, now: datetime) -> Compiled:
    """The functions of a card; periods and ages are counted from `now`."""
    usual = [place for place, rule in enumerate(card.rules) if _is_usual(card, rule.query)]
    whole, writer = _Writer(card, now, ()), _Writer(card, now, usual)
    masked = tuple(Masked(_only(card.rules[place].query), whole.bits(place)) for place in usual)
    run, finish = whole.function(card.properties), writer.function(writer.rest())
    return Compiled(card, card.properties, whole.source(card.properties), run, masked, writer.rest(), finish)


USUAL = ("isEmpty", "isNotEmpty", "=", "!=", *ORDER)
MOST_MASKED = 28
"""Rules whose bits, twice, and their count above are a number of every database."""
LARGEST = 1 << 53
"""Up to here whole numbers and those with a fraction compare alike everywhere."""


def _is_usual(card: Scorecard, query: Query) -> bool:
    """Whether a database can decide it: one condition with a plain value, not turned round."""
    only = query.terms[0]
    if len(card.rules) > MOST_MASKED or len(query.terms) > 1 or query.negated:
        return False
    if not isinstance(only, Condition) or only.negated or only.operator not in USUAL:
        return False
    value = only.value
    if only.operator in ORDER:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST
    plain = isinstance(value, bool) or (isinstance(value, str) and value != "" and value.isprintable())
    return plain or only.operator in ("isEmpty", "isNotEmpty")


def _only(query: Query) -> Condition:
    only = query.terms[0]
    if not isinstance(only, Condition):
        raise TypeError("a masked rule has one condition")
    return only


def steps(card: Scorecard) -> list[tuple[int, int]]:
    """(rank, the rules of which none may be open for it, in bits) of every level that has rules, upwards."""
    below, found = 0, []
    for place, level in list(enumerate(card.levels))[1:]:
        bits = sum(1 << n for n, rule in enumerate(card.rules) if rule.level == level.title)
        below |= bits
        found += [(place, below)] if bits else []
    return found


def number(found: Verdict) -> int:
    """A verdict as a number: its lowest bit says passed, the next one not known."""
    passed, known = found
    return int(passed) | (0 if known else 2)


def verdict(found: int) -> Verdict:
    """And back."""
    return bool(found & 1), not found & 2


class _Writer:
    """Writes the function's lines, and keeps by name what they call.

    `x` gathers a row: in its lower bits the rules that do not pass, above them those that are not known.
    """

    def __init__(self, card: Scorecard, now: datetime, masked: Collection[int]) -> None:
        self.card, self.now, self.masked = card, now, masked
        self.at = {name: f"c{place}" for place, name in enumerate(card.properties)}
        self.names: dict[str, Any] = {"YES": columns.YES, "NO": columns.NO}

    def rest(self) -> tuple[str, ...]:
        """The properties that the rules which are not masked look at, and the filter."""
        queries = [rule.query for place, rule in enumerate(self.card.rules) if place not in self.masked]
        queries += [self.card.filter] if self.card.filter else []
        return tuple(sorted({name for query in queries for name in asked(query)}))

    def function(self, names: Sequence[str]) -> Run:
        """The function over rows of those columns."""
        source = self.source(names)
        known: dict[str, Any] = dict(self.names)
        code = compile(source, f"<card {self.card.identifier}>", "exec")
        exec(code, known)  # noqa: S102  (written here out of a card: every value is a name, never code)
        run: Run = known["run"]
        return run

    def source(self, names: Sequence[str]) -> str:
        """The whole function; where rules are masked, a row brings the sum of their bits along."""
        lines = self.filtered() if self.masked else [*self.filtered(), "x = 0"]
        for place, rule in enumerate(self.card.rules):
            if place not in self.masked:
                lines += self.ruled(rule.query, self.bits(place))
        row = ["s", *(["x"] if self.masked else []), *(self.at[name] for name in names)]
        head = ["def run(rows, waivers, missed):", f"    for {', '.join(row)}, in rows:"]
        unusual = ["if x is None:", "    missed.append(s)", "    continue"] if self.masked else []
        head += [INDENT + line for line in unusual]
        return "\n".join([*head, *(INDENT + line for line in (*lines, *self.ending()))])

    def filtered(self) -> list[str]:
        """Who is outside is done with."""
        if self.card.filter is None:
            return []
        outside = f"    yield s, {OUTSIDE}, 0, 0, 0, 0"
        return [f"if not {self.query(self.card.filter)} & 1:", outside, "    continue"]

    def bits(self, place: int) -> tuple[int, int, int, int]:
        """What each verdict on the rule at that place adds to a row, by the verdict's number."""
        open_bit, unknown_bit = 1 << place, 1 << (place + len(self.card.rules))
        return open_bit, 0, open_bit | unknown_bit, unknown_bit

    def ruled(self, query: Query, bits: tuple[int, int, int, int]) -> list[str]:
        """One rule; of a single condition in the shortest way there is."""
        only = query.terms[0]
        if len(query.terms) > 1 or query.negated or not isinstance(only, Condition):
            return [f"x |= {self.keep(bits)}[{self.query(query)}]"]
        if isinstance(only.value, Reference):
            return [f"x |= {self.keep(bits)}[{self.condition(only)}]"]
        c, kept = self.at[only.property], self.keep(_Kept(only, self.now, bits))
        return self.quick(only, c, bits[0], f"x |= {kept}[{c}]")

    def quick(self, condition: Condition, c: str, failed: int, rest: str) -> list[str]:
        """The usual value in line, any other by `rest`."""
        value, operator = condition.value, condition.operator
        if condition.negated:
            return [rest]
        if operator == "isNotEmpty":
            return [f"if not {c}: {rest}"]
        if operator in ORDER and isinstance(value, int) and not isinstance(value, bool):
            inline = f"    if not {c} {operator} {value!r}: x |= {failed}"
            return [f"if {c}.__class__ is int:", inline, f"else: {rest}"]
        if operator == "=" and isinstance(value, str) and value:
            return [f"if {c} != {self.keep(value)}: {rest}"]
        return [rest]

    def ending(self) -> list[str]:
        """Waivers, the level, and the row."""
        many = len(self.card.rules)
        counted = sum(1 << n for n, rule in enumerate(self.card.rules) if rule.level in self.card.defined)
        passed = f"{counted.bit_count()} - (b & {counted}).bit_count()"
        return [
            f"o = x & {(1 << many) - 1}",
            "w = o & waivers[s] if s in waivers else 0",
            "b = o & ~w if w else o",
            f"yield s, {self.rank()}, {passed}, o, x >> {many}, w",
        ]

    def rank(self) -> str:
        """The highest level of which nothing is open, nor of those below."""
        expression = "0"
        for place, below in steps(self.card):
            expression = f"{place} if not b & {below} else {expression}"
        return f"({expression})"

    def query(self, query: Query) -> str:
        """The verdict's number of a query, as an expression."""
        terms = [
            self.condition(term) if isinstance(term, Condition) else self.query(term) for term in query.terms
        ]
        together = _all if query.combinator is Combinator.AND else _any
        found = terms[0] if len(terms) == 1 else f"{self.keep(together)}({', '.join(terms)})"
        return f"{self.keep(_turned)}({found})" if query.negated else found

    def condition(self, condition: Condition) -> str:
        """The verdict's number of a condition, as an expression."""
        c = self.at[condition.property]
        if isinstance(condition.value, Reference):
            return f"{self.keep(_Pair(condition, self.now))}({c}, {self.at[condition.value.property]})"
        return f"{self.keep(_Kept(condition, self.now, (0, 1, 2, 3)))}[{c}]"

    def keep(self, what: object) -> str:
        """A name for something that the lines need."""
        name = next((name for name, kept in self.names.items() if kept is what), f"k{len(self.names)}")
        self.names[name] = what
        return name


class _Kept(dict[Column, int]):
    """What one condition comes to by value; one that is missing is worked out, and kept up to a bound."""

    def __init__(self, condition: Condition, now: datetime, meant: Sequence[int]) -> None:
        super().__init__()
        self._condition, self._now, self._meant = condition, now, meant

    def __missing__(self, found: Column) -> int:
        name = self._condition.property
        worked_out = self._meant[number(judge(self._condition, {name: fact(found)}, self._now))]
        if len(self) < MOST_KEPT:
            self[found] = worked_out
        return worked_out


class _Pair:
    """The verdict on a condition that compares two properties."""

    def __init__(self, condition: Condition, now: datetime) -> None:
        self._condition, self._now = condition, now
        self._other = condition.value.property if isinstance(condition.value, Reference) else ""

    def __call__(self, found: Column, other: Column) -> int:
        two = {self._other: fact(other), self._condition.property: fact(found)}
        return number(judge(self._condition, two, self._now))


def fact(found: Column) -> Fact:
    """A column as a fact without its origin."""
    return Fact(columns.value(found)) if columns.known(found) else unknown("")


def _all(*terms: int) -> int:
    return number(both([verdict(term) for term in terms]))


def _any(*terms: int) -> int:
    return number(either([verdict(term) for term in terms]))


def _turned(term: int) -> int:
    return term if term & 2 else term ^ 1
