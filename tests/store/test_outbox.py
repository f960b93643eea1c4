"""Effects: in order, once, coalesced, and never silently lost."""

import sqlite3
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.effect import Effect, EffectKind, EffectState, Failure
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


# Order --------------------------------------------------------------------------------------------------


def test_an_effect_comes_out_as_it_went_in(db: sqlite3.Connection) -> None:
    add(db, effect("first"))
    kept = effect(
        "a", "C1", body={"text": "“é”", "n": [1]}, needs=("first",), incident="INC-1", person="U1", slot="s"
    )

    add(db, kept)

    found = outbox.find(db, "a")
    assert found is not None
    assert (found.effect, found.state, found.added_at, found.attempts) == (kept, EffectState.NEW, NOW, 0)


def test_the_same_effect_is_kept_once(db: sqlite3.Connection) -> None:
    add(db, effect("a", body={"text": "first"}), effect("a", body={"text": "second"}))

    assert [each.effect.body for each in outbox.ready(db, NOW)] == [{"text": "first"}]


def test_messages_of_a_channel_go_one_by_one_and_channels_side_by_side(db: sqlite3.Connection) -> None:
    add(db, effect("a1", "A"), effect("a2", "A"), effect("b1", "B"), effect("x"), effect("y"))
    seen = [ids(db)]

    outbox.sending(db, "a1", NOW)
    seen.append(ids(db))
    outbox.done(db, "a1", {}, NOW)
    seen.append(ids(db))

    assert seen == [["a1", "b1", "x", "y"], ["b1", "x", "y"], ["a2", "b1", "x", "y"]]


def test_an_effect_waits_for_what_it_needs_and_reads_its_result(db: sqlite3.Connection) -> None:
    add(
        db,
        effect("channel"),
        effect("card", "C", needs=("channel",)),
        effect("pin", needs=("channel", "card")),
    )
    seen = [ids(db)]

    send(db, "channel", channel="C1")
    seen.append(ids(db))
    send(db, "card", ts="1.2")
    seen.append(ids(db))

    assert seen == [["channel"], ["card"], ["pin"]]
    assert (outbox.result(db, "channel"), outbox.result(db, "pin"), outbox.result(db, "?")) == (
        {"channel": "C1"},
        {},
        {},
    )


def test_an_unknown_predecessor_is_a_fault(db: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        add(db, effect("a", needs=("nobody",)))


def test_the_limit_holds(db: sqlite3.Connection) -> None:
    add(db, *(effect(f"e{number}") for number in range(5)))

    assert [each.effect.id for each in outbox.ready(db, NOW, 2)] == ["e0", "e1"]


def test_an_effect_is_sent_by_one(db: sqlite3.Connection) -> None:
    add(db, effect("a"))

    first, second = outbox.sending(db, "a", after(1)), outbox.sending(db, "a", after(1))

    assert first is not None
    assert (first.state, first.attempts, first.sent_at, second) == (EffectState.SENDING, 1, after(1), None)


# Failure ------------------------------------------------------------------------------------------------


def test_an_effect_put_back_waits_for_its_time_and_holds_up_its_lane(db: sqlite3.Connection) -> None:
    add(db, effect("a1", "A"), effect("a2", "A"))
    outbox.sending(db, "a1", NOW)

    outbox.retry(db, "a1", after(7), "429")

    assert (ids(db), ids(db, 7)) == ([], ["a1"])
    assert (outbox.next_due(db, NOW), outbox.next_due(db, after(7))) == (after(7), None)


def test_only_what_is_being_sent_can_be_put_back(db: sqlite3.Connection) -> None:
    add(db, effect("a"))

    assert outbox.retry(db, "a", NOW, "late") is False


@pytest.mark.parametrize(
    ("failure", "times", "expected"),
    [
        (Failure.REFUSED, 2, ["a1"]),
        (Failure.REFUSED, 3, ["a2"]),
        (Failure.UNREACHED, 9, ["a1"]),
        (Failure.UNCERTAIN, 9, ["a1"]),
    ],
)
def test_a_row_refused_three_times_no_longer_holds_up_its_lane(
    db: sqlite3.Connection, failure: Failure, times: int, expected: list[str]
) -> None:
    add(db, effect("a1", "A"), effect("a2", "A"))

    fail(db, "a1", failure, times)

    assert ids(db) == expected


def test_what_was_set_aside_is_tried_again_when_its_lane_is_free(db: sqlite3.Connection) -> None:
    add(db, effect("a1", "A"), effect("a2", "A"))
    fail(db, "a1", Failure.REFUSED, 3)

    send(db, "a2")

    assert ids(db) == ["a1"]


def test_what_needs_the_given_up_is_given_up_with_the_reason(db: sqlite3.Connection) -> None:
    add(
        db,
        effect("channel"),
        effect("card", needs=("channel",)),
        effect("pin", needs=("card",)),
        effect("free"),
    )

    given_up = outbox.dead(db, "channel", "missing_scope", NOW)

    assert given_up == ["channel", "card", "pin"]
    assert [(each.effect.id, each.why) for each in outbox.given_up(db, NOW)] == [
        ("channel", "missing_scope"),
        ("card", "needs channel: missing_scope"),
        ("pin", "needs channel: missing_scope"),
    ]
    assert (ids(db), outbox.dead(db, "channel", "again", NOW)) == (["free"], [])


def test_what_needs_something_given_up_before_is_given_up_at_once(db: sqlite3.Connection) -> None:
    add(db, effect("channel"), effect("card", needs=("channel",)))
    outbox.dead(db, "channel", "missing_scope", NOW)

    add(db, effect("late", needs=("card",)), effect("later", needs=("late",)))

    assert [each.why for each in outbox.given_up(db, NOW)][2:] == ["needs channel: missing_scope"] * 2


def test_what_is_done_stays_done_when_its_predecessor_is_given_up(db: sqlite3.Connection) -> None:
    add(db, effect("a"), effect("b", needs=("a",)))
    send(db, "a")
    send(db, "b")

    assert outbox.dead(db, "a", "late", NOW) == []


def test_what_was_being_sent_when_the_process_ended_is_looked_for_first(db: sqlite3.Connection) -> None:
    add(db, effect("a", "A"), effect("b", "B"))
    outbox.sending(db, "a", NOW)
    found = [each.effect.id for each in outbox.uncertain(db)]

    recovered = outbox.recover(db, NOW)

    assert (found, recovered, ids(db)) == (["a"], 1, ["b"])
    assert [(each.effect.id, each.uncertain) for each in outbox.ready(db, after(5))] == [
        ("a", True),
        ("b", False),
    ]


def test_an_effect_found_carried_out_is_done_without_another_attempt(db: sqlite3.Connection) -> None:
    add(db, effect("a"))
    outbox.sending(db, "a", NOW)
    outbox.recover(db, NOW)

    done = [outbox.done(db, "a", {"ts": "1.2"}, NOW), outbox.done(db, "a", {"ts": "9"}, NOW)]

    assert (done, outbox.result(db, "a")) == ([True, False], {"ts": "1.2"})


# Health -------------------------------------------------------------------------------------------------


def test_nothing_waits_silently_for_more_than_a_minute(db: sqlite3.Connection) -> None:
    add(db, effect("old", person="U1", incident="INC-1"), effect("gone"))
    outbox.add(db, effect("young"), after(30))
    outbox.dead(db, "gone", "x", NOW)

    assert outbox.oldest(db, after(61)) == timedelta(seconds=61)
    assert [each.effect.id for each in outbox.stuck(db, after(61))] == ["old"]
    assert [each.effect.id for each in outbox.of_incident(db, "INC-1")] == ["old"]


def test_an_empty_outbox_has_no_oldest(db: sqlite3.Connection) -> None:
    assert outbox.oldest(db, NOW) is None


def test_a_person_is_told_once(db: sqlite3.Connection) -> None:
    add(db, effect("a", person="U1"))

    told = [outbox.told(db, "a"), outbox.told(db, "a")]

    found = outbox.find(db, "a")
    assert found is not None
    assert (told, found.told) == ([True, False], True)


def test_what_ended_is_forgotten_unless_something_unfinished_needs_it(db: sqlite3.Connection) -> None:
    add(db, effect("a"), effect("b", needs=("a",)), effect("c", needs=("b",)))
    send(db, "a")
    send(db, "b")

    forgotten = outbox.prune(db, after(1))

    kept = [id for id in "abc" if outbox.find(db, id)]
    assert (forgotten, kept, ids(db)) == (1, ["b", "c"], ["c"])


def test_after_the_clock_was_set_back_nothing_waits_for_the_old_time(db: sqlite3.Connection) -> None:
    outbox.add(db, effect("sent", "A"), after(3600))
    outbox.add(db, effect("waits"), after(3600))
    outbox.sending(db, "sent", after(3600))

    recovered = outbox.recover(db, NOW)

    assert (recovered, ids(db), ids(db, 5)) == (1, ["waits"], ["sent", "waits"])


def test_what_was_given_up_is_taken_up_again_with_what_hung_on_it(db: sqlite3.Connection) -> None:
    add(db, effect("channel"), effect("card", "A", needs=("channel",)), effect("pin", needs=("card",)))
    add(db, effect("other", needs=("channel",)))
    outbox.dead(db, "other", "invalid_blocks", NOW)
    outbox.dead(db, "channel", "restricted_action", NOW)

    revived = outbox.revive(db, "channel", after(60))

    assert sorted(revived) == ["card", "channel", "pin"]
    assert (ids(db, 60), outbox.revive(db, "channel", NOW)) == (["channel"], [])
