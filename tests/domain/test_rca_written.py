"""Whys as a tree, and two texts that meet."""

from datetime import timedelta

import pytest

from bot.domain.rca.written import Edited, Text, Why, merge, tree
from tests.make import NOW


def why(key: str, parent: str = "", minutes: int = 0) -> Why:
    return Why(key, f"why {key}?", "", "U0ANA", NOW + timedelta(minutes=minutes), parent)


@pytest.mark.parametrize(
    ("whys", "steps"),
    [
        ([], []),
        ([why("a"), why("b", "a"), why("c", "b")], ["1a", "2b", "3c!"]),
        ([why("a"), why("b", "a", 2), why("c", "a", 1), why("d", "c", 3)], ["1a", "2c", "3d!", "2b!"]),
        ([why("b", minutes=2), why("a", minutes=1)], ["1a!", "1b!"]),
        ([why("a", "gone"), why("b", "a")], ["1a", "2b!"]),
        ([why("a", "a")], ["1a!"]),
    ],
)
def test_whys_hang_together_and_none_is_lost(whys: list[Why], steps: list[str]) -> None:
    found = [f"{step.depth}{step.why.key}{'!' if step.leaf else ''}" for step in tree(whys)]

    assert found == steps


@pytest.mark.parametrize(
    ("edited", "text"),
    [
        (Edited("fault", 2, "mine"), "mine"),
        (Edited("fault", 2, ""), ""),
        (Edited("fault", 1, "mine"), None),
        (Edited("fault", 1, " theirs "), "theirs"),
        (Edited("fault", 2, "mine", below=True), "theirs\nmine"),
        (Edited("fault", 1, "mine", below=True), None),
    ],
)
def test_a_text_over_a_newer_one_is_kept_only_by_who_has_seen_it(edited: Edited, text: str | None) -> None:
    assert merge(Text("fault", 2, "theirs", "U0BO", NOW), edited) == text
