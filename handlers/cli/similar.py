"""`tocsin similar TEXT`: incidents that resemble a text or an incident, from the database alone."""

import json
import sys
from argparse import Namespace, _SubParsersAction
from typing import TYPE_CHECKING, Any

from bot.domain.refusal import Refusal
from bot.domain.similar import Similar
from bot.flows.similar.finding import search
from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from bot.ports import Rows

YES, NO = 0, 1


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the word."""
    parser = sub.add_parser("similar", help="incidents that resemble a text, or INC-n")
    parser.add_argument("text", nargs="+", help="what is seen (an alert, an error, a title), or INC-n")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: Namespace, rows: "Rows") -> int:
    """Print them, the likest first; 1 where nothing resembles, or where there is no such incident."""
    try:
        found = search(rows, " ".join(args.text))
    except Refusal as refusal:
        print(refusal.text, file=sys.stderr)
        return NO
    if args.json:
        print(json.dumps([_plain(each) for each in found], ensure_ascii=False))
    else:
        for each in found:
            print("\n".join(_lines(each)))
        if not found:
            print("Nothing on record resembles that.")
    return YES if found else NO


def _lines(each: Similar) -> list[str]:
    """For people; control characters of foreign text would command the terminal, so they go."""
    past = each.past
    head = f"{past.id} {past.title}"
    facts = f"{each.score:.0%} alike, {past.declared_at:%Y-%m-%d}, SEV{past.severity}, {past.status}"
    fixed = [f"what fixed it: {past.fix}"] if past.fix else []
    lines = (facts, *fixed, f"why: {'; '.join(each.reasons)}", f"document: tocsin rca {past.id}")
    return [_printable(head), *(f"  {_printable(line)}" for line in lines)]


def _printable(line: str) -> str:
    return harmless(" ".join(line.split()))


def _plain(each: Similar) -> dict[str, Any]:
    past = each.past
    return {
        "id": past.id,
        "title": past.title,
        "score": round(each.score, 3),
        "reasons": list(each.reasons),
        "status": past.status.value,
        "severity": past.severity,
        "declared_at": past.declared_at.isoformat(),
        "service": past.service or None,
        "fix": past.fix or None,
        "document": f"tocsin rca {past.id}",
    }
