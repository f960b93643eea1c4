"""What a reading does to what is kept: counted, never worse than before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.syncing import GRACE, Held, Tally, merge
from tests.make import NOW

LONG_AGO = NOW - GRACE - timedelta(seconds=1)
YESTERDAY = NOW - timedelta(days=1)


def kept(**values: int) -> dict[str, Held[int]]:
    return {id: Held(value) for id, value in values.items()}


def test_each_thing_is_counted_once() -> None:
    held = kept(same=1, other=2, vanished=3) | {
        "old": Held(4, LONG_AGO),
        "still": Held(5, YESTERDAY),
        "back": Held(6, YESTERDAY),
    }

    merged = merge(held, {"same": 1, "other": 20, "back": 6, "new": 7}, NOW)

    assert merged.tally == Tally(added=1, changed=1, stale=2, kept=2, gone=1)
    assert merged.write == {"new": 7, "other": 20, "back": 6}
    assert (merged.stale, merged.gone) == (("vanished",), ("old",))


@pytest.mark.parametrize(("seen", "whole"), [({}, True), ({"a": 1}, False)])
def test_an_empty_or_partial_answer_takes_nothing_away(seen: Mapping[str, int], whole: bool) -> None:
    held = kept(a=1, b=2) | {"old": Held(3, LONG_AGO)}

    merged = merge(held, seen, NOW, whole=whole)

    assert (merged.stale, merged.gone, merged.write) == ((), (), {})
    assert merged.tally == Tally(stale=1, kept=2)


def test_a_tally_is_said_and_added_up() -> None:
    total = Tally(added=1_200, kept=3) + Tally(changed=2, gone=1)

    assert str(total) == "1,200 added, 2 changed, 0 stale, 3 kept, 1 gone"
    assert str(Tally(kept=1)) == "0 added, 0 changed, 0 stale, 1 kept"


ids = st.sampled_from("abcdefgh")
moments: st.SearchStrategy[datetime | None] = st.sampled_from([None, YESTERDAY, LONG_AGO])


@given(
    st.dictionaries(ids, st.builds(Held, st.integers(0, 2), moments)),
    st.dictionaries(ids, st.integers(0, 2)),
    st.booleans(),
)
def test_nothing_is_lost_before_its_grace_is_over(
    held: dict[str, Held[int]], seen: dict[str, int], whole: bool
) -> None:
    merged = merge(held, seen, NOW, whole=whole)

    assert all(held[id].stale_since == LONG_AGO and id not in seen for id in merged.gone)
    assert merged.gone == () or (whole and bool(seen))
    tally = merged.tally
    counted = tally.added + tally.changed + tally.stale + tally.kept + tally.gone
    assert counted == len(held.keys() | seen.keys())
