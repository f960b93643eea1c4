"""blocks.validate answers as its page says: what is wrong, where, and what was expected."""

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.parts import field, modal, mrkdwn, section, typed

PAGE = [{"type": "section", "text": {"type": "invalid", "text": "Hello"}}]


async def answer(slack: AsyncWebClient, **args: Any) -> dict[str, Any]:
    """The whole answer, refused or not; what is no text is sent as JSON text, as the page has it."""
    sent = {name: value if isinstance(value, str) else json.dumps(value) for name, value in args.items()}
    try:
        return dict((await slack.api_call("blocks.validate", params=sent)).data)  # type: ignore[arg-type]
    except SlackApiError as refused:
        return dict(refused.response.data)


async def test_the_example_of_the_page_is_answered_as_there(slack: AsyncWebClient) -> None:
    told = await answer(slack, blocks=PAGE)

    assert told == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [
            {
                "code": "failed_constraint",
                "message": "unsupported type: invalid",
                "pointer": "/0/text/type",
                "constraint": {"type": "enum", "expected": ["mrkdwn", "plain_text"]},
            }
        ],
    }


@pytest.mark.parametrize(
    "given",
    [
        {"blocks": [section()]},
        {"message": {"text": "x", "blocks": [section()]}},
        {"view": modal(section())},
        {"view": {"type": "home", "blocks": [section()]}},
    ],
)
async def test_what_is_right_is_ok(slack: AsyncWebClient, given: dict[str, Any]) -> None:
    assert await answer(slack, **given) == {"ok": True}


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": "[{"}, "invalid_blocks", ""),
        ({"blocks": {"type": "section"}}, "invalid_blocks", ""),
        ({"message": {"blocks": [section(text=mrkdwn(""))]}}, "invalid_message", "/blocks/0/text"),
        ({"message": [1]}, "invalid_message", ""),
        ({"view": modal(field(typed()))}, "invalid_view", ""),
        ({"view": modal(section(), callback_id="x" * 256)}, "invalid_view", "/callback_id"),
    ],
)
async def test_what_is_wrong_is_pointed_at(
    slack: AsyncWebClient, given: dict[str, Any], error: str, pointer: str
) -> None:
    told = await answer(slack, **given)

    assert (told["error"], told["errors"][0]["pointer"]) == (error, pointer)
    assert {"code", "message", "constraint"} < set(told["errors"][0])


@pytest.mark.parametrize("given", [{}, {"blocks": [section()], "view": modal(section())}])
async def test_one_thing_is_checked_at_a_time(slack: AsyncWebClient, given: dict[str, Any]) -> None:
    told = await answer(slack, **given)

    assert told["error"] == "invalid_arguments"
    assert told["response_metadata"] == {
        "messages": ["must provide exactly one of `blocks`, `view`, or `message`"]
    }


async def test_nothing_is_done_by_checking(slack: AsyncWebClient) -> None:
    await answer(slack, view=modal(section(), external_id="mine"))

    assert await answer(slack, view=modal(section(), external_id="mine")) == {"ok": True}
