"""`tocsin rota import FILE`: a schedule of another tool as rotas of a catalog file."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.refusal import Refusal

if TYPE_CHECKING:
    from argparse import _SubParsersAction

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
        print("\n".join(map(str, taken.remarks)), file=sys.stderr, end="\n" if taken.remarks else "")
        print(yaml_written.document({"rotas": taken.rotas}) if taken.rotas else "", end="")
    return YES if taken.rotas else NO
