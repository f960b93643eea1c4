"""`tocsin rota import|lint FILE`: schedules of other tools as rotas, and what is wrong with rotas of ours."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.refusal import Refusal

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Iterator

    from bot.flows.rota.linting import Linted
    from bot.ports import Rows

YES, NO, BAD = 0, 1, 2


def add(words: "_SubParsersAction[Any]") -> None:
    """Register the words below `rota`."""
    bring = words.add_parser("import", help="print a schedule of another tool as rotas of a catalog file")
    bring.add_argument("file", help="a calendar (.ics), or a schedule of PagerDuty or Opsgenie as JSON")
    bring.add_argument("--name", default="", help="what the rota is called, where the file has one")
    bring.add_argument("--person", default="", help="who has every shift of a calendar")
    bring.add_argument("--zone", default="", help="by whose clock a calendar's hand-offs are counted")
    bring.add_argument("--match", dest="rows", action="store_true", help="name people by the catalog")
    bring.add_argument("--json", action="store_true")
    bring.set_defaults(run=bring_in)
    look = words.add_parser("lint", help="what is wrong with a rota file, and what is worth a look")
    look.add_argument("file", help="a rota file, or a catalog file with rotas:")
    look.add_argument("--catalog", dest="rows", action="store_true", help="people must be in it")
    look.add_argument("--json", action="store_true")
    look.set_defaults(run=lint)


def bring_in(args: Namespace, rows: "Rows | None") -> int:
    """`rota import FILE`: 0 where something was taken, 1 where nothing was, 2 where the file is none."""
    from bot import yaml_written  # noqa: PLC0415  (only for files)
    from bot.flows.rota import foreign  # noqa: PLC0415  (as above)

    manner = foreign.Manner(datetime.now(UTC), args.name, args.person, args.zone)
    if rows is not None:
        manner = foreign.Manner(manner.now, args.name, args.person, args.zone, foreign.matching(rows))
    try:
        taken = foreign.read(args.file, manner)
    except Refusal as refusal:
        print(refusal.text, file=sys.stderr)
        return BAD
    if args.json:
        remarks = [asdict(each) for each in taken.remarks]
        print(json.dumps({"rotas": taken.rotas, "remarks": remarks}, ensure_ascii=False, indent=2))
    else:
        print(
            "\n".join(_printable(str(each)) for each in taken.remarks),
            file=sys.stderr,
            end="\n" if taken.remarks else "",
        )
        print(yaml_written.document({"rotas": taken.rotas}) if taken.rotas else "", end="")
    return YES if taken.rotas else NO


def lint(args: Namespace, rows: "Rows | None") -> int:
    """`rota lint FILE`: 0 where nothing is to be said, 1 with warnings, 2 with faults."""
    from bot.flows.rota.linting import lint_file  # noqa: PLC0415  (only for files)

    try:
        found = lint_file(args.file, datetime.now(UTC), rows)
    except Refusal as refusal:
        print(refusal.text, file=sys.stderr)
        return BAD
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(map(_printable, _lines(found))))
    return BAD if found.faults else NO if found.warnings else YES


def _lines(found: "Linted") -> "Iterator[str]":
    yield from (f"fault    {each.path}: {each.what}" for each in found.faults)
    yield from (f"warning  {each.path or 'the rota'}: {each.worry}: {each.what}" for each in found.warnings)
    count = "1 rota" if found.rotas == 1 else f"{found.rotas} rotas"
    yield f"{count}, {len(found.faults)} faults, {len(found.warnings)} warnings"


def _printable(text: str) -> str:
    """Foreign text without what a terminal would obey."""
    return "".join(c if c.isprintable() else "�" for c in text)
