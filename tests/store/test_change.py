"""Changes in the store: written by id, read in pages, what was read when, and marks."""

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.change import Change, ChangeKind, Mark, Marked, Window
from bot.domain.reading import Reading
from store import change as kept
from tests.make import NOW, change

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REAL = Path(__file__).parents[3] / "shared" / "real" / "changes" / "argo-cd"
LAST_DAY = Window(NOW - DAY, NOW)


def merged(number: int, minutes: int, **fields: object) -> Change:
    return change(id=f"c{number}", number=number, at=NOW - minutes * MINUTE, **fields)


def test_a_change_comes_back_whole(db: sqlite3.Connection) -> None:
    deployed = change(kind=ChangeKind.DEPLOYMENT, environment="production", state="success", sha="b92b7a6")

    kept.keep(db, [deployed])

    assert kept.get(db, deployed.id) == deployed


def test_the_newest_word_on_a_change_counts(db: sqlite3.Connection) -> None:
    kept.keep(db, [change(state="in_progress")])

    kept.keep(db, [change(state="success")])

    assert kept.recent(db, None, LAST_DAY) == ((change(state="success"),), 1)


def test_a_page_is_newest_first_and_says_how_many_there_are(db: sqlite3.Connection) -> None:
    changes = [merged(number, number) for number in range(1, 301)]
    kept.keep(db, changes)

    found, total = kept.recent(db, ["acme/payments-api"], Window(NOW - DAY, NOW, limit=3, skip=2))

    assert ([each.number for each in found], total) == ([3, 4, 5], 300)


def test_a_page_past_the_end_still_says_how_many_there_are(db: sqlite3.Connection) -> None:
    kept.keep(db, [merged(1, 1)])

    assert kept.recent(db, None, Window(NOW - DAY, NOW, skip=10)) == ((), 1)


def test_changes_of_the_same_moment_always_come_in_the_same_order(db: sqlite3.Connection) -> None:
    kept.keep(db, [merged(1, 5), merged(3, 5), merged(2, 5)])

    assert [each.number for each in kept.recent(db, None, LAST_DAY)[0]] == [3, 2, 1]


def test_both_ends_of_the_window_belong_to_it(db: sqlite3.Connection) -> None:
    kept.keep(db, [merged(1, 0), merged(2, 60), merged(3, 61), merged(4, -1)])

    found, _ = kept.recent(db, None, Window(NOW - 60 * MINUTE, NOW))

    assert [each.number for each in found] == [1, 2]


def test_a_repository_is_the_same_in_any_case(db: sqlite3.Connection) -> None:
    kept.keep(db, [merged(1, 1, repository="Acme/Shop"), merged(2, 2, repository="acme/mail")])

    found, total = kept.recent(db, ["acme/shop"], LAST_DAY)

    assert ([each.repository for each in found], total) == (["Acme/Shop"], 1)


def test_no_repository_has_no_changes(db: sqlite3.Connection) -> None:
    kept.keep(db, [merged(1, 1)])

    assert kept.recent(db, [], LAST_DAY) == ((), 0)


def test_what_an_incident_dismissed_is_hidden_there_and_only_there(db: sqlite3.Connection) -> None:
    kept.keep(db, [merged(1, 1), merged(2, 2)])
    kept.mark(db, Marked("INC-12", merged(1, 1), Mark.DISMISSED, "U0ANA", NOW))

    here, count = kept.recent(db, None, Window(NOW - DAY, NOW, incident="INC-12"))
    there, _ = kept.recent(db, None, Window(NOW - DAY, NOW, incident="INC-13"))

    assert ([each.number for each in here], count) == ([2], 1)
    assert [each.number for each in there] == [1, 2]


def test_the_last_mark_counts_and_a_cleared_one_is_gone(db: sqlite3.Connection) -> None:
    one, two = merged(1, 1), merged(2, 2)
    kept.keep(db, [one, two])

    kept.mark(db, Marked("INC-12", one, Mark.SUSPECT, "U0ANA", NOW))
    kept.mark(db, Marked("INC-12", one, Mark.DISMISSED, "U0BO", NOW + MINUTE))
    kept.mark(db, Marked("INC-12", two, Mark.SUSPECT, "U0ANA", NOW))
    kept.mark(db, Marked("INC-12", two, Mark.CLEARED, "U0ANA", NOW + MINUTE))

    assert kept.marks(db, "INC-12") == (Marked("INC-12", one, Mark.DISMISSED, "U0BO", NOW + MINUTE),)


def test_a_reading_comes_back_whole_and_the_forge_comes_along(db: sqlite3.Connection) -> None:
    whole = Reading("Acme/Shop", NOW, NOW - MINUTE, NOW - DAY, NOW, "404")
    forge = Reading("", NOW, NOW, NOW - DAY)

    kept.keep_readings(db, [whole, forge, Reading("acme/mail", NOW)])

    assert kept.readings(db, ["acme/shop"]) == {"acme/shop": whole, "": forge}
    assert set(kept.readings(db)) == {"", "acme/shop", "acme/mail"}


def test_only_one_of_two_who_ask_at_once_makes_the_request(db: sqlite3.Connection) -> None:
    first = kept.try_reading(db, ["acme/shop", "acme/mail"], NOW, NOW - MINUTE)
    second = kept.try_reading(db, ["acme/shop"], NOW, NOW - MINUTE)
    later = kept.try_reading(db, ["acme/shop"], NOW + MINUTE, NOW)

    assert (first, second, later) == (("acme/shop", "acme/mail"), (), ("acme/shop",))


def test_three_hundred_changes_a_day_are_found_by_index(db: sqlite3.Connection) -> None:
    plan = db.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM change WHERE repository_key IN ('a', 'b') AND at >= 1 AND at <= 2"
    ).fetchall()

    assert [row[3] for row in plan] == [
        "SEARCH change USING INDEX change_repository (repository_key=? AND at>? AND at<?)"
    ]


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_a_real_repositorys_windows_hold_what_git_says(db: sqlite3.Connection) -> None:
    commits = [json.loads(line) for line in (REAL / "commits.jsonl").read_text().splitlines()]
    kept.keep(
        db,
        [
            change(
                id=each["sha"],
                number=0,
                title=each["subject"],
                at=datetime.fromisoformat(each["committed_at"]),
            )
            for each in commits
        ],
    )

    for window in json.loads((REAL / "expected_windows.json").read_text()):
        until = datetime.fromisoformat(window["at"])
        asked = Window(until - timedelta(hours=window["hours"]), until, limit=1000)
        found, total = kept.recent(db, ["acme/payments-api"], asked)
        assert ({each.id for each in found}, total) == (set(window["newest_first"]), len(found))
