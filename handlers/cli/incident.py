"""`tocsin show|audit INC-n`: an incident and its record, in a terminal."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from bot.domain.audit import Entry
from bot.domain.grammar import incident_number
from bot.domain.incident import Event, Incident
from bot.flows import records
from bot.ports import Rows
from handlers.cli.terminal import harmless

YES, NO = 0, 1


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the words of this file."""
    show = sub.add_parser("show", help="an incident with its timeline")
    show.add_argument("incident", type=_id, metavar="INC-n")
    show.set_defaults(run=run_show)
    audit = sub.add_parser("audit", help="who did what, when, from where")
    audit.add_argument("incident", nargs="?", type=_id, metavar="INC-n", default=None)
    audit.add_argument("--verify", action="store_true", help="check the chain; 1 where it is broken")
    audit.set_defaults(run=run_audit)
    for parser in (show, audit):
        parser.add_argument("--json", action="store_true")


def _id(text: str) -> str:
    number = incident_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not an incident; write INC-12")
    return f"INC-{number}"


def run_show(args: argparse.Namespace, rows: Rows) -> int:
    """0 with the incident, 1 where there is none."""
    found = records.show(rows, args.incident)
    if found is None:
        print(f"There is no {args.incident}.", file=sys.stderr)
        return NO
    incident, events = found
    if args.json:
        print(
            json.dumps(
                _plain(incident) | {"timeline": [_line(event) for event in events]}, ensure_ascii=False
            )
        )
        return YES
    names, told = records.told(rows, incident)
    lead = names.get(incident.lead, incident.lead) or "nobody"
    print(harmless(f"{incident.id} {incident.title}"))
    print(f"{incident.status}, SEV{incident.severity}, lead {lead}, service {incident.service or 'not set'}")
    print(
        f"channel #{incident.channel_name} {incident.channel}".rstrip()
        if incident.channel_name
        else "no channel"
    )
    for name, at in sorted(incident.stamps.items(), key=lambda stamp: stamp[1]):
        print(f"  {at:%Y-%m-%d %H:%M:%S}Z {name.replace('_', ' ')}")
    print("timeline")
    for event in told:
        by = names.get(event.by, event.by)
        print(harmless(f"  {event.at:%Y-%m-%d %H:%M:%S}Z {event.kind} {by}: {event.text}"))
    return YES


def _plain(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "title": incident.title,
        "status": incident.status.value,
        "severity": incident.severity,
        "lead": incident.lead,
        "service": incident.service,
        "channel": incident.channel,
        "channel_name": incident.channel_name,
        "declared_by": incident.declared_by,
        "stamps": {name: at.isoformat() for name, at in incident.stamps.items()},
    }


def _line(event: Event) -> dict[str, str]:
    return {
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "by": event.by,
        "text": event.text,
        "link": event.link,
    }


def run_audit(args: argparse.Namespace, rows: Rows) -> int:
    """The entries; 1 where there are none of that incident, or where `--verify` finds the chain broken."""
    entries = records.audit(rows, args.incident or "")
    broken = records.broken(rows) if args.verify else None
    _print(args, entries, broken)
    if args.incident and not entries:
        print(f"Nothing is recorded about {args.incident}.", file=sys.stderr)
        return NO
    return NO if broken is not None else YES


def _print(args: argparse.Namespace, entries: Sequence[Entry], broken: int | None) -> None:
    if args.json:
        listed = [_entry(entry) for entry in entries]
        print(json.dumps({"entries": listed, "broken": broken}, ensure_ascii=False))
        return
    for entry in entries:
        print(f"{entry.at:%Y-%m-%d %H:%M:%S}Z {entry.who} {entry.what} {entry.object} from {entry.via}")
    if args.verify:
        print("The chain is whole." if broken is None else f"The chain is broken at row {broken}.")


def _entry(entry: Entry) -> dict[str, str]:
    return {
        "who": entry.who,
        "what": entry.what,
        "object": entry.object,
        "at": entry.at.isoformat(),
        "via": entry.via,
    }
