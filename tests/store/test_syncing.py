"""Rows that every sync shares: stale with a date, gone after the grace period, and the tally."""

from datetime import timedelta
from sqlite3 import Connection

from bot.domain.syncing import Held, Tally, merge
from store import syncing
from store.moments import ms
from tests.make import NOW

LATER = NOW + timedelta(days=1)


def stale(db: Connection) -> list[tuple[str, int | None]]:
    return db.execute("SELECT id, stale_at FROM pager_policy ORDER BY id").fetchall()


def test_what_vanished_is_dated_once_and_goes_after_its_grace(db: Connection) -> None:
    for id in ("A", "B", "C"):
        db.execute("INSERT INTO pager_policy (id, name, levels, url) VALUES (?, '', '[]', '')", (id,))
    held = {id: Held(id) for id in ("A", "B", "C")}

    syncing.settle(db, "pager_policy", merge(held, {"A": "A"}, NOW), NOW)
    syncing.settle(db, "pager_policy", merge(held, {"A": "A"}, LATER), LATER)
    dated = stale(db)
    old = {"A": Held("A"), "B": Held("B", NOW), "C": Held("C")}
    syncing.settle(db, "pager_policy", merge(old, {"A": "A", "C": "C"}, LATER, grace=timedelta()), LATER)

    assert dated == [("A", None), ("B", ms(NOW)), ("C", ms(NOW))]
    assert [id for id, _ in stale(db)] == ["A", "C"]


def test_the_last_tally_of_each_noun_is_kept(db: Connection) -> None:
    syncing.note(db, "pagerduty", {"services": Tally(added=3), "people": Tally(added=1)}, NOW)
    syncing.note(db, "github", {"services": Tally(added=9)}, NOW)
    syncing.note(db, "pagerduty", {"services": Tally(kept=3)}, LATER)

    assert syncing.latest(db, "pagerduty") == {
        "people": (NOW, Tally(added=1)),
        "services": (LATER, Tally(kept=3)),
    }
