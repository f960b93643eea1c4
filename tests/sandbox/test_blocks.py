"""Block Kit: what Slack takes, and what it makes of it."""

from pathlib import Path

import pytest

from bot.sandbox.slack import blocks
from bot.sandbox.slack.facts import LIMITS, SURFACES
from tests.sandbox.blocks_taken import ELSEWHERE, TAKEN
from tests.sandbox.parts import actions, button, carousel, container, mrkdwn, plain, section


@pytest.mark.parametrize("name", TAKEN)
def test_slack_takes(name: str) -> None:
    assert blocks.complaints(TAKEN[name], "message") == []


@pytest.mark.parametrize("name", ELSEWHERE)
def test_slack_takes_on_other_surfaces(name: str) -> None:
    surface, given = ELSEWHERE[name]

    assert blocks.complaints(given, surface) == []


def test_the_length_of_blocks_counts_every_text() -> None:
    body = [section(text=mrkdwn("12345"), accessory=button("678")), {"type": "header", "text": plain("90")}]

    assert blocks.length(body) == 10


def test_stored_blocks_get_ids_where_the_app_gave_none() -> None:
    given = [actions({"type": "button", "text": plain("Go")})]

    kept = blocks.stored(given, lambda letter: f"{letter}1")

    assert (kept[0]["block_id"], kept[0]["elements"][0]["action_id"]) == ("b1", "a1")
    assert "block_id" not in given[0]


def test_what_stands_inside_containers_gets_ids_too() -> None:
    given = [container(actions({"type": "button", "text": plain("Go")})), carousel(1)]

    kept = blocks.stored(given, lambda letter: f"{letter}1")

    assert kept[0]["child_blocks"][0]["block_id"] == "b1"
    assert kept[0]["child_blocks"][0]["elements"][0]["action_id"] == "a1"
    assert kept[1]["elements"][0]["block_id"] == "b1"
    assert "block_id" not in given[0]["child_blocks"][0]


def test_every_kind_that_a_surface_names_can_be_checked() -> None:
    named = frozenset().union(*SURFACES.values())

    assert named == frozenset(blocks.BLOCKS)


def test_every_limit_of_the_facts_is_looked_at() -> None:
    source = "".join(path.read_text() for path in Path(blocks.__file__).parent.rglob("*.py"))

    unread = [name for name in LIMITS if not any(part in source for part in _ways_to(name))]

    assert unread == []


def _ways_to(name: str) -> tuple[str, ...]:
    """How the code may name a limit: whole, by the thing that it measures, or by that thing's last words."""
    thing = name.rpartition(".")[0]
    return tuple(f'"{way}"' for way in (name, thing, thing.rpartition(".")[0], thing.partition(".")[2]))
