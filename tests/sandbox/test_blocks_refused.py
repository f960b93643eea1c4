"""Block Kit: what Slack refuses, and its complaint."""

import pytest

from bot.sandbox.slack import blocks
from tests.sandbox.blocks_refused import ELSEWHERE, REFUSED
from tests.sandbox.parts import mrkdwn, section


@pytest.mark.parametrize("name", REFUSED)
def test_slack_refuses(name: str) -> None:
    given, complaint = REFUSED[name]

    found = blocks.complaints(given, "message")

    assert complaint in found


@pytest.mark.parametrize("name", ELSEWHERE)
def test_slack_refuses_on_a_surface(name: str) -> None:
    surface, given, complaint = ELSEWHERE[name]

    assert complaint in blocks.complaints(given, surface)


def test_a_text_too_long_matches_no_schema_as_well() -> None:
    found = blocks.complaints([section(text=mrkdwn("x" * 3001))], "message")

    assert found[0] == "failed to match all allowed schemas [json-pointer:/blocks/0/text]"
