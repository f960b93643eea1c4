"""Follow-ups in rows: kept once for each message, ended once, listed for their owner."""

from datetime import timedelta
from sqlite3 import Connection

import pytest

from bot.domain.followup import Followup, Sort, State
from store import followup as rows
from store import incident as incidents
from tests.make import NOW, incident

DAY = timedelta(days=1)


def followup(text: str = "add an alert", **fields: object) -> Followup:
    return Followup("INC-12", Sort.FOLLOWUP, text, "U0ANA", NOW, **fields)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def lived(db: Connection) -> None:
    incidents.save(db, incident())


def test_it_comes_back_as_it_went_in_with_a_number(db: Connection) -> None:
    given = followup(owner="U0BO", due=NOW + DAY, type="detect", ticket="https://t", link="https://l")

    kept = rows.add(db, given)

    assert kept is not None
    assert kept.number == 1
    assert rows.get(db, 1) == kept
    assert rows.of_incident(db, "INC-12", Sort.FOLLOWUP) == (kept,)
    assert rows.of_incident(db, "INC-12", Sort.TASK) == ()


def test_one_message_makes_one(db: Connection) -> None:
    first = rows.add(db, followup(source="message:C1:1.2"))

    assert first is not None
    assert rows.add(db, followup("again", source="message:C1:1.2")) is None
    assert rows.of_incident(db, "INC-12") == (first,)


def test_it_is_ended_once_and_may_be_opened_again(db: Connection) -> None:
    rows.add(db, followup())

    ended = rows.end(db, 1, State.DONE, "U0BO", NOW + DAY)
    again = rows.end(db, 1, State.DONE, "U0CY", NOW + DAY)
    opened = rows.end(db, 1, State.OPEN, "U0CY", NOW + DAY)

    assert ended is not None
    assert (ended.state, ended.ended_by, ended.ended_at) == (State.DONE, "U0BO", NOW + DAY)
    assert again is None
    assert opened is not None
    assert (opened.state, opened.ended_by, opened.ended_at) == (State.OPEN, "", None)


def test_an_owner_sees_what_is_open_tasks_first_then_by_date(db: Connection) -> None:
    for text, fields in (
        ("later", {"due": NOW + 2 * DAY}),
        ("sooner", {"due": NOW + DAY}),
        ("now", {}),
        ("done", {"state": State.DONE}),
    ):
        rows.add(db, followup(text, owner="U0BO", **fields))
    rows.add(db, followup("somebody else's", owner="U0CY"))

    assert [each.text for each in rows.of_owner(db, "U0BO")] == ["now", "sooner", "later"]
