"""`tocsin ready [NAME]` and `tocsin check NAME`: readiness in a terminal, and as a gate."""

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.blocks.kit import ago
from bot.domain.markdown import CONTROL
from bot.domain.scorecard import (
    Gap,
    Listed,
    Outcome,
    Readiness,
    Result,
    Trace,
    score,
    shortfall,
    standing,
    told,
)
from bot.flows.catalog.finding import seek
from bot.flows.scorecard.reading import everything, of_service

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bot.ports import Rows

YES, NO, BAD, UNREACHABLE = 0, 1, 2, 3
MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NO_DATA: "?"}

Json = dict[str, Any]


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    ready = sub.add_parser("ready", help="how ready services are, and what is missing")
    ready.add_argument("name", nargs="?", default="", help="a service; without one, all, the worst first")
    ready.add_argument("--json", action="store_true")
    ready.set_defaults(run=show)
    check = sub.add_parser("check", help="whether a service reaches a level: a gate for CI")
    check.add_argument("name", help="a service")
    check.add_argument("--level", default="", metavar="L", help="the level wanted; without it, the highest")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=gate)


def show(args: Namespace, rows: "Rows") -> int:
    """`ready [NAME] [--json]`: 1 where no service has that name."""
    now = datetime.now(UTC)
    if not args.name:
        found = rows.read(everything, now)
        _say(json.dumps([_listed(each) for each in found], ensure_ascii=False, indent=2), args.json)
        _say("\n".join(map(_row, found)) or "The catalog is empty: tocsin import catalog.yaml", not args.json)
        return YES
    ready = _found(rows, args.name, now)
    if ready is None:
        return NO
    _say(json.dumps(_whole(ready), ensure_ascii=False, indent=2), args.json)
    _say("\n".join(_lines(ready, now)), not args.json)
    return YES


def gate(args: Namespace, rows: "Rows") -> int:
    """`check NAME [--level L] [--json]`.

    1: a rule up to that level fails. 3: none fails, but for some there is no data. 2: no such name or level.
    """
    ready = _found(rows, args.name, datetime.now(UTC))
    if ready is None:
        return BAD
    wanted = args.level or ready.result.levels[-1]
    rank = ready.scorecard.rank(wanted)
    if rank is None:
        known = ", ".join(ready.result.levels)
        print(f"{wanted!r} is no level of {ready.scorecard.title}; it has {known}.", file=sys.stderr)
        return BAD
    code, missing = verdict(ready.result, rank)
    level = ready.result.levels[rank]
    told_as_json = {"ok": code == YES, "wanted": level, "in_the_way": missing, **_whole(ready)}
    _say(json.dumps(told_as_json, ensure_ascii=False, indent=2), args.json)
    _say(_judgement(ready, level, code, missing), not args.json)
    return code


def verdict(result: Result, rank: int) -> tuple[int, list[str]]:
    """The exit code, and the rules that stand in the way of that level."""
    if not result.applicable or result.rank >= rank:
        return YES, []
    below = result.levels[: rank + 1]
    failed = [rule.title for rule in result.failed if rule.level in below]
    untold = [rule.title for rule in result.untold if rule.level in below]
    if not failed and not untold:
        return NO, ["the level has no rules"]
    return (NO, failed) if failed else (UNREACHABLE, untold)


def _judgement(ready: Readiness, level: str, code: int, missing: list[str]) -> str:
    name, reached = ready.service.title, score(ready.result)
    if code == YES:
        return _clean(f"{name}: {reached}, {level} is reached")
    why = "no data" if code == UNREACHABLE else "missing"
    return _clean(f"{name}: {reached}, {level} is not reached; {why}: {', '.join(missing)}")


def _found(rows: "Rows", name: str, now: datetime) -> Readiness | None:
    """How the service of that name stands; where there is none, the nearest are told on stderr."""
    found = seek(rows, name)
    if found.profile:
        return rows.read(of_service, found.profile.service, now)
    print(f"No service is called {name!r}.", file=sys.stderr)
    if found.empty:
        print("The catalog is empty: tocsin import catalog.yaml", file=sys.stderr)
    for each in found.options:
        print(f"  {each.id}", file=sys.stderr)
    return None


# Text ---------------------------------------------------------------------------------------------------


def _lines(ready: Readiness, now: datetime) -> list[str]:
    """The standing, every rule with what was found, every gap with its owner and its fix."""
    result = ready.result
    lines = [f"{ready.service.title}: {standing(result)}"]
    for rule in result.rules:
        lines.append(f"{MARKS[rule.outcome]} {rule.title} ({rule.level})")
        lines += [f"    {_trace(trace, now)}" for trace in rule.traces]
    for gap in ready.gaps:
        lines += [f"{gap.title}: for {gap.owner}", f"    {gap.fix}"]
    return [_clean(line) for line in lines]


def _trace(trace: Trace, now: datetime) -> str:
    actual = told(trace.actual) if trace.known or trace.as_of else "no data"
    age = f", {ago((now - trace.as_of).total_seconds())} old" if trace.as_of else ""
    source = f" [{trace.source}{age}]" if trace.source else ""
    note = f" {trace.note}" if trace.note else ""
    return f"{trace.property} {trace.wanted}: {actual}{source}{note}"


def _row(each: Listed) -> str:
    owner = each.team_title or each.team or "-"
    return _clean(
        f"{each.result.service:30} {score(each.result):12} {owner:20} {shortfall(each.result)}".rstrip()
    )


def _clean(line: str) -> str:
    """Control characters of foreign text would command the terminal, so they go."""
    return CONTROL.sub("", line)


def _say(text: str, wanted: bool) -> None:
    if wanted:
        print(text)


# JSON ---------------------------------------------------------------------------------------------------


def _listed(each: Listed) -> Json:
    return {"title": each.title, "team": each.team or None, **_standing(each.result)}


def _standing(result: Result) -> Json:
    return {
        "service": result.service,
        "scorecard": result.scorecard,
        "applicable": result.applicable,
        "level": result.level,
        "passed": result.passed,
        "total": result.total,
        "missing": [rule.title for rule in result.failed],
        "no_data": [rule.title for rule in result.untold],
        "evaluated_at": result.evaluated_at.isoformat() if result.evaluated_at else None,
    }


def _whole(ready: Readiness) -> Json:
    return {
        **_standing(ready.result),
        "rules": [
            {
                "rule": rule.rule,
                "title": rule.title,
                "level": rule.level,
                "outcome": rule.outcome.value,
                "trace": [_traced(trace) for trace in rule.traces],
            }
            for rule in ready.result.rules
        ],
        "gaps": [_gap(gap) for gap in ready.gaps],
    }


def _gap(gap: Gap) -> Json:
    return {
        "title": gap.title,
        "level": gap.level,
        "owner": gap.owner,
        "fix": gap.fix,
        "why": gap.why or None,
    }


def _traced(trace: Trace) -> Json:
    return {
        "property": trace.property,
        "wanted": trace.wanted,
        "actual": trace.actual,
        "known": trace.known,
        "source": trace.source or None,
        "as_of": trace.as_of.isoformat() if trace.as_of else None,
        "note": trace.note or None,
    }
