"""Rows that every sync shares: what is stale, what may go, and what the last sync of each vendor did."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.syncing import Merged, Tally
from store.moments import at, ms


def settle(db: Connection, table: str, merged: Merged[Any], now: datetime) -> None:
    """Mark what vanished and let go what was stale for long enough.

    `table` has `id` and `stale_at`; whoever writes the rest of a row clears its `stale_at`.
    """
    marked = f"UPDATE {table} SET stale_at = :at WHERE id = :id AND stale_at IS NULL"  # noqa: S608  (a table of ours)
    db.executemany(marked, [{"id": id, "at": ms(now)} for id in merged.stale])
    db.executemany(f"DELETE FROM {table} WHERE id = :id", [{"id": id} for id in merged.gone])  # noqa: S608  (the same)


def note(db: Connection, vendor: str, tallies: Mapping[str, Tally], now: datetime) -> None:
    """Keep what a sync did to each noun (`services`, `people`, …)."""
    db.executemany(
        """INSERT INTO sync_tally (vendor, noun, at, added, changed, stale, kept, gone)
           VALUES (:vendor, :noun, :at, :added, :changed, :stale, :kept, :gone)
           ON CONFLICT (vendor, noun) DO UPDATE SET at = excluded.at, added = excluded.added,
               changed = excluded.changed, stale = excluded.stale, kept = excluded.kept,
               gone = excluded.gone""",
        [
            {
                "vendor": vendor,
                "noun": noun,
                "at": ms(now),
                "added": tally.added,
                "changed": tally.changed,
                "stale": tally.stale,
                "kept": tally.kept,
                "gone": tally.gone,
            }
            for noun, tally in tallies.items()
        ],
    )


def latest(db: Connection, vendor: str) -> dict[str, tuple[datetime, Tally]]:
    """What the last sync of a vendor did, by noun."""
    rows = db.execute(
        """SELECT noun, at, added, changed, stale, kept, gone FROM sync_tally
           WHERE vendor = :vendor ORDER BY noun""",
        {"vendor": vendor},
    )
    return {row[0]: (at(row[1]), Tally(*row[2:])) for row in rows}


def begin(db: Connection, vendor: str, now: datetime, lasts: timedelta) -> datetime:
    """When the pass over a vendor began that is under way; one that was stopped goes on for `lasts`."""
    row = db.execute(
        "SELECT began_at FROM sync_pass WHERE vendor = :vendor AND ended_at IS NULL AND began_at > :since",
        {"vendor": vendor, "since": ms(now - lasts)},
    ).fetchone()
    if row:
        return at(row[0])
    db.execute(
        """INSERT INTO sync_pass (vendor, began_at) VALUES (:vendor, :now)
           ON CONFLICT (vendor) DO UPDATE SET began_at = excluded.began_at, ended_at = NULL""",
        {"vendor": vendor, "now": ms(now)},
    )
    return now


def end(db: Connection, vendor: str, now: datetime) -> None:
    """The pass is over."""
    db.execute(
        "UPDATE sync_pass SET ended_at = :now WHERE vendor = :vendor", {"vendor": vendor, "now": ms(now)}
    )
