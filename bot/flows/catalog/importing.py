"""Bringing catalog files in, ours and those of others: all in one transaction, or nothing and every fault."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.catalog import Catalog, Rota
from bot.domain.catalog.whole import NOUNS
from bot.domain.catalog_diff import Fate, FileRead, ImportReport, compare
from bot.domain.formats.remark import Reason
from bot.domain.placed import Fault
from store import catalog as store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from sqlite3 import Connection

    from bot.domain.catalog_file import Draft
    from bot.domain.formats.entry import Harvest
    from bot.domain.formats.joining import Kept
    from bot.ports import Progress, Rows

UNREAD = (Reason.BROKEN, Reason.FAULTY, Reason.UNKNOWN, Reason.NO_NAME)


@dataclass(frozen=True, slots=True)
class Manner:
    """How files are read: `repository` is the one in which they lie, `progress` is told how far it is."""

    repository: str = ""
    progress: Progress | None = None


AS_THEY_ARE = Manner()


async def import_files(
    rows: Rows, paths: Sequence[str], dry_run: bool, now: datetime, *, manner: Manner = AS_THEY_ARE
) -> ImportReport:
    """Bring files, and those in folders, in as one catalog.

    What vanished from a file since it was last brought in is kept and dated; with a fault in a file of ours
    nothing changes. A fault in a file of another format costs what it stands in. A dry run changes nothing.
    """
    from asyncio import to_thread  # noqa: PLC0415  (20 ms that a look-up must not pay)

    from bot.domain.formats.joining import join  # noqa: PLC0415  (pydantic: no look-up must wait for it)
    from bot.flows.catalog.files import gather  # noqa: PLC0415  (as above)

    gathered, basket = await to_thread(gather, paths, manner.repository, manner.progress)
    if not (basket.formats or basket.own):
        return _nothing(paths, basket.passed, dry_run)
    kept = await rows.query(_kept, tuple(basket.formats))
    draft = await to_thread(join, gathered, kept)
    harvest = gathered.harvest
    ours = [each.file for each in gathered.own]
    whole = [each for each in draft.files if each in ours or each not in _partly(harvest)]
    bring = rows.query if dry_run else rows.run
    report = await bring(_bring_in, draft, whole, None if dry_run else now)
    return replace(
        report,
        files=tuple(basket.formats) or report.files,
        remarks=tuple(sorted(harvest.remarks)),
        read=tuple(_read_of(harvest, basket.formats, ours)),
        passed=tuple(basket.passed),
    )


def _nothing(paths: Sequence[str], passed: Sequence[str], dry: bool) -> ImportReport:
    what = f"none of {len(passed)} files is a catalog" if passed else "there is no catalog file here"
    fault = Fault(" ".join(paths), 1, 1, what, "name one, such as catalog.yaml")
    return ImportReport((), dry, faults=(fault,), passed=tuple(passed))


def _partly(harvest: Harvest) -> set[str]:
    """The files of which something could not be read; what such a file no longer says is not gone."""
    return {each.file for each in harvest.remarks if each.whole and each.reason in UNREAD}


def _read_of(harvest: Harvest, formats: Mapping[str, str], ours: Sequence[str]) -> Iterator[FileRead]:
    left = Counter({each.file: 0 for each in harvest.remarks})
    for remark in harvest.remarks:
        left[remark.file] += remark.whole
    for file, format in formats.items():
        if file not in ours:
            yield FileRead(file, format, harvest.read.get(file, 0), left[file])


def _kept(db: Connection, files: Sequence[str]) -> Kept:
    """What the store holds beside these files, by id and by name."""
    from bot.domain.formats.joining import Kept  # noqa: PLC0415  (as above; it is loaded by now)

    return Kept(_elsewhere(db, files), store.called(db))


def _elsewhere(db: Connection, files: Sequence[str]) -> dict[str, frozenset[str]]:
    """The ids that references may name beside those of these files; a rota stays, whatever its file says."""
    from store import rota  # noqa: PLC0415  (25 ms that a look-up must not pay)

    return store.standing_elsewhere(db, files) | {"rotas": rota.ids(db)}


def _bring_in(db: Connection, draft: Draft, whole: Sequence[str], now: datetime | None) -> ImportReport:
    """Read, decide and write in one transaction; the references are looked up in it too.

    `whole` are the files of which everything was read: what is no longer in them is gone. Without a time
    nothing is written.
    """
    from bot.domain import catalog_file  # noqa: PLC0415  (as above; it is loaded by now)
    from bot.domain.disagreement import by_hand  # noqa: PLC0415  (as above)
    from store import incident, rota  # noqa: PLC0415  (25 ms that a look-up must not pay)

    faults = catalog_file.unresolved(draft, _elsewhere(db, draft.files))
    if faults:
        return ImportReport(draft.files, now is None, faults=faults)
    before = _before(db, draft, whole)
    deltas = compare(before, draft.catalog)
    kept = tuple(f"{s.id}: {line}" for s in store.over(db, draft.catalog.services) for line in by_hand(s))
    if now:
        store.save(db, draft.catalog, now)
        _keep_turned(db, before, draft.catalog, now)
        for noun in NOUNS.values():
            gone = [each.id for each in deltas if each.noun == noun and each.fate is Fate.GONE]
            store.mark_gone(db, noun, gone, now)
        for each in draft.catalog.rotas:
            rota.save(db, each, now)
        for past in draft.catalog.incidents:
            incident.import_past(db, past)
    past_ones = len(draft.catalog.incidents)
    return ImportReport(draft.files, now is None, deltas, incidents=past_ones, kept=kept)


def _keep_turned(db: Connection, before: Catalog, after: Catalog, now: datetime) -> None:
    """A flag that is not what it was is a change of the services that it switches."""
    from bot.domain.flags import turned  # noqa: PLC0415  (as above)
    from store import change  # noqa: PLC0415  (as above)

    for each in turned(before.flags, after.flags, (*before.features, *after.features), now):
        change.keep(db, [each.change])
        change.belong(db, each.change.id, each.services)


def _before(db: Connection, draft: Draft, whole: Sequence[str]) -> Catalog:
    from store import rota  # noqa: PLC0415  (as above)

    held = store.held(db, draft.catalog, whole)
    rotas = [row for each in draft.catalog.rotas if (row := rota.get(db, each.id))]
    as_kept = tuple(Rota(row.id, json.loads(row.definition), row.source) for row in rotas)
    return replace(held, rotas=as_kept)
