"""How follow-ups and tasks look."""

from datetime import timedelta

import pytest

from bot.blocks import followup as blocks
from bot.domain.followup import Followup, Sort, State
from bot.sandbox.slack import forms
from bot.sandbox.slack.blocks import complaints
from bot.sandbox.slack.rendering import paged
from tests.make import NOW, incident

EVIL = "<!channel> & <@U1>"
DAY = timedelta(days=1)


def followup(text: str = "add an alert on pool waits", **fields: object) -> Followup:
    plain: dict[str, object] = {"due": NOW + 28 * DAY, "owner": "U0BO", "number": 7}
    return Followup("INC-12", Sort.FOLLOWUP, text, "U0ANA", NOW, **(plain | fields))  # type: ignore[arg-type]


def test_what_is_kept_says_whose_it_is_and_until_when() -> None:
    reply = blocks.kept(incident(), followup())

    assert reply.text == (
        "Follow-up of *INC-12*: add an alert on pool waits · <@U0BO> · due "
        "<!date^1797768000^{date_short_pretty}|2026-12-18 12:00 UTC>"
    ).replace("1797768000", str(int((NOW + 28 * DAY).timestamp())))
    assert len(reply.blocks) == 2


def test_a_vague_one_is_kept_all_the_same_with_kind_words() -> None:
    reply = blocks.kept(incident(), followup("look into it"))

    said = [block["elements"][0]["text"] for block in reply.blocks if block["type"] == "context"]
    assert said[0] == "It is kept as it is. It is easier to finish when it is:"
    assert [text.partition(":")[0] for text in said[1:]] == ["*Actionable*"]


def test_a_list_has_what_is_to_do_first_and_says_what_is_late() -> None:
    late = followup(due=NOW - DAY)
    done = followup("roll back", number=8, state=State.DONE, ended_by="U0CY", ended_at=NOW)

    reply = blocks.listed(incident(), Sort.FOLLOWUP, (done, late), NOW)

    assert reply.text == "*INC-12*: 1 of 2 follow-ups to do"
    lines = [block["text"]["text"] for block in reply.blocks if block["type"] == "section"][1:]
    assert lines[0].startswith("☐ add an alert on pool waits\n⚠️ overdue · <@U0BO> · due ")
    assert lines[1].startswith("☑ roll back\ndone by <@U0CY> ")


@pytest.mark.parametrize("sort", list(Sort))
def test_an_empty_list_says_how_to_keep_one(sort: Sort) -> None:
    reply = blocks.listed(incident(), sort, (), NOW)

    assert "&lt;text&gt; @x` keeps one." in reply.text


def test_all_of_it_keeps_slacks_limits_and_pages_nobody() -> None:
    many = tuple(followup(EVIL * 50, number=n, owner="") for n in range(40))
    ended = tuple(followup(EVIL * 50, number=n, state=State.DROPPED, owner="") for n in range(40))
    shown = [
        blocks.kept(incident(title=EVIL), many[0]),
        blocks.listed(incident(title=EVIL), Sort.FOLLOWUP, many + ended, NOW),
        blocks.there_already(incident(), Sort.FOLLOWUP),
    ]
    views = [blocks.form([incident(title=EVIL)] * count, followup(EVIL)) for count in (1, 3)]

    assert [complaints(list(each.blocks), "message") for each in shown if each.blocks] == [[], []]
    assert [paged(each.text, list(each.blocks)) for each in shown] == [()] * 3
    assert [forms.complaints(view) for view in views] == [[], []]
