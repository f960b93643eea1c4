"""`tocsin oncall` and `tocsin rota who|shifts`: who is on call, from the store or from a rota file alone."""

import json
import sys
from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain import rota as rules
from bot.domain.catalog import Person
from bot.domain.oncall import Candidates, Duties, Duty, OnCall, OnCallLevel, Overview
from bot.domain.refusal import Refusal
from bot.domain.rota.words import Wrong, instant
from bot.flows import rota
from bot.ports import Rows
from handlers.cli import rota_file

Json = dict[str, Any]
YES, NO, BAD = 0, 1, 2
EMPTY = "Nothing is in the catalog yet: tocsin import PATH brings services, teams and people in."
NOBODY = "No team has anybody on call: give each its levels under `oncall:` in the catalog file."


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    oncall = sub.add_parser("oncall", help="who is on call for a service, a team or a person")
    oncall.add_argument("name", nargs="?", default="", help="without a name: every team")
    oncall.add_argument("--at", type=_instant, help="a time with its offset, such as 2026-01-05T09:00Z")
    oncall.add_argument("--json", action="store_true")
    oncall.set_defaults(run=run)
    words = sub.add_parser("rota", help="ask a rota file").add_subparsers(dest="rota", required=True)
    who = words.add_parser("who", help="who is on call at one or several times")
    who.add_argument("--at", type=_instant, action="append", help="may be repeated; without it: now")
    who.set_defaults(run=who_in_file)
    shifts = words.add_parser("shifts", help="the shifts between two times")
    shifts.add_argument("--from", dest="start", type=_instant, required=True)
    shifts.add_argument("--to", dest="end", type=_instant, required=True)
    shifts.set_defaults(run=shifts_in_file)
    rota_file.add(words)
    for parser in (who, shifts):
        parser.add_argument("file", help="YAML or JSON")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(rows=False)


def run(args: Namespace, rows: Rows) -> int:
    """`oncall [NAME] [--at T]`: 0 somebody is on call, 1 nobody, or nothing of that name."""
    now = args.at or datetime.now(UTC)
    found = rota.answer(rows, args.name, now) if args.name else rota.overview(rows, now)
    match found:
        case OnCall():
            _show(args, _oncall(found), _oncall_lines(found))
            return YES if found.primary or found.within else NO
        case Duties():
            _show(args, _duties(found), _duties_lines(found))
            return YES if found.current else NO
        case Overview():
            _show(args, _overview(found), _overview_lines(found))
            return YES if found.teams else _complain(EMPTY if found.empty else NOBODY, NO)
        case Candidates():
            near = [{"kind": each.kind, "id": each.id, "title": each.title} for each in found.options]
            _show(args, {"name": args.name, "candidates": near, "total": found.total}, [])
            return _complain("\n".join(_near(args.name, found)), NO)


def who_in_file(args: Namespace, rows: object) -> int:  # noqa: ARG001  (asks the file, not the store)
    """`rota who FILE --at T`: 1 where nobody is on call at any of the times, 2 where the file is wrong."""
    try:
        found = rota.read_file(args.file)
    except Refusal as refusal:
        return _complain(refusal.text, BAD)
    answers = [(at, rules.who(found, at)) for at in args.at or [datetime.now(UTC)]]
    lines = [f"{_utc(at)}  {_joined(people)}" for at, people in answers]
    _show(args, [{"at": _utc(at), "oncall": list(people)} for at, people in answers], lines)
    return YES if any(people for _, people in answers) else NO


def shifts_in_file(args: Namespace, rows: object) -> int:  # noqa: ARG001  (asks the file, not the store)
    """`rota shifts FILE --from T --to T`: 1 where nobody is on call in all of it, 2 for bad input."""
    if args.start >= args.end:
        return _complain("--to is not later than --from", BAD)
    try:
        found = rules.shifts(rota.read_file(args.file), args.start, args.end)
    except Refusal as refusal:
        return _complain(refusal.text, BAD)
    rows_shown = [{"start": _utc(s.start), "end": _utc(s.end), "oncall": list(s.people)} for s in found]
    _show(args, rows_shown, [f"{_utc(s.start)}  {_utc(s.end)}  {_joined(s.people)}" for s in found])
    return YES if any(shift.people for shift in found) else NO


def _instant(text: str) -> datetime:
    try:
        return instant(text)
    except Wrong as wrong:
        raise ArgumentTypeError(str(wrong)) from wrong


def _show(args: Namespace, shown: Json | list[Json], lines: Sequence[str]) -> None:
    if args.json:
        print(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    for line in lines:
        print(_printable(line))


def _complain(text: str, code: int) -> int:
    for line in text.splitlines():
        print(_printable(line), file=sys.stderr)
    return code


def _printable(text: str) -> str:
    """Foreign text without what a terminal would obey."""
    return "".join(c if c.isprintable() else "�" for c in text)


def _joined(people: Sequence[str]) -> str:
    return ", ".join(people) or "nobody"


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z") if at else None


# Values as JSON and as lines ----------------------------------------------------------------------------


def _oncall(found: OnCall) -> Json:
    return {
        "about": found.about,
        "source": found.source,
        "as_of": _utc(found.as_of),
        "failing_since": _utc(found.failing_since),
        "note": found.note,
        "levels": [_level(level) for level in found.levels],
    } | ({"within": [_oncall(each) for each in found.within]} if found.within else {})


def _overview(found: Overview) -> Json:
    return {"teams": [_oncall(team) for team in found.teams], "total": found.total}


def _overview_lines(found: Overview) -> list[str]:
    lines = [line for team in found.teams for line in _oncall_lines(team)]
    rest = found.total - len(found.teams)
    return [*lines, f"and {rest} more teams: tocsin oncall TEAM"] if rest and lines else lines


def _level(level: OnCallLevel) -> Json:
    return {
        "level": level.number,
        "label": level.label,
        "name": level.name,
        "people": [_person(each) for each in level.people],
        "until": _utc(level.until),
        "next": [_person(each) for each in level.next],
    }


def _person(person: Person) -> Json:
    names = ("id", "name", "email", "phone", "slack", "pagerduty", "timezone")
    return {name: getattr(person, name) for name in names}


def _duties(found: Duties) -> Json:
    return {
        "person": _person(found.person),
        "as_of": _utc(found.as_of),
        "note": found.note,
        "current": [_duty(duty) for duty in found.current],
        "upcoming": [_duty(duty) for duty in found.upcoming],
    }


def _duty(duty: Duty) -> Json:
    shown = {"about": duty.about, "level": duty.number or None, "label": duty.label, "source": duty.source}
    return shown | {"start": _utc(duty.start), "end": _utc(duty.end)}


def _oncall_lines(found: OnCall) -> list[str]:
    origin = f" ({found.source}, as of {_utc(found.as_of)})" if found.as_of else ""
    lines = [f"{found.about}{origin}"]
    for level in found.levels:
        until = f" until {_utc(level.until)}" if level.until else ""
        following = f", then {_named(level.next)}" if level.next else ""
        lines.append(f"  {level.label:<10} {_named(level.people)}{until}{following}")
        ways = ((each.name, " ".join(filter(None, (each.phone, each.email)))) for each in level.people)
        lines += [f"  {'':<10} {name}: {way}" for name, way in ways if way]
    lines += [f"  {found.note}"] if found.note else []
    inner = [f"  {line}" for each in found.within for line in _oncall_lines(each)]
    return [*lines, "  nobody itself; the teams within it:", *inner] if inner else lines


def _near(name: str, found: Candidates) -> list[str]:
    if found.empty:
        return [EMPTY]
    listed = [f"  tocsin oncall {each.kind}:{each.id}" for each in found.options]
    more = [f"  and {found.total - len(listed)} more"] if found.total > len(listed) else []
    return [f"No service, team or person is called {name}." + (" Near it:" if listed else ""), *listed, *more]


def _named(people: Sequence[Person]) -> str:
    return _joined([each.name or each.id for each in people])


def _duties_lines(found: Duties) -> list[str]:
    lines = [f"{found.person.name}"]
    lines += [
        f"  now   {_place(duty)}" + (f" until {_utc(duty.end)}" if duty.end else "") for duty in found.current
    ]
    lines += [
        f"  next  {_place(duty)} from {_utc(duty.start)} until {_utc(duty.end)}" for duty in found.upcoming
    ]
    return [*lines, f"  {found.note}"] if found.note else lines


def _place(duty: Duty) -> str:
    return f"{duty.about} {duty.label}".strip()
