"""How a page looks, word for word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks import page as blocks
from bot.domain.page import Entry, Happened, Page, Way, Who
from tests.make import NOW

ANA, BO = Who("Ana <!channel>", "U0ANA", "+351 1"), Who("Bo", "U0BO")
MINUTE = timedelta(minutes=1)
PAGE = Page(
    "page-1",
    "service",
    "db",
    "Database & co",
    "U0LEE",
    NOW,
    Way.PAGERDUTY,
    "replica lag",
    levels=((ANA,), (BO,)),
)
PAGED = Entry("1", Happened.PAGED, NOW, ANA, 1)
NEXT = Entry("2", Happened.PAGED, NOW + 5 * MINUTE, BO, 2)


def lines(*entries: Entry) -> list[str]:
    _, shown = blocks.message(PAGE, entries)
    return str(shown[0]["text"]["text"]).splitlines()


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((), ["Paging Ana &lt;!channel&gt; (primary)…"]),
        ((PAGED,), ["Paging Ana &lt;!channel&gt; (primary)…"]),
        (
            (PAGED, NEXT),
            ["Paged Ana &lt;!channel&gt; (primary)", "No answer in 5 min, Bo (secondary) paged…"],
        ),
        (
            (PAGED, Entry("3", Happened.ACKNOWLEDGED, NOW + 42 * timedelta(seconds=1), ANA)),
            ["Paged Ana &lt;!channel&gt; (primary)", "*Ana &lt;!channel&gt; acknowledged after 42 s*"],
        ),
        (
            (PAGED, Entry("3", Happened.DECLINED, NOW + MINUTE, ANA), NEXT),
            ["Paged Ana &lt;!channel&gt; (primary)", "Ana &lt;!channel&gt; can't", "Bo (secondary) paged…"],
        ),
        (
            (PAGED, NEXT, Entry("4", Happened.EXHAUSTED, NOW + 10 * MINUTE)),
            [
                "Paged Ana &lt;!channel&gt; (primary)",
                "No answer in 5 min, Bo (secondary) paged",
                "*Nobody answered.*",
            ],
        ),
        (
            (Entry("5", Happened.DELIVERED, NOW),),
            ["Delivered to PagerDuty; who answers is not visible from here."],
        ),
    ],
)
def test_the_message_says_who_is_called_and_who_answered(entries: tuple[Entry, ...], said: list[str]) -> None:
    assert lines(*entries) == ["📟 *Page for Database &amp; co*: replica lag", *said]


def test_where_nobody_answers_there_are_numbers_to_call() -> None:
    told = blocks.nobody(PAGE)

    assert told.text == (
        "<@U0LEE> *nobody answered the page for Database &amp; co.*\nCall them yourself:\n"
        "• Ana &lt;!channel&gt; +351 1"
    )


def test_a_title_that_looks_like_an_id_mentions_nobody_but_whom_the_page_calls() -> None:
    stranger = Who("@U0BO", "U0BO")
    of_person = replace(PAGE, about="@U0BO", levels=((stranger,),))
    odd = replace(PAGE, about="@U0LEE", levels=((Who("@U0LEE", "U0ANA"),),))

    assert blocks.message(of_person, ())[0] == "📟 *Page for <@U0BO>*: replica lag\nPaging <@U0BO> (primary)…"
    assert blocks.message(odd, ())[0] == "📟 *Page for @U0LEE*: replica lag\nPaging @U0LEE (primary)…"
