"""`tocsin card …` and `tocsin lint`: scorecards in a terminal."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.refusal import Refusal
from bot.domain.scorecard.preview import Preview
from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bot.ports import By, Rows

YES, NO, BAD = 0, 1, 2
Json = dict[str, Any]


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    lint = sub.add_parser("lint", help="what is wrong with a scorecard, rule by rule, with the mend")
    lint.add_argument("file", help="JSON or YAML of Port's format, or the archive of an export")
    lint.add_argument(
        "--catalog", dest="rows", action="store_true", help="know the catalog's facts by hand too"
    )
    lint.add_argument("--json", action="store_true")
    lint.set_defaults(run=check, rows=False)
    card = sub.add_parser("card", help="bring scorecards in, write them out, name them, take them away")
    words = card.add_subparsers(metavar="WORD", required=True)
    _bringing(words)
    listed = words.add_parser("list", help="every card")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_them)
    out = words.add_parser("export", help="write a card in Port's format")
    out.add_argument("card", nargs="?", default="", help="without one, the first")
    out.set_defaults(run=export)
    for name, run, says in (("drop", drop, "take a card away"), ("first", put_first, "ask this card first")):
        word = words.add_parser(name, help=says)
        word.add_argument("card")
        word.set_defaults(run=run, writes=True)


def _bringing(words: "_SubParsersAction[Any]") -> None:
    bring = words.add_parser("import", help="bring cards or single rules in, all of a file or nothing")
    bring.add_argument("file")
    bring.add_argument("--into", default="", metavar="CARD", help="the card that a single rule belongs to")
    bring.add_argument("--dry-run", action="store_true", help="say what would change and who would move")
    bring.add_argument("--json", action="store_true")
    bring.set_defaults(run=bring_in, writes=True)


def check(args: Namespace, rows: "Rows | None") -> int:
    """`lint FILE`: 0 clean, 1 faults, 2 it cannot be read."""
    from bot.flows.scorecard.bringing import faults, properties  # noqa: PLC0415  (each word pays for its own)

    known = rows.read(properties) if rows else None
    found = faults(_file(args), datetime.now(UTC), known)
    if args.json:
        _print(_as_json(found))
    else:
        _refused(found)
        for each in (*found.guesses, *found.faults):
            print(harmless(f"{args.file}:{each}"))
        if not found.problems and not found.faults:
            print(f"{args.file}: clean")
    if found.problems:
        return BAD
    return NO if found.faults else YES


def bring_in(args: Namespace, rows: "Rows") -> int:
    """`card import FILE [--dry-run]`: 0 brought in (or it would be), 2 refused whole."""
    import asyncio  # noqa: PLC0415  (20 ms that a look-up must not pay)

    from bot.flows.scorecard import bringing  # noqa: PLC0415  (as above)

    by = _by()
    if args.dry_run:
        found = rows.read(bringing.preview, _file(args), by.at)
    else:
        found = asyncio.run(bringing.bring_in(rows, _file(args), by))
    if args.json:
        _print(_as_json(found))
    else:
        _refused(found)
        _told(found, dry=args.dry_run)
    return BAD if found.problems else YES


def _told(found: Preview, *, dry: bool) -> None:
    for change in found.changes:
        print(harmless(f"{change.card.title} ({change.card.identifier})"))
        lines = [f"  {mark}" for mark in change.marks] or ["  nothing changes"]
        for each in change.moved:
            lines.append(f"  {'↑' if each.up else '↓'} {each.title}: {each.was} → {each.becomes}")
        lines += [f"  {fault}" for fault in change.faults]
        print("\n".join(map(harmless, lines)))
    for guess in found.guesses:
        print(harmless(f"taken for meant: {guess}"))
    if found.changes:
        print("Nothing was changed (--dry-run)." if dry else "Brought in; every service is evaluated on it.")


def _refused(found: Preview) -> None:
    for problem in found.problems:
        print(harmless(str(problem)), file=sys.stderr)
    if found.problems:
        print(f"Refused: {len(found.problems)} to correct; nothing was changed.", file=sys.stderr)


def list_them(args: Namespace, rows: "Rows") -> int:
    """`card list`."""
    from bot.flows.scorecard.shipped import cards  # noqa: PLC0415  (as above)

    found = rows.read(cards)
    if args.json:
        _print([{"card": e.identifier, "title": e.title, "rules": len(e.rules)} for e in found])
    else:
        for place, each in enumerate(found):
            first = " (asked first)" if not place else ""
            print(harmless(f"{each.identifier:30} {len(each.rules):3} rules  {each.title}{first}"))
    return YES


def export(args: Namespace, rows: "Rows") -> int:
    """`card export [CARD]`: 1 where there is none."""
    from bot.domain.scorecard.writing import write  # noqa: PLC0415  (as above)
    from bot.flows.scorecard.shipped import named  # noqa: PLC0415  (as above)

    found = rows.read(named, args.card)
    if found is None:
        print(f"There is no card {args.card}: tocsin card list", file=sys.stderr)
        return NO
    _print(write(found))
    return YES


def drop(args: Namespace, rows: "Rows") -> int:
    """`card drop CARD`."""
    import asyncio  # noqa: PLC0415  (as above)

    from bot.flows.scorecard import bringing  # noqa: PLC0415  (as above)

    found = asyncio.run(bringing.drop(rows, args.card, _by()))
    print(harmless(f"{found.title} is taken away; what happened on it stays on record."))
    return YES


def put_first(args: Namespace, rows: "Rows") -> int:
    """`card first CARD`."""
    import asyncio  # noqa: PLC0415  (as above)

    from bot.flows.scorecard import bringing  # noqa: PLC0415  (as above)

    found = asyncio.run(bringing.put_first(rows, args.card, _by()))
    print(harmless(f"{found.title} is asked first from now on."))
    return YES


def _file(args: Namespace) -> Any:
    from bot.flows.scorecard.bringing import File  # noqa: PLC0415  (as above)

    try:
        data = Path(args.file).read_bytes() if args.file != "-" else sys.stdin.buffer.read()
    except OSError as error:
        raise Refusal(f"{args.file} cannot be read: {error.strerror}. Check the path.") from error
    return File(args.file, data, getattr(args, "into", ""))


def _by() -> "By":
    from getpass import getuser  # noqa: PLC0415  (as above)

    from bot.ports import By  # noqa: PLC0415  (as above)

    return By(getuser(), datetime.now(UTC), "terminal")


def _as_json(found: Preview) -> Json:
    return {
        "ok": not found.problems,
        "problems": [asdict(each) for each in found.problems],
        "guesses": [asdict(each) for each in found.guesses],
        "faults": [asdict(each) for each in found.faults],
        "cards": [
            {
                "card": change.card.identifier,
                "changes": [str(mark) for mark in change.marks],
                "moved": [asdict(each) for each in change.moved],
            }
            for change in found.changes
        ],
    }


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
