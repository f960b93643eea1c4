"""How readiness looks: standing, gaps, traces, lists; what foreign text cannot do, and Slack's limits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import scorecard as blocks
from bot.domain.catalog import Person, Service, Team
from bot.domain.oncall import Candidate, Candidates
from bot.domain.scorecard import Judged, Level, Listed, Readiness, Result, Scorecard, Tally, Trace, Worst
from bot.ports import Reply
from bot.sandbox.slack.blocks import complaints
from tests.make import NOW

MINUTES = timedelta(minutes=1)
SHOP = Service("shop", "Shop", team="payments", repository="acme/shop", source="/etc/acme.yaml", line=7)
PAYMENTS = Team("payments", "Payments")
MAYA = Person("maya", "Maya Okafor")
CARD = Scorecard("ready", "Production readiness", (), tuple(map(Level, ("Basic", "Bronze", "Gold"))))
FOUND = Trace("$team", "is there", ("payments",), True, True, "acme.yaml, line 7", NOW - 9 * MINUTES)
NOTHING = Trace("runbook", "is there", "", False, True, "acme.yaml, line 7", NOW - 9 * MINUTES)
OLD = Trace("freshness", "is under 90", 120, False, True, "GitHub", NOW - 40 * MINUTES)
REFUSED = Trace(
    "readme", "is there", None, False, False, "GitHub", None, "token lacks x", "grant x", ours=True
)


def judged(title: str, trace: Trace, level: str = "Gold") -> Judged:
    return Judged(title.lower(), title, level, trace.passed, trace.known, (trace,))


def result(*rules: Judged, rank: int = 1, **fields: Any) -> Result:
    at = {"evaluated_at": NOW - 2 * MINUTES} | fields
    return Result("ready", "shop", ("Basic", "Bronze", "Gold"), rank, rules, **at)


def readiness(*rules: Judged, **fields: Any) -> Readiness:
    return Readiness(SHOP, PAYMENTS, (MAYA,), result(*rules, **fields), CARD)


GAPPED = readiness(
    judged("owner", FOUND, "Bronze"),
    judged("runbook", NOTHING),
    judged("fresh", OLD),
    judged("README", REFUSED),
)


def texts(reply: Reply) -> list[str]:
    """What a reader reads, block by block."""
    return [text for block in reply.blocks for text in shown(block)]


def shown(block: dict[str, Any]) -> list[str]:
    if block["type"] == "actions":
        return [f"[{element['text']['text']}|{element.get('value', '')}]" for element in block["elements"]]
    if block["type"] == "context":
        return [element["text"] for element in block["elements"]]
    return [block["text"]["text"]]


def test_a_service_says_level_gaps_owners_fixes_and_ages() -> None:
    reply = blocks.answer(GAPPED, NOW)

    standing = "Bronze 1/4 — missing: runbook, fresh · no data: README. Next: Gold."
    assert reply.text == f"*Shop*: {standing}"
    assert texts(reply) == [
        "Shop: Bronze 1/4",
        standing,
        "Production readiness, evaluated 2 min ago",
        "acme.yaml, line 7: 9 min old",
        "GitHub: 40 min old",
        "Bronze 1 of 1 · Gold 0 of 3",
        "✗ *runbook* (Gold)\n     Owner: Payments (Maya Okafor). Fix: write down what to do at night and add "
        "`runbook: https://…` to shop in acme.yaml, line 7, then `tocsin import` it.\n"
        "✗ *fresh* (Gold): 120, 40 min ago\n     Owner: Payments (Maya Okafor). Fix: merge a pull request "
        "into acme/shop (updating dependencies counts), or retire the service. "
        "<https://github.com/acme/shop/pulls|Open the page>.\n"
        "? *README* (Gold), no data: token lacks x\n     Owner: whoever runs Tocsin. Fix: grant x. "
        "<https://github.com/acme/shop/new/HEAD?filename=README.md|Open the page>.",
        "✓ owner",
        "[Every rule|rules 0 shop]",
        "[All of Payments|team:payments]",
        "[Waive a rule|shop]",
        "[Show the service|shop]",
    ]


def test_at_the_top_nothing_is_missing() -> None:
    reply = blocks.service(replace(readiness(judged("owner", FOUND), rank=2), team=None), NOW)

    assert texts(reply)[:2] == ["Shop: Gold 1/1", "Gold 1/1"]
    assert texts(reply)[-3:] == ["✓ owner", "[Every rule|rules 0 shop]", "[Show the service|shop]"]


def test_a_service_that_the_card_is_not_about_has_no_gaps() -> None:
    reply = blocks.service(readiness(judged("runbook", NOTHING), applicable=False), NOW)

    assert texts(reply)[:2] == [
        "Shop: not applicable",
        "Not applicable: this card is not about such services.",
    ]
    assert not any("Owner:" in text for text in texts(reply))


def test_the_field_of_a_card_says_it_in_a_line_and_where_there_is_more() -> None:
    assert blocks.field(GAPPED.result) == (
        "Bronze 1/4 — missing: runbook, fresh · no data: README\n`/ready shop`"
    )
    assert blocks.field(result(judged("owner", FOUND), rank=2)) == "Gold 1/1"


def test_every_rule_says_what_was_wanted_found_whence_and_how_old() -> None:
    blind = replace(judged("tidy", replace(REFUSED, passed=True)), passed=True)

    reply = blocks.rules(readiness(*GAPPED.result.rules, blind), NOW)

    assert texts(reply) == [
        "*Shop* — Production readiness: Bronze 2/5\n"
        "✓ *owner* (Bronze)\n     `$team` is there: payments · acme.yaml, line 7, 9 min ago\n"
        "✗ *runbook* (Gold)\n     `runbook` is there: nothing · acme.yaml, line 7, 9 min ago\n"
        "✗ *fresh* (Gold)\n     `freshness` is under 90: 120 · GitHub, 40 min ago\n"
        "? *README* (Gold)\n     `readme` is there: no data · GitHub · token lacks x\n"
        "✓ *tidy* (Gold) (for want of data)\n     `readme` is there: no data · GitHub · token lacks x",
        "[Back|service:shop]",
    ]


def test_many_rules_and_conditions_have_a_way_on() -> None:
    wide = replace(judged("wide", NOTHING), traces=(NOTHING,) * 5)
    found = readiness(*[wide] * 30)

    first, last = blocks.rules(found, NOW), blocks.rules(found, NOW, 24)

    assert texts(first)[-1] == "[and 18 more rules|rules 12 shop]"
    assert "and 3 more conditions: `tocsin ready` in a terminal lists all" in texts(first)[0]
    assert texts(last)[-1] == "[Back|service:shop]"


WAYS = [
    "[Best first|page 0 sort:best]",
    "[By tier|page 0 sort:tier]",
    "[By team|page 0 sort:team]",
    "[By name|page 0 sort:name]",
    "[As a table|table 0 ]",
    "[Chart|all]",
    "[What helps most?|]",
]


def listed(id: str, rank: int, *rules: Judged, **fields: Any) -> Listed:
    return Listed(replace(result(*rules, rank=rank), service=id), id.title(), **fields)


def test_a_list_is_spread_over_levels_and_each_has_a_way_to_its_gaps() -> None:
    page = (
        listed("mail", 0, judged("owner", NOTHING), tier=2),
        listed("shop", 2, judged("owner", FOUND), team="payments", team_title="Payments"),
    )
    found = Worst(CARD, None, page, Tally({0: 1, 2: 8}, outside=3, waiting=4), offset=2)

    reply = blocks.answer(found, NOW)

    assert texts(reply) == [
        "Readiness",
        "*Gold* 8 · *Basic* 1 · not applicable 3 · not evaluated yet 4",
        "evaluated 2 min ago, the worst first",
        "*Mail* · tier 2 · nobody owns it\nBasic 0/1 — missing: owner",
        "*Shop* · Payments\nGold 1/1",
        "[and 5 more|page 4 ]",
        *WAYS,
    ]
    assert [block["accessory"]["value"] for block in reply.blocks[3:5]] == ["service:mail", "service:shop"]


def test_a_team_s_list_names_the_team_once_and_pages_within_it() -> None:
    found = Worst(CARD, PAYMENTS, (listed("mail", 0, team="payments"),), Tally({0: 3}))

    reply = blocks.worst(found, NOW)

    assert texts(reply)[0] == "Readiness: Payments"
    assert texts(reply)[3:6] == [
        "*Mail*\nBasic 0/0",
        "[and 2 more|page 1 team:payments]",
        "[Best first|page 0 sort:best team:payments]",
    ]
    assert texts(reply)[-2:] == ["[Chart|team:payments]", "[What helps most?|]"]


@pytest.mark.parametrize(
    ("team", "tally", "said"),
    [
        (None, Tally({}), "No service is known yet. Bring services in"),
        (None, Tally({}, waiting=7), "7 services are being evaluated for the first time."),
        (PAYMENTS, Tally({}, outside=2), "Payments owns no service that the card is about."),
    ],
)
def test_a_list_without_services_says_why(team: Team | None, tally: Tally, said: str) -> None:
    assert blocks.worst(Worst(CARD, team, (), tally), NOW).text.startswith(said)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            Candidates("x", empty=True),
            "Nothing is in the catalog yet, so “x” is not known. Bring services in",
        ),
        (Candidates("x"), "No service or team is called “x”. Try `/ready &lt;service or team&gt;`"),
    ],
)
def test_what_nothing_is_called_is_told(found: Candidates, said: str) -> None:
    reply = blocks.answer(found, NOW)

    assert (reply.text.startswith(said), reply.blocks) == (True, ())


def test_several_that_may_be_meant_are_offered_with_a_way_to_the_rest() -> None:
    options = (Candidate("team", "pay", "Pay"), Candidate("service", "payouts", "Payouts"))

    reply = blocks.answer(Candidates("pay", options, total=9, offset=5), NOW)

    assert texts(reply) == [
        "Readiness of which “pay”?",
        "[Team Pay|team:pay]",
        "[Payouts|service:payouts]",
        "[and 3 more|more 6 pay]",
    ]


@pytest.mark.parametrize("rules", [1, 9, 40])
def test_the_longest_names_stay_within_what_slack_takes(rules: int) -> None:
    long = "&" * 3000
    trace = Trace(long, long, long, False, True, long, NOW, long, long)
    rule = Judged("r", long, long, passed=False, known=False, traces=(replace(trace, known=False),) * 9)
    full = Result("ready", "shop", (long, long), 0, (rule,) * rules, evaluated_at=NOW)
    found = Readiness(
        replace(SHOP, title=long), Team("t", long), (MAYA,) * 99, full, replace(CARD, title=long)
    )
    page = tuple(Listed(full, long, 1, "t", long) for _ in range(10))
    replies = [
        blocks.service(found, NOW),
        blocks.rules(found, NOW),
        blocks.worst(Worst(CARD, None, page, Tally({0: 90})), NOW),
    ]

    assert [complaint for reply in replies for complaint in complaints(list(reply.blocks), "message")] == []
    assert len(blocks.field(full)) <= 400
