"""`tocsin changes`: the changes of a service, or of everything, from the database alone."""

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.blocks.change import plain_gap
from bot.blocks.kit import ago
from bot.domain.change import DEEDS, WITH_NEEDS, Change, Scope, Window, named, span, worded
from bot.domain.reading import Recent
from bot.domain.refusal import Refusal
from bot.flows import change
from bot.ports import Rows
from handlers.cli.terminal import harmless

DEFAULT = timedelta(hours=24)
LIMIT, MOST = 50, 1_000_000
YEARS = range(1970, 9999)
"""Between which a window can be counted back and kept as milliseconds."""


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the word."""
    parser = sub.add_parser("changes", help="merged, deployed and released, newest first")
    parser.add_argument("name", nargs="?", default="", help="a service or a team; without one, everything")
    parser.add_argument("--deps", action="store_true", help="what it needs as well")
    parser.add_argument("--since", type=_length, default=DEFAULT, metavar="4h", help="30m, 4h, 2d or 1w")
    parser.add_argument(
        "--at", type=_moment, default=None, metavar="T", help="as of then (ISO 8601), not now"
    )
    parser.add_argument("--limit", type=_count, default=LIMIT, help="at most so many lines")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, rows: Rows) -> int:
    """Print them; 1 where no service has that name."""
    now = args.at or datetime.now(UTC)
    about = _scope(rows, args.name, args.deps) if args.name else change.EVERYTHING
    if about is None:
        return 1
    found = change.within(rows, about.services, Window(now - args.since, now, args.limit))
    if args.json:
        print(json.dumps(_plain(about, found), ensure_ascii=False, indent=2))
    else:
        _print(about, found, now)
    return 0


def _scope(rows: Rows, name: str, deps: bool) -> Scope | None:
    """The service or team of that name; where there is none, the nearest are told on stderr."""
    found = change.seek(rows, name, deps=deps)
    if isinstance(found, Scope):
        return found
    print(f"No service is called {name!r}.", file=sys.stderr)
    if found.empty:
        print("The catalog is empty: tocsin import catalog.yaml", file=sys.stderr)
    for each in found.options:
        print(f"  tocsin changes {each.id}", file=sys.stderr)
    return None


def _print(about: Scope, found: Recent, now: datetime) -> None:
    print(
        f"{found.total or 'No'} change{'' if found.total == 1 else 's'} of {harmless(about.title)}", end=" "
    )
    print(f"in the last {worded(found.window.length)}")
    for each in found.changes:
        print(_line(each, now))
    if found.total > len(found.changes):
        print(f"and {found.total - len(found.changes)} more: --limit {found.total}")
    if found.as_of:
        print(f"GitHub, as of {found.as_of:%Y-%m-%d %H:%M} UTC", file=sys.stderr)
    for gap in found.missing:
        print(plain_gap(gap), file=sys.stderr)


def _line(each: Change, now: datetime) -> str:
    """One line; control characters of foreign text would command the terminal, so they go."""
    who = f" by {each.author}" if each.author else ""
    where = " ".join(part for part in (each.repository, each.environment, each.state) if part)
    when = f"{each.at:%m-%d %H:%M} ({ago((now - each.at).total_seconds())})"
    parts = ("", when, named(each), f"{DEEDS[each.kind]}{who}", where, each.url)
    return harmless("  ".join(parts)).rstrip()


def _plain(about: Scope, found: Recent) -> dict[str, Any]:
    return {
        "service": about.key.removesuffix(WITH_NEEDS) or None,
        "services": None if about.services is None else [each.id for each in about.services],
        "since": found.window.since.isoformat(),
        "until": found.window.until.isoformat(),
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "total": found.total,
        "changes": [_change(each) for each in found.changes],
        "missing": [plain_gap(gap) for gap in found.missing],
    }


def _change(each: Change) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind.value,
        "repository": each.repository,
        "title": each.title,
        "number": each.number or None,
        "author": each.author,
        "at": each.at.isoformat(),
        "environment": each.environment,
        "state": each.state,
        "sha": each.sha,
        "url": each.url,
    }


def _length(text: str) -> timedelta:
    try:
        length = span(text)
    except Refusal as refusal:
        raise argparse.ArgumentTypeError(refusal.text) from refusal
    if length is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of time; use 30m, 4h, 2d or 1w")
    return length


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; use 2026-01-08T02:42Z") from None
    if moment.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{text!r} is no time that I can show; use 2026-01-08T02:42Z")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(text: str) -> int:
    try:
        return max(1, min(int(text), MOST))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; use 20") from None
