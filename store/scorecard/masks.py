"""Rules that the database decides: usual comparisons as one sum of bits a row, anything unusual as NULL.

A value's meaning stands in bot/domain/scorecard/columns.py: NULL is unknown, '' nothing, a byte a boolean.
"""

from sqlite3 import Connection
from typing import Any

from bot.domain.scorecard.columns import NO, YES
from bot.domain.scorecard.compiling import Compiled, Masked
from store import sqlite


def select(db: Connection, function: Compiled) -> str:
    """Service, the sum, and the columns of the other rules; "" where there are no facts, or no such rules."""
    there = sqlite.fact_columns(db)
    if not there or not function.masked:
        return ""
    summed = " + ".join(_expression(each, there) for each in function.masked)
    spelled = [sqlite.fact_column(name) for name in function.rest]
    others = [f"f.{each}" if each in there else "NULL" for each in spelled]
    return f"SELECT {', '.join(['f.service', summed, *others])} FROM {sqlite.FACTS} f"  # noqa: S608


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
            return f"(CASE WHEN {c} IS NULL THEN {lacks} WHEN {c} = '' THEN {empty} ELSE {full} END)"
        case "=" | "!=":
            same, other = (passed, failed) if operator == "=" else (failed, passed)
            return _equal(c, value, (same, other, lacks if operator == "=" else blind))
    test = f"CASE WHEN {c} {operator} {value} THEN {passed} ELSE {failed} END"
    number = f"WHEN 'integer' THEN {test} WHEN 'null' THEN {lacks}"
    return f"(CASE typeof({c}) {number} WHEN 'text' THEN CASE WHEN {c} = '' THEN {lacks} END END)"


def _equal(c: str, value: Any, bits: tuple[int, int, int]) -> str:
    same, other, missing = bits
    nothing = f"WHEN {c} IS NULL OR {c} = '' THEN {missing}"
    if isinstance(value, bool):
        wanted, unwanted = (YES, NO) if value else (NO, YES)
        booleans = f"WHEN {c} = x'{wanted.hex()}' THEN {same} WHEN {c} = x'{unwanted.hex()}' THEN {other}"
        return f"(CASE {booleans} {nothing} END)"
    quoted = "'" + str(value).replace("'", "''") + "'"
    return f"(CASE WHEN {c} = {quoted} THEN {same} {nothing} WHEN typeof({c}) = 'text' THEN {other} END)"
