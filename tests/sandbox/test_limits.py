"""Every limit of the facts is kept to the letter: the measure itself is taken, one step beyond is refused."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import blocks, forms
from bot.sandbox.slack.facts import LIMITS, SURFACES
from tests.sandbox.blocks_taken import ELSEWHERE, TAKEN
from tests.sandbox.conftest import GENERAL
from tests.sandbox.limits import BEYOND, BORDERS, NUMBERS, address
from tests.sandbox.parts import Json, pie
from tests.sandbox.verdicts import TAKES, of_models

SHORT = {
    "video.author_name.max_length": "author_name attribute cannot exceed 50 characters",
    "video.title.max_length": "title attribute cannot exceed 200 characters",
}


def refusals(name: str, measure: int) -> list[str]:
    """What is said of the payload for a limit, at a measure."""
    surface, build = BORDERS[name]
    return (
        forms.complaints(build(measure)) if surface == "view" else blocks.complaints(build(measure), surface)
    )


def test_every_limit_has_a_payload() -> None:
    assert set(BORDERS) | BEYOND == set(LIMITS)
    assert set(BORDERS) & BEYOND == set()


@pytest.mark.parametrize("name", sorted(BORDERS))
def test_a_limit_is_kept_to_the_letter(name: str) -> None:
    limit = LIMITS[name]
    beyond = limit - 1 if name.rpartition(".")[2].startswith("min") else limit + 1

    assert (refusals(name, limit), len(refusals(name, beyond)) > 0) == ([], True)


@pytest.mark.parametrize("name", sorted(BORDERS))
def test_what_is_taken_at_its_limit_is_taken_by_the_sdks_models_too(name: str) -> None:
    """They know no blocks of numbers yet; two of their limits of films are one short of what they say."""
    surface, build = BORDERS[name]
    wanted = "unknown block" if name in NUMBERS and not name.startswith("table.") else SHORT.get(name, TAKES)
    wanted = "unknown block" if name == "message.data_visualizations.max_items" else wanted

    assert of_models(build(LIMITS[name]), surface) == wanted


@pytest.mark.parametrize(("value", "taken"), [(0, False), (-1, False), (0.001, True)])
def test_a_share_of_a_pie_is_something(value: float, taken: bool) -> None:
    assert (blocks.complaints([pie(value)], "message") == []) is taken


@pytest.mark.parametrize(
    ("count", "channel", "word"),
    [(100, GENERAL, ""), (101, GENERAL, "too_many_attachments"), (0, "", "channel_not_found")],
)
async def test_a_message_has_a_place_and_so_many_attachments(
    slack: AsyncWebClient, count: int, channel: str, word: str
) -> None:
    await slack.conversations_join(channel=GENERAL)

    try:
        await slack.chat_postMessage(channel=channel, text="x", attachments=[{"text": "x"}] * count)
        said = ""
    except SlackApiError as refused:
        said = str(refused.response["error"])

    assert said == word


def test_an_address_has_the_length_that_was_asked_for() -> None:
    assert (len(address(3000)), address(3000)[:20]) == (3000, "https://example.com/")


SAMPLES: dict[str, Json] = {
    block["type"]: block
    for body in [*TAKEN.values(), *(given for _, given in ELSEWHERE.values())]
    for block in body
}
SAMPLES["file"] = {"type": "file", "external_id": "x", "source": "remote"}


@pytest.mark.parametrize("surface", sorted(SURFACES))
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_block_stands_where_the_facts_say_and_nowhere_else(kind: str, surface: str) -> None:
    refused = [f"unsupported type: {kind} [json-pointer:/blocks/0/type]"]

    told = blocks.complaints([SAMPLES[kind]], surface)

    assert told == ([] if kind in SURFACES[surface] else refused)


def test_every_kind_of_block_was_tried() -> None:
    assert set(SAMPLES) == frozenset().union(*SURFACES.values())
