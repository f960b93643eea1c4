"""Which shift somebody means who asks to be covered: the times in their words, and the rota."""

from datetime import datetime, timedelta
from sqlite3 import Connection
from zoneinfo import ZoneInfo

from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.refusal import Refusal
from bot.domain.rota.cover import Stretch
from bot.flows.rota import clock, rosters
from bot.flows.rota.rosters import Roster

ENDLESS = timedelta(days=28)
"""As long as a shift without an end is offered."""


def span(words: str, now: datetime, zone: ZoneInfo) -> tuple[Stretch | None, str]:
    """(from, until) and why, of `fri 18:00 to sat 9:00 because I marry`; None: the whole shift."""
    plain, _, why = words.partition(" because ") if " because " in f" {words}" else (words, "", "")
    if words.startswith("because "):
        plain, why = "", words.removeprefix("because ")
    if not plain.strip():
        return None, why.strip()
    text = plain.strip().removeprefix("from ").strip()
    for between in (" to ", " until ", " - ", "–", " → "):
        first, found, last = text.partition(between)
        if found:
            return clock.between(first, last, now, zone), why.strip()
    raise Refusal(
        "From when until when? /oncall cover me fri 18:00 to sat 9:00; without times it is your whole shift."
    )


def shift(
    db: Connection, person: Person, now: datetime, span: Stretch | None, rota_id: str = ""
) -> tuple[Roster, Stretch]:
    """The person's shift (in that rota) that the span means, cut to it. Raises Refusal where none is."""
    found: list[tuple[datetime, datetime, Roster]] = []
    at = span[0] if span else now
    for roster in rosters.of_person(db, person, now):
        if rota_id and roster.id != rota_id:
            continue
        for each in rota.shifts_of(roster.rota, person.id, max(at, now), 1):
            found.append((each.start, each.end or each.start + ENDLESS, roster))
    found.sort(key=lambda each: each[:2])
    if not found:
        raise Refusal("You have no shift to be covered in: /oncall me shows your shifts.")
    start, end, roster = found[0]
    part = (max(start, span[0], now), min(end, span[1])) if span else (max(start, now), end)
    if part[0] >= part[1]:
        raise Refusal("You are not on call then, so there is nothing to cover: /oncall me shows your shifts.")
    return roster, part
