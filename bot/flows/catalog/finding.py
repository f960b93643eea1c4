"""Finding services: by their exact name at once, by parts and in spite of typing errors beside the loop."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from bot.domain.catalog import Found, Profile
from bot.domain.names import fold, holding
from bot.flows.remembered import Remembered
from store import catalog

if TYPE_CHECKING:
    from sqlite3 import Connection

    from bot.domain.catalog import Counts, Service, Team
    from bot.domain.guess import Lexicon
    from bot.ports import Bot, Rows

CHOICES, PAGE = 5, 10
SMALL = 2000
"""Up to so many names a lexicon is made ready to be searched at once, in milliseconds."""
_EXACT: Remembered[Found] = Remembered(1024)
_LEXICONS: WeakKeyDictionary[Rows, tuple[int, Lexicon]] = WeakKeyDictionary()
_MAKING = Lock()


async def look_up(bot: Bot, text: str) -> Found:
    """The service of that name, or up to five that it may mean, best first.

    Nothing holds the text: those whose names come nearest, and `near` says so.
    """
    exact = bot.rows.read(called, bot.rows, text)
    return exact if exact else await bot.rows.query(like, bot.rows, text)


def seek(rows: Rows, text: str) -> Found:
    """As `look_up`, on the caller's thread: for the command line."""
    return rows.read(called, rows, text) or rows.read(like, rows, text)


async def search(bot: Bot, text: str, offset: int = 0) -> Found:
    """A page of the services whose names hold the text, or whose descriptions do, best first."""
    return await bot.rows.query(_listed, bot.rows, text, offset)


def own(bot: Bot, channel: str) -> Profile | None:
    """The one service whose channel that is (`#name`, `name` or Slack's id), if it is one."""
    return bot.rows.read(_own, channel)


def overview(bot: Bot) -> Counts:
    """How much there is in the catalog."""
    return bot.rows.read(catalog.counts)


def unowned(rows: Rows) -> tuple[int, tuple[Service, ...]]:
    """How many services nobody owns, and all of them: for the command line."""
    return rows.read(catalog.orphans, 0, -1)


def team(bot: Bot, id: str) -> Team | None:
    """The team of that id."""
    return bot.rows.read(catalog.team, id) if id else None


def teams_like(bot: Bot, text: str, limit: int = 20) -> list[tuple[str, str]]:
    """(title, id) of the teams whose title or id holds the text."""
    wanted = fold(text)
    found = [each for each in bot.rows.read(catalog.teams) if wanted in f"{fold(each.title)} {fold(each.id)}"]
    return [(each.title, each.id) for each in found[:limit]]


def known(db: Connection, rows: Rows) -> Lexicon:
    """The lexicon of the catalog as it stands, made anew only where a write came between; one at a time."""
    generation = catalog.generation(db)
    with _MAKING:
        kept = _LEXICONS.get(rows)
        if kept and kept[0] == generation:
            return kept[1]
        from bot.domain.guess import lexicon  # noqa: PLC0415  (an exact name in a terminal needs none)

        made = lexicon(catalog.names(db))
        if len(made.names.keys) <= SMALL:
            made.search()
        _LEXICONS[rows] = (generation, made)
        return made


def searched(db: Connection, rows: Rows) -> Lexicon:
    """As `known`, ready to be searched."""
    return known(db, rows).search()


def is_ready(rows: Rows) -> bool:
    """Whether the lexicon of the catalog as it stands is made, and ready to be searched."""
    kept = _LEXICONS.get(rows)
    return kept is not None and kept[0] == rows.read(catalog.generation) and kept[1].is_searched


def called(db: Connection, rows: Rows, text: str) -> Found | None:
    """The service of exactly that name, inside a read; one asked about before needs no second reading."""
    generation = catalog.generation(db)
    if kept := _EXACT.get(rows, generation, text):
        return kept
    service = catalog.find(db, text) if text.strip() else None
    if service is None:
        return None
    return _EXACT.keep(rows, generation, text, Found(text, catalog.profile(db, service)))


def _own(db: Connection, channel: str) -> Profile | None:
    services = catalog.by_channel(db, channel) if channel else ()
    return catalog.profile(db, services[0]) if len(services) == 1 else None


def like(db: Connection, rows: Rows, text: str, offset: int = 0) -> Found:
    """As `look_up`, inside a longer read, where no service is called exactly so; from a place on."""
    lexicon = known(db, rows)
    ids = holding(lexicon.names, text)
    if len(ids) == 1 and (only := catalog.service(db, ids[0])):
        return Found(text, catalog.profile(db, only))
    if ids:
        page = catalog.services(db, ids[offset : offset + CHOICES])
        return Found(text, options=page, total=len(ids), offset=offset)
    return _nearest(db, lexicon, text)


def _listed(db: Connection, rows: Rows, text: str, offset: int) -> Found:
    lexicon = known(db, rows)
    ids = tuple(dict.fromkeys((*holding(lexicon.names, text), *catalog.mentioning(db, text))))
    if not ids:
        return _nearest(db, lexicon, text)
    offset = offset if 0 <= offset < len(ids) else 0
    page = catalog.services(db, ids[offset : offset + PAGE])
    return Found(text, options=page, total=len(ids), offset=offset)


def _nearest(db: Connection, lexicon: Lexicon, text: str) -> Found:
    from bot.domain.guess import nearest  # noqa: PLC0415  (as above)

    options = catalog.services(db, nearest(lexicon, text)) if fold(text) else ()
    return Found(text, options=options, total=len(options), near=True, empty=catalog.is_empty(db))
