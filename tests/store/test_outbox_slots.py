"""Messages that are posted once and edited from then on: only the newest body goes out."""

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from bot.domain.effect import Effect, EffectKind, Failure, Place
from store import outbox
from tests.make import NOW


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def effect(id: str, lane: str = "", **fields: Any) -> Effect:
    return Effect(id, fields.pop("kind", EffectKind.POST), lane, **fields)


def add(db: sqlite3.Connection, *effects: Effect) -> list[str]:
    return [outbox.add(db, each, NOW) for each in effects]


def ids(db: sqlite3.Connection, seconds: float = 0) -> list[str]:
    return [each.effect.id for each in outbox.ready(db, after(seconds))]


def send(db: sqlite3.Connection, id: str, **result: str) -> None:
    outbox.sending(db, id, NOW)
    outbox.done(db, id, result, NOW)


def fail(db: sqlite3.Connection, id: str, failure: Failure, times: int = 1) -> None:
    for _ in range(times):
        outbox.sending(db, id, NOW)
        outbox.retry(db, id, NOW, "nope", failure)


def test_edits_of_one_message_coalesce_into_the_newest(db: sqlite3.Connection) -> None:
    add(db, effect("card", "C", slot="s", body={"n": 1}), effect("note", "C"))

    kept = add(
        db, effect("edit-1", "C", slot="s", body={"n": 2}), effect("edit-2", "C", slot="s", body={"n": 3})
    )

    assert kept == ["card", "card"]
    assert [(each.effect.id, each.effect.body) for each in outbox.ready(db, NOW)] == [("card", {"n": 3})]


def test_a_body_that_changed_after_ready_is_the_one_that_is_sent(db: sqlite3.Connection) -> None:
    add(db, effect("card", slot="s", body={"n": 1}))
    outbox.ready(db, NOW)
    add(db, effect("edit", slot="s", body={"n": 2}))

    sent = outbox.sending(db, "card", NOW)

    assert sent is not None
    assert sent.effect.body == {"n": 2}


def test_an_edit_while_the_message_is_being_sent_goes_after_it(db: sqlite3.Connection) -> None:
    add(db, effect("card", "C", slot="s", body={"n": 1}))
    outbox.sending(db, "card", NOW)

    kept = add(db, effect("card", "C", slot="s", body={"n": 2}))

    assert (kept, ids(db)) == (["card~2"], [])
    outbox.done(db, "card", {"channel": "C1", "ts": "1.2"}, NOW)
    assert (ids(db), outbox.place(db, "s")) == (["card~2"], Place("C1", "1.2"))


def test_an_edit_does_not_change_what_may_have_been_sent(db: sqlite3.Connection) -> None:
    add(db, effect("card", "C", slot="s", body={"n": 1}))
    fail(db, "card", Failure.UNCERTAIN)

    add(db, effect("card", "C", slot="s", body={"n": 2}))

    assert [(each.effect.id, each.effect.body, each.uncertain) for each in outbox.ready(db, NOW)] == [
        ("card", {"n": 1}, True)
    ]


def test_an_edit_that_needs_something_behind_it_in_the_lane_does_not_wait_for_itself(
    db: sqlite3.Connection,
) -> None:
    add(db, effect("card", "C", slot="s"), effect("file", "C"))

    kept = add(db, effect("edit", "C", slot="s", needs=("file",)))

    assert kept == ["edit"]
    send(db, "card")
    send(db, "file")
    assert ids(db) == ["edit"]


def test_an_edit_that_needs_something_earlier_waits_for_it_in_its_place(db: sqlite3.Connection) -> None:
    add(db, effect("channel"), effect("card", "C", slot="s"))

    kept = add(db, effect("edit", "C", slot="s", needs=("channel",), body={"n": 2}))

    assert (kept, ids(db)) == (["card"], ["channel"])
    send(db, "channel")
    assert ids(db) == ["card"]


def test_a_vacated_slot_is_posted_anew(db: sqlite3.Connection) -> None:
    add(db, effect("card", slot="s"))
    send(db, "card", channel="C1", ts="1.2")

    outbox.vacate(db, "s")

    assert outbox.place(db, "s") is None
