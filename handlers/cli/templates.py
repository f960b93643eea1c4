"""`tocsin templates check`: tries the templates of the document on a full and on an empty incident."""

import argparse
import json
import sys

from bot import documents
from bot.ports import Rows


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the word."""
    parser = sub.add_parser("templates", help="check the templates of the document")
    words = parser.add_subparsers(metavar="check", required=True)
    check = words.add_parser("check", help="try all that are shipped, and files of yours")
    check.add_argument("files", nargs="*", metavar="FILE", help="a template of yours (*.md.j2)")
    check.add_argument("--json", action="store_true", help="each template with what is wrong with it")
    check.set_defaults(run=run, rows=False)


def run(args: argparse.Namespace, rows: Rows | None) -> int:  # noqa: ARG001  (every word has this shape)
    """Print what is wrong, a line each; 1 where anything is."""
    found = {name: documents.check(name) for name in (*documents.shipped(), *args.files)}
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, faults in found.items():
            print(f"{name}: {'renders' if not faults else 'is wrong'}")
            for fault in faults:
                print(f"  {fault}", file=sys.stderr)
    return int(any(found.values()))
