"""Canvases: made, edited, deleted, read by people; and what a free plan leaves of them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from tests.sandbox.conftest import GENERAL, QUIET

TEXT = {"type": "markdown", "markdown": "# INC-1\n"}
MORE = {"type": "markdown", "markdown": "more"}


@pytest.fixture(autouse=True)
async def joined(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)


async def word(slack: AsyncWebClient, method: str, **args: Any) -> str:
    """What a call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await slack.api_call(method, json=args)
    return str(refused.value.response["error"])


def change(operation: str, content: Any = MORE, **more: Any) -> list[dict[str, Any]]:
    """A list with one change in it."""
    return [{"operation": operation, "document_content": content, **more}]


async def test_a_channel_has_one_canvas_which_its_people_read(slack: AsyncWebClient, ana: Person) -> None:
    made = await slack.conversations_canvases_create(channel_id=GENERAL, document_content=TEXT)

    again = await word(slack, "conversations.canvases.create", channel_id=GENERAL)
    shown = (await ana.look("channel", channel=GENERAL))["canvases"]
    assert again == "channel_canvas_already_exists"
    assert shown == [{"id": made["canvas_id"], "title": ""}]
    assert (await ana.look("file", id=made["canvas_id"]))["content"] == "# INC-1\n"


@pytest.mark.parametrize(
    ("changes", "becomes"),
    [
        (change("insert_at_end"), "# INC-1\nmore"),
        (change("insert_at_start"), "more# INC-1\n"),
        (change("replace"), "more"),
    ],
)
async def test_a_canvas_is_edited(slack: AsyncWebClient, ana: Person, changes: Any, becomes: str) -> None:
    made = await slack.canvases_create(title="INC-1", document_content=TEXT)

    await slack.canvases_edit(canvas_id=made["canvas_id"], changes=changes)

    told = await ana.look("file", id=made["canvas_id"])
    assert (told["title"], told["content"]) == ("INC-1", becomes)


@pytest.mark.parametrize(
    ("method", "args", "said"),
    [
        ("canvases.create", {"document_content": {"type": "html"}}, "invalid_arguments"),
        pytest.param(
            "canvases.create",
            {"document_content": {"type": "markdown", "markdown": "x" * 1_048_577}},
            "invalid_arguments",
            marks=pytest.mark.filterwarnings("ignore:Sending a large body"),
            id="more than a MiB",
        ),
        ("canvases.create", {"channel_id": "C0NONE"}, "channel_not_found"),
        ("conversations.canvases.create", {"channel_id": QUIET}, "not_in_channel"),
        ("canvases.edit", {"canvas_id": "F0"}, "canvas_not_found"),
        ("canvases.edit", {"changes": change("insert_at_end")}, "invalid_arguments"),
        ("canvases.delete", {"canvas_id": "F0"}, "canvas_not_found"),
    ],
)
async def test_slack_refuses(slack: AsyncWebClient, method: str, args: dict[str, Any], said: str) -> None:
    assert await word(slack, method, **args) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], "invalid_arguments"),
        ([*change("replace"), *change("replace")], "invalid_arguments"),
        (change("rename"), "canvas_editing_failed"),
        (change("replace", section_id="temp:C:1"), "canvas_editing_failed"),
    ],
)
async def test_an_edit_is_one_change_to_the_whole(slack: AsyncWebClient, changes: Any, said: str) -> None:
    made = await slack.canvases_create(document_content=TEXT)

    assert await word(slack, "canvases.edit", canvas_id=made["canvas_id"], changes=changes) == said


async def test_a_deleted_canvas_is_gone(slack: AsyncWebClient, ana: Person) -> None:
    made = await slack.canvases_create(channel_id=GENERAL, title="x")

    await slack.canvases_delete(canvas_id=made["canvas_id"])

    assert (await ana.look("channel", channel=GENERAL))["canvases"] == []


async def test_the_free_plan_has_one_canvas_a_channel_and_none_alone(
    slack: AsyncWebClient, ana: Person
) -> None:
    alone = (await slack.canvases_create(title="from better days"))["canvas_id"]
    await ana.do("plan", plan="free")
    await slack.canvases_create(channel_id=GENERAL)

    said = [
        await word(slack, "canvases.create", title="x"),
        await word(slack, "canvases.create", channel_id=GENERAL),
        await word(slack, "conversations.canvases.create", channel_id=GENERAL),
        await word(slack, "canvases.edit", canvas_id=alone, changes=change("replace")),
    ]

    assert said == [
        "free_teams_cannot_create_non_tabbed_canvases",
        "canvas_creation_failed",
        "free_team_canvas_tab_already_exists",
        "free_teams_cannot_edit_standalone_canvases",
    ]
