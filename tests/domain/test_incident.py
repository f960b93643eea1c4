"""The lifecycle of an incident: which moves there are, and what they do to the stamps."""

from datetime import timedelta
from itertools import product

import pytest

from bot.domain.incident import MOVES, Status, move
from bot.domain.refusal import Refusal
from tests import make

LATER = make.NOW + timedelta(hours=1)


def test_resolving_stamps_what_it_implies() -> None:
    resolved = move(make.incident(), Status.RESOLVED, LATER)

    assert resolved.status is Status.RESOLVED
    assert resolved.stamps == {"declared": make.NOW, "mitigated": LATER, "resolved": LATER}


def test_an_earlier_stamp_stays() -> None:
    mitigated = move(make.incident(), Status.MITIGATED, make.NOW + timedelta(minutes=5))

    resolved = move(mitigated, Status.RESOLVED, LATER)

    assert resolved.stamps["mitigated"] == make.NOW + timedelta(minutes=5)


def test_reopening_takes_the_end_back() -> None:
    resolved = move(make.incident(), Status.RESOLVED, LATER)

    reopened = move(resolved, Status.INVESTIGATING, LATER + timedelta(minutes=1))

    assert reopened.stamps == {"declared": make.NOW}
    assert reopened.is_open


@pytest.mark.parametrize(("start", "end"), list(product(Status, Status)))
def test_every_move_is_in_the_table_or_refused(start: Status, end: Status) -> None:
    incident = make.incident(status=start)

    if end in MOVES[start]:
        assert move(incident, end, LATER).status is end
    else:
        with pytest.raises(Refusal, match="INC-12"):
            move(incident, end, LATER)
