"""Who may do what."""

from typing import Any

import pytest

from bot.domain.may import Deed, Member, Standing, may, member

OURS = {"id": "U1", "team_id": "T1", "is_restricted": False, "is_ultra_restricted": False}


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, Standing.MEMBER),
        ({"enterprise_user": None}, Standing.MEMBER),
        ({"team_id": None}, Standing.MEMBER),
        ({"is_restricted": True}, Standing.GUEST),
        ({"is_ultra_restricted": True}, Standing.GUEST),
        ({"team_id": "T2"}, Standing.STRANGER),
        ({"is_stranger": True}, Standing.STRANGER),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "T1"]}}, Standing.MEMBER),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "T3"]}}, Standing.STRANGER),
        ({"team_id": "T2", "is_restricted": True}, Standing.STRANGER),
        ({"deleted": True}, Standing.GONE),
        ({"deleted": True, "is_restricted": True}, Standing.GONE),
    ],
)
def test_slack_tells_who_somebody_is(told: dict[str, Any], standing: Standing) -> None:
    assert member(OURS | told, "T1") == Member("U1", standing)


def test_where_our_own_workspace_is_not_known_nobody_is_a_stranger() -> None:
    assert member(OURS | {"team_id": "T2"}, "").standing is Standing.MEMBER


@pytest.mark.parametrize(
    ("standing", "deeds"),
    [
        (Standing.MEMBER, {Deed.LOOK_UP, Deed.WORK}),
        (Standing.UNKNOWN, {Deed.LOOK_UP}),
        (Standing.GUEST, set()),
        (Standing.STRANGER, set()),
        (Standing.GONE, set()),
    ],
)
def test_each_standing_has_its_rights(standing: Standing, deeds: set[Deed]) -> None:
    assert {deed for deed in Deed if may(Member("U1", standing), deed)} == deeds
