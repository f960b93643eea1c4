"""Databases that were made once in this process, to be copied: to make one takes seven times as long."""

import asyncio
import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.flows.catalog.importing import import_files
from bot.sandbox import company
from store.sqlite import open_store


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tocsin-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def blank() -> Path:
    """A database with nothing in it."""
    path = _folder() / "blank.db"
    open_store(path, create=True).close()
    return path


def copied(source: Path, to: Path) -> Path:
    """A copy of a closed database."""
    shutil.copy(source, to)
    return to


_imported: dict[Path, Path] = {}


async def imported(catalog: Path, now: datetime) -> Path:
    """A database into which that catalog was brought; the practice company's is brought in once."""
    if catalog in _imported:
        return _imported[catalog]
    path = copied(blank(), _folder() / ("acme.db" if catalog == company.ACME else "other.db"))
    store = open_store(path)
    try:
        report = await import_files(store, [str(catalog)], False, now)
    finally:
        store.close()
    assert not report.faults, report.faults
    if catalog == company.ACME:
        _imported[catalog] = path
    return path


@cache
def big() -> Path:
    """A database into which the catalog of the big company was brought; not for a running loop."""
    now, path = datetime.now(UTC), _folder() / "big.db"
    catalog = company.big(now, _folder()).catalog
    store = open_store(copied(blank(), path))
    try:
        report = asyncio.run(import_files(store, [str(catalog)], False, now))
    finally:
        store.close()
    assert not report.faults, report.faults
    return path


def forget() -> None:
    """Have the companies brought in anew, in a folder of their own: a fork has the same one as its parent."""
    _folder.cache_clear()
    _imported.clear()
    big.cache_clear()
