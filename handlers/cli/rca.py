"""`tocsin rca`: the post-incident document of an incident, as Markdown or as JSON."""

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

from bot.domain.grammar import incident_number
from bot.domain.rca import Document, Section
from bot.domain.rca.record import Fact
from bot.domain.refusal import Refusal
from bot.flows import rca
from bot.ports import Rows


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the word."""
    parser = sub.add_parser("rca", help="the post-incident document, from what is known now")
    parser.add_argument("incident", type=_incident, metavar="INC-n", help="an incident")
    parser.add_argument("--json", action="store_true", help="the sections with their facts, as JSON")
    parser.add_argument(
        "--template", default="tocsin", help="a template that is shipped, or a file of yours (*.md.j2)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, rows: Rows) -> int:
    """Print it; 1 where there is no such incident."""
    now = datetime.now(UTC)
    try:
        if args.json:
            document = rca.compose(rows, args.incident, now)
            print(json.dumps(_plain(document), ensure_ascii=False, indent=2))
        else:
            made = rca.render(rows, args.incident, now, args.template)
            print(made.markdown, end="")
            print(f"{made.filled} sections filled, {len(made.questions)} need a human.", file=sys.stderr)
    except Refusal as refusal:
        print(refusal.text, file=sys.stderr)
        return 1
    return 0


def _plain(document: Document) -> dict[str, Any]:
    return {
        "incident": document.incident,
        "title": document.title,
        "made_at": document.made_at.isoformat(),
        "version": document.version,
        "filled": document.filled,
        "total": len(document.sections),
        "sections": [_section(each) for each in document.sections],
    }


def _section(each: Section) -> dict[str, Any]:
    return {
        "number": each.number,
        "key": each.key,
        "title": each.title,
        "filled": each.filled,
        "question": each.question,
        "prompt": each.prompt,
        "text": each.written.text if each.written else "",
        "facts": [_fact(fact) for fact in each.facts],
        "remarks": list(each.remarks),
    }


def _fact(fact: Fact) -> dict[str, str]:
    pairs = {
        "label": fact.label,
        "text": fact.text,
        "at": fact.at.isoformat() if fact.at else "",
        "by": fact.by,
        "link": fact.link,
        "note": fact.note,
    }
    return {name: value for name, value in pairs.items() if value}


def _incident(text: str) -> str:
    number = incident_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no incident; write INC-12")
    return f"INC-{number}"
