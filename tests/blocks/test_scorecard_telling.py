"""How readiness looks that nobody asked for, and waivers, what-ifs and cards: what is said, within limits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import scorecard as blocks
from bot.blocks.scorecard import telling
from bot.domain.catalog import Service, Team
from bot.domain.scorecard import (
    Combinator,
    Condition,
    Judged,
    Problem,
    Query,
    Readiness,
    Result,
    Rule,
    Scorecard,
    Trace,
)
from bot.domain.scorecard.comparing import Mark, Moved, compare, said
from bot.domain.scorecard.lint import Fault, Kind
from bot.domain.scorecard.preview import Change, Preview
from bot.domain.scorecard.report import Failing, Report, Share
from bot.domain.scorecard.routine import awake, month, quiet, week, zone
from bot.domain.scorecard.supposing import Rise, Supposed
from bot.domain.scorecard.waiver import State, Waiver
from bot.ports import Reply
from bot.sandbox.slack.blocks import complaints
from tests.make import NOW

DAY = timedelta(days=1)
HOSTILE = "<!channel> & <https://evil.example|x> *b* `c`\n" + "&" * 3000
PLAIN, LONG = "Shop", HOSTILE


def rule(name: str) -> Rule:
    return Rule("r", name, "Gold", Query(Combinator.AND, (Condition("runbook", "isNotEmpty"),)), sla=14)


def card(name: str) -> Scorecard:
    return Scorecard("own", name, (rule(name),))


def readiness(name: str) -> Readiness:
    trace = Trace("runbook", "is there", name, False, True, name, NOW)
    judged = Judged("r", name, "Gold", False, True, (trace,))
    result = Result("own", "shop", ("Basic", "Bronze", "Silver", "Gold"), 0, (judged,))
    return Readiness(Service("shop", name), Team("t", name), (), result, card(name))


def waiver(name: str, **fields: Any) -> Waiver:
    return replace(Waiver("w", "own", "shop", "r", name, "U0ANA", NOW, NOW + DAY), **fields)


def report(name: str) -> Report:
    return Report(
        card(name),
        "Gold",
        NOW,
        {"Basic": 3, "Gold": 7},
        (Share("t", name, 7, 10, 0.2), Share("", "nobody", 0, 1)),
        (Failing("r", name, 3, 1, 10),),
        {"r": 0.95},
        NOW - 7 * DAY,
        {"Gold": 2},
        (name,) * 12,
        (),
        {"r": 0.7},
    )


def preview(name: str) -> Preview:
    change = Change(
        card(name),
        (Mark("+", name),) * 50,
        (
            Fault(Kind.REDUNDANT, name, "$.rules[0]", name, name),
            Fault(Kind.UNREACHABLE, "", "$", "why?", name),
        ),
        (Moved("a", name, "Gold", "Basic", up=False), Moved("b", name, "Basic", "Gold", up=True)),
    )
    return Preview((change,), (Problem("$", name, name), Problem("$", name)))


def replies(name: str) -> list[Reply]:
    worse = telling.Worse("shop", name, name, (name, ""), name, NOW)
    ready, team = readiness(name), Team("t", name)
    supposed = Supposed((rule(name),), tuple(Rise(f"s{n}", "Basic", "Gold") for n in range(40)), 41)
    return [
        telling.degraded(team, [worse] * 30, NOW),
        telling.digest(team, [ready] * 20, {("shop", "r"): NOW - DAY}, NOW),
        telling.due(team, [(ready, "r", NOW + DAY)], NOW),
        telling.report(report(name), "weekly"),
        blocks.waiver_asked(waiver(name), (name, name)),
        blocks.waiver_to_decide(waiver(name), name, name),
        blocks.waiver_decided(waiver(name, state=State.GRANTED, decided_by="U0BO"), (name, name)),
        blocks.waiver_decided(waiver(name, state=State.REFUSED, decided_by="U0BO"), (name, name)),
        blocks.waiver_lapsed(waiver(name), (name, name), counts=True),
        blocks.what_if(card(name), name, (supposed,), {"s0": name}),
        blocks.what_if(card(name), "", (supposed,) * 20, {}),
        blocks.what_if(card(name), "", (), {}),
        blocks.refused([Problem("$", name, name)] * 60),
        blocks.previewed(preview(name), "draft"),
        blocks.previewed(Preview(), "draft"),
        blocks.brought([name], preview(name).moved),
        blocks.service(
            replace(readiness(name), waivers=(waiver(name), waiver(name, state=State.GRANTED))), NOW
        ),
    ]


def mrkdwn(tree: Any) -> Iterator[str]:
    """Every text that Slack reads as markup."""
    if isinstance(tree, dict) and tree.get("type") == "mrkdwn":
        yield tree["text"]
    elif isinstance(tree, dict | list | tuple):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from mrkdwn(each)


@pytest.mark.parametrize("name", [PLAIN, LONG])
def test_nothing_calls_anybody_and_all_is_such_as_slack_takes(name: str) -> None:
    for reply in replies(name):
        assert complaints(list(reply.blocks), "message") == []
        read = [reply.text, *mrkdwn(reply.blocks)]
        assert [text for text in read if "<!channel>" in text or "<https://evil" in text] == []
    for view in (blocks.waive_form(readiness(name), "r", NOW), blocks.bring_form()):
        assert complaints(view["blocks"], "modal") == []


def test_the_report_says_headline_movement_shares_and_coverage() -> None:
    shown = "\n".join(telling.paragraphs(report(PLAIN)))

    assert "*7 of 10 services (70 %) are at Gold.*\nGold 7 (+2) · Basic 3" in shown
    assert "↑ 12 rose: Shop, Shop" in shown
    assert "and 2 more\n↓ none dropped" in shown
    assert "• Shop: 7 of 10, 70 % (+20 points)\n• nobody: 0 of 1, 0 %" in shown
    assert "*Coverage that moved*\n• Shop, coverage 70 % → 95 %" in shown
    assert "• Shop: 3 fail, 1 without data of 10" in shown


def test_a_digest_names_the_rule_and_since_when_it_is_overdue() -> None:
    shown = repr(
        telling.digest(Team("t", "Team"), [readiness(PLAIN)], {("shop", "r"): NOW - DAY}, NOW).blocks
    )

    assert "Shop (Gold) (overdue since <!date^" in shown
    assert "write down what to do at night" in shown


def test_two_cards_side_by_side() -> None:
    old = Scorecard("own", "Old", (rule("A"), replace(rule("B"), identifier="gone")))
    asked = Query(
        Combinator.OR, (Condition("tier", "<", 3), Query(Combinator.AND, (Condition("x", "isEmpty"),), True))
    )
    new = replace(
        old,
        title="New",
        levels=old.levels[1:],
        filter=asked,
        rules=(replace(rule("C"), level="Silver", sla=0, description="d"),),
    )

    assert [str(mark) for mark in compare(old, new)] == [
        "~ title: Old → New",
        "~ levels: Basic, Bronze, Silver, Gold → Bronze, Silver, Gold",
        "~ filter: every service → tier is under 3 or (not (x is empty))",
        "- rule gone (Gold): B, asks runbook is there",
        "~ rule r: title A → C; level Gold → Silver; another description; "
        "to be mended within no set number of days",
    ]
    assert compare(old, old) == ()
    assert said(asked) == "tier is under 3 or (not (x is empty))"


@pytest.mark.parametrize(
    ("hours", "local", "silent"),
    [
        ((18, 8), "2026-11-25T12:00", False),
        ((18, 8), "2026-11-25T07:59", True),
        ((18, 8), "2026-11-25T18:00", True),
        ((18, 8), "2026-11-28T12:00", True),
        ((1, 6), "2026-11-25T03:00", True),
        ((1, 6), "2026-11-25T12:00", False),
    ],
)
def test_nights_and_weekends_are_quiet(hours: tuple[int, int], local: str, silent: bool) -> None:
    tokyo = zone(["", "Nowhere/Else", "Asia/Tokyo"])
    now = NOW.fromisoformat(local).replace(tzinfo=tokyo)

    assert quiet(now, tokyo, hours) is silent
    assert not quiet(awake(now, tokyo, hours), tokyo, hours)
    assert (awake(now, tokyo, hours) == now) is not silent


def test_hours_that_never_end_are_no_hours() -> None:
    assert awake(NOW, zone(()), (0, 24)) == NOW


def test_weeks_and_months_are_due_from_their_hour_on() -> None:
    utc = zone(())
    monday = NOW.fromisoformat("2026-11-23T09:00+00:00")

    assert week(monday, utc, 0, 9) == "2026-W48"
    assert week(monday - timedelta(minutes=1), utc, 0, 9) == ""
    assert week(monday, utc, 5, 9) == "2026-W47"
    assert week(monday + 5 * DAY, utc, 5, 9) == "2026-W48"
    assert week(monday + 2 * DAY, utc, 0, 9) == "2026-W48"
    assert [month(NOW.fromisoformat(f"2026-12-01T{hour}:00+00:00"), 9) for hour in ("08", "09")] == [
        "",
        "2026-12",
    ]
