"""Bringing catalog files in: all of them in one transaction, or nothing and every fault."""

from __future__ import annotations

import json
from dataclasses import replace
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.catalog import Catalog, Rota
from bot.domain.catalog.whole import NOUNS
from bot.domain.catalog_diff import Fate, ImportReport, compare
from bot.domain.placed import Fault, Placed
from store import catalog as store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from sqlite3 import Connection

    from bot.domain.catalog_file import Draft
    from bot.ports import Rows

MOST_BYTES = 32 << 20
SUFFIXES = (".yaml", ".yml", ".json")


async def import_files(rows: Rows, paths: Sequence[str], dry_run: bool, now: datetime) -> ImportReport:
    """Bring files (of folders: their YAML and JSON files) in as one catalog.

    What vanished from a file since it was last brought in is kept and dated; with a fault anywhere nothing
    changes. A dry run changes nothing either.
    """
    from asyncio import to_thread  # noqa: PLC0415  (20 ms that a look-up must not pay)

    draft = await to_thread(_draft, paths)
    if draft is None:
        nothing = Fault(
            " ".join(paths), 1, 1, "there is no catalog file here", "name one, such as catalog.yaml"
        )
        return ImportReport((), dry_run, faults=(nothing,))
    if dry_run:
        return await rows.query(_bring_in, draft, dry_run, now)
    return await rows.run(_bring_in, draft, dry_run, now)


def _draft(paths: Sequence[str]) -> Draft | None:
    """What the files say, or None where there are none."""
    from bot.domain import catalog_file  # noqa: PLC0415  (pydantic: no look-up must wait for it)

    placed = [_read(path) for path in _files(paths)]
    return catalog_file.read(placed) if placed else None


def _bring_in(db: Connection, draft: Draft, dry_run: bool, now: datetime) -> ImportReport:
    """Read, decide and write in one transaction; the references are looked up in it too."""
    from bot.domain import catalog_file  # noqa: PLC0415  (as above; it is loaded by now)
    from store import incident, rota  # noqa: PLC0415  (25 ms that a look-up must not pay)

    named = {each.id for each in draft.references if each.section == "rotas"}
    rotas = frozenset(id for id in named if rota.get(db, id))
    faults = catalog_file.unresolved(draft, store.standing_elsewhere(db, draft.files) | {"rotas": rotas})
    if faults:
        return ImportReport(draft.files, dry_run, faults=faults)
    deltas = compare(_before(db, draft), draft.catalog)
    if not dry_run:
        store.save(db, draft.catalog, now)
        for noun in NOUNS.values():
            gone = [each.id for each in deltas if each.noun == noun and each.fate is Fate.GONE]
            store.mark_gone(db, noun, gone, now)
        for each in draft.catalog.rotas:
            rota.save(db, each, now)
        for past in draft.catalog.incidents:
            incident.import_past(db, past)
    return ImportReport(draft.files, dry_run, deltas, incidents=len(draft.catalog.incidents))


def _before(db: Connection, draft: Draft) -> Catalog:
    from store import rota  # noqa: PLC0415  (as above)

    held = store.held(db, draft.catalog, draft.files)
    rotas = [row for each in draft.catalog.rotas if (row := rota.get(db, each.id))]
    as_kept = tuple(Rota(row.id, json.loads(row.definition), row.source) for row in rotas)
    return replace(held, rotas=as_kept)


def _files(paths: Sequence[str]) -> list[str]:
    """The files as people named them; a folder stands for those in it."""
    found: list[str] = []
    for path in paths:
        inside = sorted(Path(path).iterdir()) if Path(path).is_dir() else ()
        named = [str(each) for each in inside if each.suffix in SUFFIXES] if inside else [path]
        found += [normpath(each) for each in named]
    return list(dict.fromkeys(found))


def _read(path: str) -> Placed:
    from bot import yaml_text  # noqa: PLC0415  (40 ms, and only for files)

    def refused(what: str, remedy: str) -> Placed:
        return Placed(path, None, faults=(Fault(path, 1, 1, what, remedy),))

    try:
        data = Path(path).read_bytes()
    except OSError as error:
        return refused(f"cannot be read: {error.strerror}", "check the path and who may read it")
    if len(data) > MOST_BYTES:
        return refused(f"is larger than {MOST_BYTES >> 20} MiB", "split it, several files are one catalog")
    try:
        return yaml_text.read(path, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return refused("is not UTF-8 text", "save it as UTF-8")
