"""Rules that the database decides: usual comparisons as one sum of bits a row, anything unusual as NULL.

A value's meaning stands in bot/domain/scorecard/columns.py: NULL is unknown, '' nothing, a byte a boolean.
The order of types does the rest without asking a value for its type: numbers, then text, then bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from sqlite3 import Connection

from bot.domain.scorecard.columns import NO, YES
from bot.domain.scorecard.compiling import Compiled, Masked, steps
from bot.domain.scorecard.operators import is_word
from store import sqlite

PORTION = " WHERE f.service > :after AND f.service <= :last"
TURNED = {">": "<=", ">=": "<"}
"""Asked the other way round, so that what is below is a number without being asked."""
ODD = -2
"""The rank of a row that the database could not decide, until the function has."""


def select(db: Connection, function: Compiled) -> str:
    """Service, the sum, and the columns of the other rules; "" where there are no facts, or no such rules."""
    there = sqlite.fact_columns(db)
    if not there or not function.masked:
        return ""
    spelled = [sqlite.fact_column(name) for name in function.rest]
    others = [f"f.{each}" if each in there else "NULL" for each in spelled]
    return _select([_sum(function.masked, there), *others])


def _sum(masked: Iterable[Masked], there: frozenset[str]) -> str:
    return " + ".join(_expression(each, there) for each in masked)


def _select(values: Sequence[str]) -> str:
    summed, *others = values
    named = ", ".join(["f.service", f"{summed} AS x", *others])
    return f"SELECT {named} FROM {sqlite.FACTS} f" + PORTION  # noqa: S608


def insert(db: Connection, function: Compiled) -> str:
    """One statement that evaluates a portion and keeps it; "" where the card asks for more than sums.

    Above the bits of open and unknown rules the sum counts those that are open, so that no bit is counted
    twice; below zero it says that a value was not usual, and of such a row only the rank is meant. LIMIT -1
    makes the database work the sum out once a row, not once for each time it is used.
    """
    there, card = sqlite.fact_columns(db), function.card
    if not there or card.filter or len(function.masked) != len(card.rules):
        return ""
    return _insert(function, there)


@lru_cache(maxsize=16)
def _insert(function: Compiled, there: frozenset[str]) -> str:
    card, many = function.card, len(function.card.rules)
    defined = [rule.level in card.defined for rule in card.rules]
    masked = [
        _counting(each, 1 << 2 * many if so else 0) for each, so in zip(function.masked, defined, strict=True)
    ]
    *lower, top = [0, *(place for place, _ in steps(card))]
    open_at = [f"WHEN x & {below} THEN {rank}" for rank, (_, below) in zip(lower, steps(card), strict=True)]
    rank = f"CASE WHEN x < 0 THEN {ODD} {' '.join(open_at)} ELSE {top} END"
    bits = f"x & {(1 << many) - 1}, (x >> {many}) & {(1 << many) - 1}, 0"
    summed = f"COALESCE({_sum(masked, there)}, -1)"
    return f"""INSERT INTO readiness (scorecard, service, rank, passed, open, unknown, waived)
        SELECT :card, service, {rank}, {sum(defined)} - (x >> {2 * many}), {bits}
        FROM ({_select([summed])} LIMIT -1) WHERE true"""  # noqa: S608


def _counting(each: Masked, one: int) -> Masked:
    failed, passed, lacks, blind = each.bits
    return replace(each, bits=(failed + one, passed, lacks + one, blind))


def _expression(each: Masked, there: frozenset[str]) -> str:
    """One rule's bits by the value of its column; NULL for a value that is not usual there."""
    column = sqlite.fact_column(each.condition.property)
    failed, passed, lacks, blind = each.bits
    if column not in there:
        return str(blind if each.condition.operator == "!=" else lacks)
    c, operator, value = f"f.{column}", each.condition.operator, each.condition.value
    match operator:
        case "isEmpty" | "isNotEmpty":
            empty, full = (passed, failed) if operator == "isEmpty" else (failed, passed)
            return f"(CASE WHEN {c} <> '' THEN {full} WHEN {c} IS NULL THEN {lacks} ELSE {empty} END)"
        case "=" | "!=":
            same, other = (passed, failed) if operator == "=" else (failed, passed)
            bits = same, other, lacks if operator == "=" else blind
            return _flag(c, value, bits) if isinstance(value, bool) else _text(c, str(value), bits)
    below, small, large = (
        (operator, passed, failed) if operator in ("<", "<=") else (TURNED[operator], failed, passed)
    )
    numbers = f"WHEN {c} {below} {value} THEN {small} WHEN {c} < '' THEN {large}"
    return f"(CASE {numbers} WHEN {c} IS NULL OR {c} = '' THEN {lacks} END)"


def _flag(c: str, wanted: bool, bits: tuple[int, int, int]) -> str:
    same, other, missing = bits
    this, that = (YES, NO) if wanted else (NO, YES)
    booleans = f"WHEN x'{this.hex()}' THEN {same} WHEN x'{that.hex()}' THEN {other}"
    return f"(CASE {c} {booleans} WHEN '' THEN {missing} ELSE CASE WHEN {c} IS NULL THEN {missing} END END)"


def _text(c: str, wanted: str, bits: tuple[int, int, int]) -> str:
    """Text that spells a number or a boolean is compared with those as one: only other text is decided."""
    same, other, missing = bits
    quoted = "'" + wanted.replace("'", "''") + "'"
    rest = f"{other}" if is_word(wanted) else f"CASE WHEN {c} > '' AND {c} < x'' THEN {other} END"
    nothing = f"WHEN {c} IS NULL THEN {missing}"
    return (
        f"(CASE {c} WHEN {quoted} THEN {same} WHEN '' THEN {missing} ELSE CASE {nothing} ELSE {rest} END END)"
    )
