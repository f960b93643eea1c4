"""Views: what Slack takes, what it refuses, and its complaint."""

from typing import Any

import pytest

from bot.sandbox.slack import forms
from tests.sandbox.parts import field, modal, mrkdwn, plain, section, table, typed


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(section()), None),
        (modal(field(typed()), submit=plain("Save")), None),
        (modal(*[{"type": "divider"}] * 100, private_metadata="x" * 3000, callback_id="x" * 255), None),
        ({"type": "home", "blocks": [section()]}, None),
        ({"type": "home", "blocks": [field(typed())]}, None),
        (
            modal(field(typed())),
            "must define `submit` to use an `input` block in modals [json-pointer:/view]",
        ),
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (modal(submit=mrkdwn("Go")), "unsupported type: mrkdwn [json-pointer:/view/submit/type]"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal(table(1, 1)), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
        (
            modal({"type": "markdown", "text": "x"}),
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        ({"type": "modal", "title": plain("T")}, "missing required field: blocks [json-pointer:/view]"),
        (
            {"type": "home", "blocks": [], "title": plain("T")},
            "invalid additional property: title [json-pointer:/view]",
        ),
        ({"type": "workflow_step"}, "unsupported type: workflow_step [json-pointer:/view/type]"),
        ([], "must provide an object [json-pointer:/view]"),
    ],
)
def test_a_view_is_taken_or_refused(view: Any, complaint: str | None) -> None:
    found = forms.complaints(view)

    assert found == [] if complaint is None else complaint in found
