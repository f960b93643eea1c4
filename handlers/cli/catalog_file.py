"""`tocsin import PATH…` and `tocsin export`: catalog files, ours and those of others, in a terminal."""

import json
import sys
from argparse import Namespace, _SubParsersAction
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.catalog_diff import Delta, ImportReport
    from bot.domain.formats.remark import Remark
    from bot.ports import Rows

YES, NO, BAD = 0, 1, 2
MOST = 12
"""How many remarks of one kind are printed; `--json` has all."""
SIGNS: Mapping[str, str] = {"added": "+", "changed": "~", "gone": "-"}


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    bring = sub.add_parser("import", help="bring catalog files in, all of them or none")
    bring.add_argument("paths", nargs="+", metavar="PATH", help="files, or folders of them, of any format")
    bring.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    bring.add_argument(
        "--repository", default="", metavar="OWNER/NAME", help="the one in which the files lie"
    )
    bring.add_argument("--json", action="store_true")
    bring.set_defaults(run=bring_in, writes=True)
    give = sub.add_parser("export", help="print the catalog as a file")
    give.add_argument("--format", choices=("tocsin", "backstage", "port"), default="tocsin")
    give.set_defaults(run=give_out)


def bring_in(args: Namespace, rows: "Rows") -> int:
    """`import PATH… [--dry-run] [--json]`: 0 brought in, 1 there was nothing to bring in, 2 refused whole."""
    import asyncio  # noqa: PLC0415  (20 ms that a look-up must not pay)

    from bot.flows.catalog.importing import Manner, import_files  # noqa: PLC0415  (it brings rotas along)
    from handlers.cli.progress import Bar  # noqa: PLC0415  (as above)

    with Bar(sys.stderr) as bar:
        manner = Manner(args.repository, None if args.json else bar)
        now = datetime.now(UTC)
        report = asyncio.run(import_files(rows, args.paths, args.dry_run, now, manner=manner))
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=2, default=_plain))
    elif report.faults:
        print(harmless("\n".join(map(str, report.faults))), file=sys.stderr)
        print(f"Refused: {len(report.faults)} to correct; nothing was changed.", file=sys.stderr)
    else:
        print(harmless("\n".join((*_deltas(report), *_remarks(report.remarks), *_summary(report)))))
    if report.faults:
        return BAD
    return YES if report.deltas or report.incidents else NO


def give_out(args: Namespace, rows: "Rows") -> int:
    """`export [--format F]`: the text to the output, what has no place in it beside it."""
    from bot.flows.catalog.exporting import export  # noqa: PLC0415  (pydantic: no look-up must wait for it)

    exported = export(rows, args.format)
    print(exported.text, end="")
    for each in exported.missing:
        print(f"No place in {args.format}: {each}.", file=sys.stderr)
    return YES


def _deltas(report: "ImportReport") -> "Iterator[str]":
    for each in report.deltas:
        if each.fate in SIGNS:
            yield f"{SIGNS[each.fate]} {each.noun} {each.id}{_changes(each)}"


def _remarks(remarks: "tuple[Remark, ...]") -> "Iterator[str]":
    """What was left out or guessed, kind by kind, each with its place."""
    kinds = dict.fromkeys(each.reason for each in remarks)
    for kind in kinds:
        told = [each for each in remarks if each.reason is kind]
        yield f"{str(kind).capitalize()}:"
        yield from (f"  {each}" for each in told[:MOST])
        if len(told) > MOST:
            yield f"  and {len(told) - MOST} more: --json has them"


def _summary(report: "ImportReport") -> "Iterator[str]":
    for format in dict.fromkeys(each.format for each in report.read):
        files = [each for each in report.read if each.format == format]
        declared, left = sum(each.declared for each in files), sum(each.left_out for each in files)
        yield f"{format}: {_files(len(files))}, {declared} read, {declared - left} taken, {left} left out."
    if report.passed:
        yield f"Passed over: {_files(len(report.passed))} of no format that is known."
    yield from (f"Stands by hand: {each}" for each in report.kept[:MOST])
    counted = Counter(str(each.fate) for each in report.deltas)
    said = ", ".join(f"{counted[fate]} {fate}" for fate in (*SIGNS, "unchanged"))
    kept = " What is gone is kept, marked with the date." if counted["gone"] else ""
    yield f"{'Would be: ' if report.dry_run else ''}{said}.{kept}"


def _files(count: int) -> str:
    return f"{count} file" if count == 1 else f"{count} files"


def _changes(delta: "Delta") -> str:
    told = (f"{name} {_short(before)} → {_short(after)}" for name, before, after in delta.changes)
    return ": " + ", ".join(told) if delta.changes else ""


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= 60 else text[:59] + "…"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)
