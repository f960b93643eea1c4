"""`tocsin ready [NAME]` and `tocsin check NAME`: readiness in a terminal, and as a gate."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.blocks.kit import ago
from bot.domain.catalog import Found, Service
from bot.domain.refusal import Refusal
from bot.domain.scorecard import (
    Listed,
    Outcome,
    Readiness,
    Scorecard,
    Trace,
    score,
    shortfall,
    standing,
    told,
)
from bot.domain.scorecard.gate import Verdict, judge, lines
from bot.flows.catalog.finding import called, like, seek
from bot.flows.scorecard.reading import everything, of_service, worst
from bot.flows.scorecard.shipped import named
from handlers import readiness_json as as_json
from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bot.ports import Rows

YES, NO, BAD, UNREACHABLE = 0, 1, 2, 3
MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NO_DATA: "?",
    Outcome.WAIVED: "w",
    Outcome.ERROR: "!",
}
CODES = {Verdict.REACHED: YES, Verdict.FAILS: NO, Verdict.NO_DATA: UNREACHABLE}


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    ready = sub.add_parser("ready", help="how ready services are, and what is missing")
    ready.add_argument("name", nargs="?", default="", help="a service; without one, all, the worst first")
    ready.add_argument("--card", default="", metavar="CARD", help="on this card; without it, the first")
    ready.add_argument(
        "--what-if", nargs="?", const="", metavar="RULE", help="who would rise if a rule passed everywhere"
    )
    ready.add_argument("--json", action="store_true")
    ready.set_defaults(run=show)
    check = sub.add_parser("check", help="whether a service reaches a level: a gate for CI")
    check.add_argument("name", help="a service")
    check.add_argument("--level", default="", metavar="L", help="the level wanted; without it, the highest")
    check.add_argument("--card", default="", metavar="CARD", help="on this card; without it, the first")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=gate)


def show(args: Namespace, rows: "Rows") -> int:
    """`ready [NAME] [--json]`: 1 where no service has that name."""
    now = datetime.now(UTC)
    if args.what_if is not None:
        return _what_if(args, rows)
    card = _card(rows, args.card)
    if not args.name:
        found = rows.read(everything, now, card)
        _say(json.dumps([as_json.listed(each) for each in found], ensure_ascii=False, indent=2), args.json)
        _say("\n".join(map(_row, found)) or _nothing(rows, card), not args.json)
        return YES
    ready = _found(rows, args.name, now, card)
    if ready is None:
        return NO
    _say(json.dumps(as_json.whole(ready), ensure_ascii=False, indent=2), args.json)
    _say("\n".join(_lines(ready, now)), not args.json)
    return YES


def gate(args: Namespace, rows: "Rows") -> int:
    """`check NAME [--level L] [--json]`.

    1: a rule up to that level fails. 3: none fails, but for some there is no data. 2: no such name or level.
    """
    card = _card(rows, args.card)
    service = _standing(rows, args.name)
    if service is None:
        return BAD
    ready = rows.read(of_service, service, datetime.now(UTC), card)
    rank = ready.scorecard.rank(args.level) if args.level else ready.scorecard.top
    if rank is None:
        known = ", ".join(ready.result.levels)
        print(f"{args.level!r} is no level of {ready.scorecard.title}; it has {known}.", file=sys.stderr)
        return BAD
    found = judge(ready, rank)
    _say(json.dumps(as_json.gate(found), ensure_ascii=False, indent=2), args.json)
    _say("\n".join(map(harmless, lines(found))), not args.json)
    return CODES[found.verdict]


def _what_if(args: Namespace, rows: "Rows") -> int:
    """`ready --what-if [RULE]`: 1 where nobody misses anything."""
    from bot.blocks.scorecard.supposing import sentence  # noqa: PLC0415  (only this word pays for it)
    from bot.flows.scorecard.supposing import supposed  # noqa: PLC0415  (as above)

    found = rows.read(supposed, args.what_if)
    for each in found.supposed:
        print(harmless(sentence(found.card, each).replace("*", "")))
        for rise in each.rises if args.what_if else ():
            print(harmless(f"  {found.names.get(rise.service, rise.service)}: {rise.was} → {rise.becomes}"))
    return YES if found.supposed else NO


def _card(rows: "Rows", words: str) -> Scorecard | None:
    """The card that is named; None for the first. Raises Refusal where there is none such."""
    if not words:
        return None
    found = rows.read(named, words)
    if found is None:
        raise Refusal(f"There is no card {words}: tocsin card list")
    return found


def _standing(rows: "Rows", name: str) -> Service | None:
    """The standing service of just that name, else why there is none: a gate lets nobody in for another."""
    exact = rows.read(called, rows, name)
    if exact is None or exact.profile is None:
        near = rows.read(like, rows, name)
        _unknown(name, near, [near.profile.service, *near.options] if near.profile else near.options)
        return None
    if exact.profile.service.gone_at:
        print(harmless(f"{name!r} is not in the catalog any more."), file=sys.stderr)
        return None
    return exact.profile.service


def _found(rows: "Rows", name: str, now: datetime, card: Scorecard | None) -> Readiness | None:
    """How the service of that name stands; where there is none, the nearest are told on stderr."""
    found = seek(rows, name)
    if found.profile:
        return rows.read(of_service, found.profile.service, now, card)
    _unknown(name, found, found.options)
    return None


def _unknown(name: str, found: Found, near: Sequence[Service]) -> None:
    """That there is none of that name, and what comes near it."""
    print(f"No service is called {name!r}.", file=sys.stderr)
    if found.empty:
        print("The catalog is empty: tocsin import catalog.yaml", file=sys.stderr)
    for each in near:
        print(f"  {each.id}", file=sys.stderr)


def _nothing(rows: "Rows", card: Scorecard | None) -> str:
    """Why the list is empty: the card's filter lets nobody in, or nothing is in the catalog."""
    found = rows.read(worst, None, None, card)
    if found.tally.outside or found.tally.waiting:
        return harmless(f"{found.scorecard.title} is about no service: its filter lets none in.")
    return "The catalog is empty: tocsin import catalog.yaml"


# Text ---------------------------------------------------------------------------------------------------


def _lines(ready: Readiness, now: datetime) -> list[str]:
    """The standing, every rule with what was found, every gap with its owner and its fix."""
    result = ready.result
    lines = [f"{ready.service.title}: {standing(result)}"]
    gone = ready.service.gone_at
    lines += [f"no longer in the catalog since {gone:%Y-%m-%d %H:%M} UTC"] if gone else []
    for rule in result.rules:
        lines.append(f"{MARKS[rule.outcome]} {rule.title} ({rule.level})")
        lines += [f"    {_trace(trace, now)}" for trace in rule.traces]
    for gap in ready.gaps:
        lines += [f"{gap.title}: for {gap.owner}", f"    {gap.fix}"]
    return [harmless(line) for line in lines]


def _trace(trace: Trace, now: datetime) -> str:
    actual = told(trace.actual) if trace.known or trace.as_of else "no data"
    age = f", {ago((now - trace.as_of).total_seconds())} old" if trace.as_of else ""
    source = f" [{trace.source}{age}]" if trace.source else ""
    note = f" {trace.note}" if trace.note else ""
    return f"{trace.property} {trace.wanted}: {actual}{source}{note}"


def _row(each: Listed) -> str:
    owner = each.team_title or each.team or "-"
    return harmless(
        f"{each.result.service:30} {score(each.result):12} {owner:20} {shortfall(each.result)}".rstrip()
    )


def _say(text: str, wanted: bool) -> None:
    if wanted:
        print(text)
