"""Slack's bodies over HTTP, read as the SDK reads them."""

import json
from urllib.parse import parse_qsl, urlencode

import pytest

from bot.ports import Reply
from handlers import wire

FORM = "application/x-www-form-urlencoded"
TEXTS = ["pay", "", "two words", "a+b & c=d", "100 %", "ключ 鍵 ✓", "%zz", "<@U1|ana> <!channel>", "x" * 5000]


@pytest.mark.parametrize("text", TEXTS)
def test_a_command_reads_as_the_library_reads_it(text: str) -> None:
    body = urlencode({"command": "/svc", "text": text, "user_id": "U1"})

    found = wire.read(body, FORM)

    assert found == dict(parse_qsl(body, keep_blank_values=True))
    assert found["text"] == text


def test_an_interaction_is_json_in_a_form() -> None:
    payload = {"type": "block_actions", "actions": [{"value": "a+b & 100 %"}]}

    assert wire.read(urlencode({"payload": json.dumps(payload)}), FORM) == payload


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_an_event_is_json(kind: str) -> None:
    assert wire.read('{"type": "event_callback"}', kind) == {"type": "event_callback"}


def test_nothing_is_an_empty_form() -> None:
    assert wire.read("", FORM) == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [("{", "application/json"), ("[1]", "application/json"), ("payload=", FORM), ("payload=%5B%5D", FORM)],
)
def test_what_is_no_payload_is_refused(body: str, kind: str) -> None:
    with pytest.raises(ValueError):
        wire.read(body, kind)


def test_an_answer_that_is_given_again_stays_written() -> None:
    written = wire.Written(most=2)
    first = Reply("one", ({"type": "divider"},))

    texts = [written.text(reply) for reply in (first, Reply("two", public=True), first, Reply("three"))]

    assert texts[2] is texts[0]
    assert [json.loads(text) for text in texts[:2]] == [
        {"response_type": "ephemeral", "text": "one", "blocks": [{"type": "divider"}]},
        {"response_type": "in_channel", "text": "two", "blocks": []},
    ]
    assert written.text(first) is not texts[0]
    assert written.text(first) == texts[0]
