"""`tocsin report [--weekly|--monthly]`: the managers' report in a terminal."""

import json
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.refusal import Refusal
from bot.domain.scorecard.report import Report
from handlers.cli.terminal import harmless

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bot.ports import Rows

YES, NO = 0, 1


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the word."""
    word = sub.add_parser("report", help="services per level, each team's share, what fails most, what moved")
    kinds = word.add_mutually_exclusive_group()
    kinds.add_argument("--weekly", dest="kind", action="store_const", const="weekly", help="since last week")
    kinds.add_argument(
        "--monthly", dest="kind", action="store_const", const="monthly", help="since last month"
    )
    word.add_argument("--chart", default="", metavar="FILE", help="write the picture to this PNG")
    word.add_argument("--json", action="store_true")
    word.set_defaults(run=show, kind="weekly")


def show(args: Namespace, rows: "Rows") -> int:
    """`report`: 1 where no service is evaluated yet."""
    from bot.flows.scorecard import reporting  # noqa: PLC0415  (only this word pays for it)
    from bot.settings import environment, house  # noqa: PLC0415  (as above)

    now = datetime.now(UTC)
    found = rows.read(reporting.report, house(environment()), args.kind, now)
    if args.json:
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(harmless(line) for line in lines(found)))
    if args.chart:
        _keep(args.chart, rows.read(reporting.drawn, found, args.kind))
    return YES if found.services else NO


def _keep(path: str, picture: bytes) -> None:
    try:
        Path(path).write_bytes(picture)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}. Check the path.") from error


def lines(found: Report) -> list[str]:
    """The report as text."""
    percent = round(100 * found.at_target / found.services) if found.services else 0
    told = [
        f"{found.card.title}: {found.at_target} of {found.services} services ({percent} %) at {found.target}"
    ]
    for level, count in reversed(list(found.levels.items())):
        change = found.moved.get(level, 0)
        told.append(f"  {level:12} {count:5}{f'  {change:+d}' if change else ''}")
    if found.then:
        told.append(
            f"Since {found.then:%Y-%m-%d %H:%M} UTC: {len(found.ups)} rose, {len(found.downs)} dropped"
        )
        told += [f"  ↑ {title}" for title in found.ups] + [f"  ↓ {title}" for title in found.downs]
    told += ["Each team's share of its own services at target", *map(_share, found.shares)]
    told += ["What fails most"] if found.failing else []
    told += [
        f"  {each.title:30} {each.failed} fail, {each.untold} without data, of {each.services}"
        for each in found.failing
    ]
    return [*told, *_covered(found)]


def _share(each: Any) -> str:
    change = f"  {round(100 * each.moved):+d} points" if each.moved else ""
    return f"  {each.title:30} {each.at_target}/{each.services}  {round(100 * each.part)} %{change}"


def _covered(found: Report) -> list[str]:
    titles = {rule.identifier: rule.title for rule in found.card.rules}
    then_of = found.covered_then
    pairs = [(rule, then_of[rule], now) for rule, now in found.coverage.items() if rule in then_of]
    moved = [(rule, then, now) for rule, then, now in pairs if round(100 * then) != round(100 * now)]
    told = [f"  {titles[rule]:30} {round(100 * then)} % → {round(100 * now)} %" for rule, then, now in moved]
    return ["Coverage that moved", *told] if told else []


def _as_json(found: Report) -> dict[str, Any]:
    return {
        "card": found.card.identifier,
        "target": found.target,
        "at": found.at.isoformat(),
        "since": found.then.isoformat() if found.then else None,
        "services": found.services,
        "at_target": found.at_target,
        "levels": dict(found.levels),
        "moved": dict(found.moved),
        "teams": [asdict(each) | {"part": each.part} for each in found.shares],
        "failing": [asdict(each) for each in found.failing],
        "coverage": dict(found.coverage),
        "coverage_then": dict(found.covered_then),
        "rose": list(found.ups),
        "dropped": list(found.downs),
    }
