"""How changes look: within Slack's limits, with a way on, and foreign text that pages nobody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import change as blocks
from bot.blocks.kit import when
from bot.domain.catalog import Dependency, Found, Service
from bot.domain.change import Change, ChangeKind, Mark, Marked, Scope, Window
from bot.domain.reading import Gap, GapKind, Recent
from bot.domain.suspects import Place, rank
from bot.ports import Reply
from bot.sandbox.slack.blocks import ALL_TEXT, complaints
from bot.sandbox.slack.rendering import paged
from tests.make import NOW, change

SHOP = Service("shop", "Shop", repository="acme/shop")
ALONE, EVERYTHING = Scope("shop", "Shop", (SHOP,)), Scope("", "everything", None)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVIL = "<!channel> & <@U1> <https://e.example|x> `y`"


def recent(*changes: Change, **fields: Any) -> Recent:
    plain: dict[str, Any] = {
        "total": len(changes),
        "as_of": NOW - timedelta(minutes=2),
        "missing": (),
        "window": Window(NOW - 4 * HOUR, NOW),
        "marks": {},
    }
    return Recent(changes=changes, **(plain | fields))


def texts(reply: Reply) -> list[str]:
    """What a reader reads, block by block."""
    return [text for block in reply.blocks for text in shown(block)]


def shown(block: dict[str, Any]) -> list[str]:
    if block["type"] == "actions":
        return [f"[{element['text']['text']}]" for element in block["elements"]]
    if block["type"] == "context":
        return [element["text"] for element in block["elements"]]
    return [block["text"]["text"]]


def actions(reply: Reply) -> list[tuple[str, str]]:
    """Each button's action and value."""
    rows = [block["elements"] for block in reply.blocks if block["type"] == "actions"]
    return [(button["action_id"].split(":")[0], button["value"]) for row in rows for button in row]


def test_the_first_three_lines_carry_the_answer() -> None:
    reply = blocks.answer(ALONE, recent(change()), NOW)

    half_past = when(NOW - timedelta(minutes=30))
    assert texts(reply) == [
        "*1 change of Shop in the last 4h*",
        "GitHub, as of 2 min ago",
        "<https://github.com/acme/payments-api/pull/812|#812 Lower the pool size> · merged by bo-l"
        f" · 30 min ago ({half_past}) · acme/payments-api",
    ]
    assert reply.text == "1 change of Shop in the last 4h; newest: #812 Lower the pool size"


def test_a_deployment_says_where_it_went_and_how_it_fared() -> None:
    deployed = change(
        kind=ChangeKind.DEPLOYMENT, title="v2.1", environment="production", state="in_progress", author=""
    )

    assert blocks.line(deployed, NOW).split(" · ")[1:] == [
        "deployed",
        f"30 min ago ({when(NOW - timedelta(minutes=30))})",
        "acme/payments-api",
        "production: in progress",
    ]


def test_no_changes_offer_a_longer_look() -> None:
    reply = blocks.answer(ALONE, recent(), NOW)

    assert texts(reply) == [
        "*No changes of Shop in the last 4h*",
        "GitHub, as of 2 min ago",
        "Nothing was merged, deployed or released in that time.",
        "[Look back 1w]",
    ]
    assert actions(reply) == [("change_more", "shop|1w|0")]


def test_the_longest_look_offers_no_longer_one() -> None:
    reply = blocks.answer(ALONE, recent(window=Window(NOW - 28 * DAY, NOW)), NOW)

    assert actions(reply) == []


def test_a_page_leads_to_the_older_and_back_to_the_newer() -> None:
    ten = [change(id=f"c{number}") for number in range(10)]
    page = recent(*ten, total=297, window=Window(NOW - DAY, NOW, skip=20))

    reply = blocks.answer(ALONE, page, NOW)

    assert "21 to 30 of 297" in texts(reply)
    assert texts(reply)[-2:] == ["[Older (267 more)]", "[Newer]"]
    assert actions(reply) == [("change_more", "shop|1d|30"), ("change_more", "shop|1d|10")]


def test_everything_has_pages_too() -> None:
    reply = blocks.answer(EVERYTHING, recent(change(), total=2), NOW)

    assert texts(reply)[0] == "*2 changes of everything in the last 4h*"
    assert actions(reply) == [("change_more", "|4h|1")]


def test_in_an_incident_each_change_can_be_suspected_or_dismissed() -> None:
    reply = blocks.answer(ALONE, recent(change(), window=Window(NOW - 4 * HOUR, NOW, incident="INC-12")), NOW)

    value = "INC-12|acme/payments-api#812\nshop|4h|0"
    assert actions(reply) == [("change_suspect", value), ("change_dismiss", value)]


def test_a_suspect_says_who_suspects_it_and_can_only_be_dismissed() -> None:
    marks = {change().id: Marked("INC-12", change(), Mark.SUSPECT, "U0ANA", NOW)}
    window = Window(NOW - 4 * HOUR, NOW, incident="INC-12")

    reply = blocks.answer(ALONE, recent(change(), marks=marks, window=window), NOW)

    assert texts(reply)[2].endswith("\n*Suspect*, says <@U0ANA>")
    assert [action for action, _ in actions(reply)] == ["change_dismiss"]


def test_what_was_dismissed_can_be_brought_back() -> None:
    marks = {change().id: Marked("INC-12", change(), Mark.DISMISSED, "U0ANA", NOW)}
    window = Window(NOW - 28 * DAY, NOW, incident="INC-12")

    reply = blocks.answer(ALONE, recent(marks=marks, window=window), NOW)

    assert texts(reply)[-1] == "[Bring back 1 dismissed]"
    assert actions(reply) == [("change_restore", "INC-12|\nshop|4w|0")]


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (
            Gap(GapKind.NO_REPOSITORY, "pay & go", more=2),
            "The catalog has no repository for pay &amp; go (and 2 more): add `repository:`.",
        ),
        (Gap(GapKind.OFF), "GitHub is off: set `GITHUB_TOKEN`."),
        (
            Gap(GapKind.UNREACHABLE, "refused", NOW),
            f"GitHub could not be reached since {when(NOW)} (refused).",
        ),
        (
            Gap(GapKind.UNREADABLE, "acme/x: not found", NOW),
            f"GitHub does not show acme/x: not found since {when(NOW)}.",
        ),
        (
            Gap(GapKind.NEVER_READ, "acme/x"),
            "acme/x was not read from GitHub yet: `tocsin sync github` does it.",
        ),
        (Gap(GapKind.SHORT, since=NOW), f"Changes are known only since {when(NOW)}."),
    ],
)
def test_what_is_missing_is_said_with_the_remedy(gap: Gap, said: str) -> None:
    assert blocks.gap(gap) == said
    assert said in texts(blocks.answer(ALONE, recent(missing=(gap,)), NOW))


def test_a_terminal_reads_the_same_without_slacks_marks() -> None:
    assert blocks.plain_gap(Gap(GapKind.UNREACHABLE, "refused <x>", NOW)) == (
        "GitHub could not be reached since 2026-11-20 12:00 UTC (refused <x>)."
    )


def test_where_something_must_be_set_up_nothing_found_says_so() -> None:
    reply = blocks.answer(ALONE, recent(missing=(Gap(GapKind.OFF),), as_of=None), NOW)

    assert texts(reply)[1:3] == [
        "GitHub is off: set `GITHUB_TOKEN`.",
        "Nothing is known for that time; the line above says what to set up.",
    ]


def test_an_unknown_name_offers_the_nearest() -> None:
    reply = blocks.unknown(Found(EVIL, options=(SHOP, Service("mail", "Mail")), total=9), 4 * HOUR)

    assert actions(reply) == [
        ("change_more", "shop|4h|0"),
        ("change_more", "mail|4h|0"),
        ("say", f"svc find {EVIL}"),
    ]
    assert reply.blocks[-1]["elements"][-1]["text"]["text"] == "and 7 more"
    assert paged(reply.text, list(reply.blocks)) == ()


def test_an_unknown_name_without_anything_near_says_where_to_search() -> None:
    assert blocks.unknown(Found("zzz"), HOUR).text == (
        "No service is called “zzz”."
        " `/svc find &lt;text&gt;` searches the catalog; bare `/changes` shows every service."
    )


def test_an_empty_catalog_says_how_to_fill_it() -> None:
    assert blocks.unknown(Found("zzz", empty=True), HOUR).text == (
        "The catalog is empty, so no change has a service yet: `tocsin import catalog.yaml`."
    )


def test_foreign_text_pages_nobody_and_reads_the_same() -> None:
    evil = change(title=EVIL, author=EVIL, repository=EVIL, url=f"https://e.example/{EVIL}")
    window = Window(NOW - 4 * HOUR, NOW, incident="INC-12")

    reply = blocks.answer(replace(ALONE, title=EVIL), recent(evil, window=window), NOW)

    assert paged(reply.text, list(reply.blocks)) == ()
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt; &lt;https://e.example|x&gt; `y`" in reply.text


@pytest.mark.parametrize("address", [300, 5000])
@pytest.mark.parametrize("incident", ["", "INC-12"])
def test_the_longest_page_keeps_slacks_limits(incident: str, address: int) -> None:
    long = [
        change(
            id=f"{number}{'i' * 200}",
            title="&" * 5000,
            author="&" * 200,
            url="https://e.example/".ljust(address, "u"),
        )
        for number in range(10)
    ]
    window = Window(NOW - DAY, NOW, skip=0 if incident else 10, incident=incident)
    gaps = tuple(Gap(kind, "&" * 3000, NOW, 3000) for kind in GapKind)
    seen = [replace(each, paths=(f"config/{'&' * 500}",), lines=900) for each in long]
    found = rank(seen, {each.id: Place("x", "&" * 500, 1) for each in seen}, NOW) if incident else ()
    likely = [replace(each, others=tuple(seen)) for each in found]

    reply = blocks.answer(
        replace(ALONE, title="&" * 500),
        recent(*long, total=3000, window=window, missing=gaps, likely=likely),
        NOW,
    )

    assert complaints(list(reply.blocks), "message") == []
    assert sum(len(text) for text in texts(reply)) <= ALL_TEXT
    assert len(reply.text) <= 4000


@pytest.mark.parametrize(
    ("mark", "fresh", "said"),
    [
        (Mark.SUSPECT, True, "{} is a suspect: on the timeline of INC-12 and in its document."),
        (Mark.DISMISSED, True, "{} is hidden for everyone in INC-12. `/changes` there brings it back."),
        (Mark.SUSPECT, False, "<@U0ANA> already marked {}: suspect."),
    ],
)
def test_a_press_is_answered_with_what_it_did(mark: Mark, fresh: bool, said: str) -> None:
    marked = Marked("INC-12", change(), mark, "U0ANA", NOW)

    linked = "<https://github.com/acme/payments-api/pull/812|#812 Lower the pool size>"
    assert blocks.marked(marked, fresh=fresh).text == said.format(linked)


def test_in_an_incident_the_likeliest_causes_come_first_with_their_facts() -> None:
    window = Window(NOW - 4 * HOUR, NOW, incident="INC-12")
    likely = rank([change()], {change().id: Place("shop", "Shop")}, NOW)

    reply = blocks.answer(ALONE, recent(change(), window=window, likely=likely), NOW)

    assert texts(reply)[2:6] == [
        "*Likeliest causes*, by what is known of each",
        "*1.* <https://github.com/acme/payments-api/pull/812|#812 Lower the pool size> · bo-l · Shop\n"
        "_merged 30 min before it began; the only change of Shop in these two days; "
        "merged; GitHub tells of no deployments of this repository_",
        "[Suspect]",
        "[Dismiss]",
    ]
    assert "*All changes*, newest first" in texts(reply)


@pytest.mark.parametrize(
    ("others", "said"), [(1, "#1 One"), (2, "#1 One, #2 One"), (4, "#1 One, #2 One and 2 more")]
)
def test_what_went_live_together_is_one_cause(others: int, said: str) -> None:
    [likely] = rank([change(paths=("a_b.py",))], {change().id: Place("shop", "Shop")}, NOW)
    along = tuple(change(number=n, title="One", url="") for n in range(1, others + 1))

    told = blocks.suspect_line(replace(likely, others=along), 1).splitlines()

    assert told[2:] == [f"Went live together with {said}"]


def test_what_it_needs_is_one_press_away() -> None:
    needy = replace(ALONE, services=(replace(SHOP, depends_on=(Dependency("mail"),)),))

    there = blocks.answer(needy, recent(change()), NOW)
    back = blocks.answer(replace(needy, key="shop+deps"), recent(change()), NOW)

    assert [actions(each) for each in (there, back)] == [
        [("change_more", "shop+deps|4h|0")],
        [("change_more", "shop|4h|0")],
    ]
