"""`tocsin impact NAME`: who is hurt when a service fails, in a terminal or as a table."""

from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.impact import Hurt, Impact, csv_table, markdown_table, summary
from bot.domain.impact.rules import Limits
from bot.flows.catalog import finding, reaching
from handlers.cli.catalog import choice, json_of, several
from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from bot.ports import Rows

YES, NO = 0, 1


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the word."""
    word = sub.add_parser("impact", help="who is hurt when a service fails: customers, features, services")
    word.add_argument("name", help="an id, an alias, a title, or a part of one")
    word.add_argument("--environment", default="", metavar="ID", help="it fails in this environment only")
    forms = word.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true")
    forms.add_argument("--csv", action="store_true", help="a table of everybody, for a spreadsheet")
    forms.add_argument("--markdown", action="store_true", help="the same table in Markdown")
    word.set_defaults(run=run)


def run(args: Namespace, rows: "Rows") -> int:
    """`impact NAME`: 0 it (and the environment) is known, 1 it is not, or several may be meant."""
    found = finding.seek(rows, args.name)
    if not found.profile:
        print(json_of(several(found)) if args.json else harmless("\n".join(choice(found))))
        return NO
    service, now = found.profile.service, datetime.now(UTC)
    places = rows.read(reaching.environments, rows, args.environment) if args.environment else ("",)
    if len(places) != 1:
        _no_environment(args, places or rows.read(reaching.environments, rows, ""), near=not places)
        return NO
    hurt = rows.read(reaching.impact_of, rows, service.id, now, Limits(places[0]))
    print(harmless(_said(args, hurt)), end="")
    return YES


def _no_environment(args: Namespace, ids: Sequence[str], *, near: bool) -> None:
    """That it is not one environment, with those that it may mean (`near`: all there are)."""
    if args.json:
        print(json_of({"found": None, "near": near, "total": len(ids), "options": ids}))
        return
    known = f"known are {', '.join(ids)}" if ids else "add `environments:` to its file"
    what = f"has no environment {args.environment!r}; {known}"
    print(f"The catalog {what}." if near else f"{args.environment!r} names several: {', '.join(ids)}.")


def _said(args: Namespace, hurt: Impact) -> str:
    if args.json:
        return json_of({"summary": summary(hurt), **asdict(hurt)}) + "\n"
    if args.csv:
        return csv_table(hurt)
    if args.markdown:
        return markdown_table(hurt)
    return "\n".join(_lines(hurt)) + "\n"


def _lines(hurt: Impact) -> Iterator[str]:
    yield f"When {hurt.title} fails: {summary(hurt) or 'nobody is known to be hurt'}"
    yield from _listed("customers", hurt.customers)
    yield from _listed("features", hurt.features)
    yield from _listed("environments", hurt.environments)
    yield from _listed("services", hurt.services, hurt.services_total)
    if hurt.spared:
        yield "not hurt"
        yield from (f"  {each.title}: {each.why}" for each in hurt.spared)
    yield from (f"note: {each}" for each in hurt.assumed)


def _listed(title: str, hurt: Sequence[Hurt], total: int = 0) -> Iterator[str]:
    if not hurt:
        return
    yield title
    for each in hurt:
        sla = f"SLA {each.sla}" if each.sla else ""
        words = " · ".join(part for part in (each.tier, each.region, sla, each.harm.value) if part)
        yield f"  {each.title} ({words})"
        yield from (f"    {why}" for why in each.why)
    if total > len(hurt):
        yield f"  and {total - len(hurt)} more"
