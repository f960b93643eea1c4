"""Rows of pages: who was called for what, what came of it, each thing once."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain import page as rules
from bot.domain.page import Entry, Happened, Page, State, Way, Who
from store.moments import at, ms, ms_or_none

COLUMNS = """p.id, p.kind, p.target, p.about, p.by_person, p.at, p.way, p.why, p.incident, p.channel,
    p.levels, p.timeout, p.incident_key, p.vendor, p.url, p.state, p.note"""
MILLISECOND = timedelta(milliseconds=1)


def add(db: Connection, page: Page) -> None:
    """Keep a page that begins."""
    db.execute(
        """INSERT INTO page (id, kind, target, about, by_person, at, way, why, incident, channel, levels,
               timeout, incident_key, vendor, url, state, note)
           VALUES (:id, :kind, :target, :about, :by, :at, :way, :why, :incident, :channel, :levels,
               :timeout, :key, :vendor, :url, :state, :note)""",
        {
            "id": page.id,
            "kind": page.kind,
            "target": page.target,
            "about": page.about,
            "by": page.by,
            "at": ms(page.at),
            "way": page.way.value,
            "why": page.why,
            "incident": page.incident,
            "channel": page.channel,
            "levels": json.dumps([[_told(who) for who in people] for people in page.levels]),
            "timeout": page.timeout // MILLISECOND,
            "key": page.key,
            "vendor": page.vendor,
            "url": page.url,
            "state": page.state.value,
            "note": page.note,
        },
    )


def deliver(db: Connection, id: str, vendor: str, url: str) -> None:
    """Keep under which id the vendor has it."""
    db.execute(
        "UPDATE page SET vendor = :vendor, url = :url WHERE id = :id",
        {"id": id, "vendor": vendor, "url": url},
    )


def record(db: Connection, id: str, entries: Iterable[Entry]) -> bool:
    """Keep what happened, each thing once, and how the page stands by it. Whether anything was new."""
    before = db.total_changes
    db.executemany(
        """INSERT INTO page_entry (page, id, kind, at, level, name, slack, phone, pager, note)
           VALUES (:page, :id, :kind, :at, :level, :name, :slack, :phone, :pager, :note)
           ON CONFLICT (page, id) DO NOTHING""",
        [_row(id, each) for each in entries],
    )
    if db.total_changes == before:
        return False
    happened = entries_of(db, id)
    answer = rules.answer(happened)
    who = answer.who if answer else None
    db.execute(
        "UPDATE page SET state = :state, answered_by = :by, answered_at = :at WHERE id = :id",
        {
            "id": id,
            "state": rules.state(happened).value,
            "by": (who.slack or who.pager or who.name) if who else "",
            "at": ms_or_none(answer.at if answer else None),
        },
    )
    return True


def entries_of(db: Connection, id: str) -> tuple[Entry, ...]:
    """What happened to a page, in order of time."""
    rows = db.execute(
        """SELECT e.id, e.kind, e.at, e.level, e.name, e.slack, e.phone, e.pager, e.note FROM page_entry e
           WHERE e.page = :id ORDER BY e.at, e.id""",
        {"id": id},
    )
    return tuple(map(_entry, rows))


def get(db: Connection, id: str) -> Page | None:
    """The page of that id, or None."""
    return next(iter(_pages(db, "p.id = :id", id=id)), None)


def by_vendor(db: Connection, vendor: str, key: str) -> Page | None:
    """The page that a vendor knows under that id, or under the incident key that we gave; None: not ours."""
    found = _pages(db, "p.vendor = :vendor AND p.vendor <> ''", vendor=vendor)
    return next(iter(found or (_pages(db, "p.incident_key = :key", key=key) if key else ())), None)


def calling(db: Connection) -> tuple[Page, ...]:
    """The pages that nobody has answered yet."""
    return _pages(db, "p.state = 'calling'")


def of_incident(db: Connection, incident: str) -> tuple[Page, ...]:
    """The pages of an incident, in order of time."""
    return _pages(db, "p.incident = :incident AND p.incident <> ''", incident=incident)


def between(db: Connection, since: datetime, until: datetime) -> tuple[Page, ...]:
    """The pages that began in [since, until), in order of time."""
    return _pages(db, "p.at >= :since AND p.at < :until", since=ms(since), until=ms(until))


def _pages(db: Connection, where: str, **row: object) -> tuple[Page, ...]:
    found = db.execute(f"SELECT {COLUMNS} FROM page p WHERE {where} ORDER BY p.at, p.id", row)  # noqa: S608  (ours)
    return tuple(map(_page, found))


def _page(row: Sequence[Any]) -> Page:
    id, kind, target, about, by, moment, way, why, incident, channel, levels, timeout, *rest = row
    key, vendor, url, state, note = rest
    people = tuple(tuple(Who(*who) for who in level) for level in json.loads(levels))
    return Page(
        id=id,
        kind=kind,
        target=target,
        about=about,
        by=by,
        at=at(moment),
        way=Way(way),
        why=why,
        incident=incident,
        channel=channel,
        levels=people,
        timeout=timeout * MILLISECOND,
        key=key,
        vendor=vendor,
        url=url,
        state=State(state),
        note=note,
    )


def _told(who: Who) -> list[str]:
    return [who.name, who.slack, who.phone, who.pager]


def _row(page: str, entry: Entry) -> dict[str, object]:
    name, slack, phone, pager = _told(entry.who) if entry.who else ("", "", "", "")
    return {
        "page": page,
        "id": entry.id,
        "kind": entry.kind.value,
        "at": ms(entry.at),
        "level": entry.level,
        "name": name,
        "slack": slack,
        "phone": phone,
        "pager": pager,
        "note": entry.note,
    }


def _entry(row: Sequence[Any]) -> Entry:
    id, kind, moment, level, name, slack, phone, pager, note = row
    who = Who(name, slack, phone, pager) if name else None
    return Entry(id, Happened(kind), at(moment), who, level, note)
