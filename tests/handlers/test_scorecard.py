"""`/ready` as handlers answer it, and `tocsin ready` and `tocsin check` in a terminal."""

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.catalog import Catalog, Level, Person, Service, Slo, Team
from bot.domain.scorecard import Fact, Judged, Readiness, Result, Value
from bot.domain.scorecard.gate import Verdict, judge
from bot.flows import scorecard
from bot.ports import Ask, Bot, Lack, Reply, RepositoryFacts
from handlers import routing
from handlers.cli import scorecard as cli
from handlers.commands import scorecard as commands
from store import catalog
from store import scorecard as rows_of
from store.sqlite import ReadingRows, Store
from tests import make
from tests.make import NOW

MAYA = Person("maya", "Maya\x1b[2J Okafor")
PAYMENTS = Team("payments", "Payments", leads=("maya",), oncall=(Level(person="maya"),))
SHOP = Service(
    "shop",
    "Shop",
    team="payments",
    repository="acme/shop",
    runbook="https://runbooks.example/shop",
    slos=(Slo("availability", 99.9),),
)
BARE = replace(SHOP, id="bare", title="Bare", runbook="", slos=())
SHY = replace(SHOP, id="shy", title="Shy", repository="acme/shy")
LOST = Service("lost", "Lost")
KEPT: dict[str, Value] = {
    "readme": "README.md",
    "required_approvals_for_pr": 1,
    "required_checks": ("build",),
    "security_scan": "passing",
    "last_merged_pr": NOW.isoformat(),
}
REFUSED = {
    name: Lack("token lacks Administration: read", "Administration: read")
    for name in ("required_approvals_for_pr", "required_checks")
}


@pytest.fixture
async def company(rows: Store, bot: Bot) -> Store:
    """The rows when the bot has evaluated them."""
    return rows


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await rows.run(catalog.save, Catalog((MAYA,), (PAYMENTS,), (SHOP, BARE, SHY, LOST)), NOW)
    told = {name: value for name, value in KEPT.items() if name not in REFUSED}
    facts = (RepositoryFacts("acme/shop", KEPT), RepositoryFacts("acme/shy", told, REFUSED))
    await rows.run(rows_of.keep, facts, {}, NOW)
    made = make.bot(rows)
    await scorecard.evaluate_all(made)
    return made


def ask(words: str, **values: str) -> Ask:
    return Ask("U0ANA", "C1", words, NOW, "/ready", values=values)


async def pressed(bot: Bot, value: str) -> Reply:
    answer = await commands.pick(bot, ask("", value=value))
    assert isinstance(answer, Reply)
    assert answer.replace
    return answer


# In Slack -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("shop", "*Shop*: Gold 9/9"),
        ("bare", "*Bare*: Silver 7/9 — missing: runbook, SLO. Next: Gold."),
        ("shy", "*Shy*: Silver 7/9 — no data: branch protection, CI required. Next: Gold."),
        ("payments", "Readiness: Payments: *Gold* 1 · *Silver* 2."),
        ("sh", "Readiness of which “sh”?"),
        ("zzz", "No service or team is called “zzz”."),
    ],
)
async def test_ready_answers_for_a_service_and_for_a_team(bot: Bot, words: str, begins: str) -> None:
    answer = await commands.show(bot, ask(words))

    assert isinstance(answer, Reply)
    assert answer.text.startswith(begins)
    assert not answer.public


async def test_ready_alone_is_everything_the_worst_first(bot: Bot) -> None:
    answer = await commands.overview(bot, ask(""))

    assert isinstance(answer, Reply)
    names = [block["text"]["text"].partition("*")[2].partition("*")[0] for block in answer.blocks[3:-1]]
    assert names == ["Lost", "Bare", "Shy", "Shop"]


@pytest.mark.parametrize(
    ("value", "begins"),
    [
        ("service:bare", "*Bare*: Silver 7/9"),
        ("team:payments", "Readiness: Payments"),
        ("rules 0 bare", "*Bare* — Production readiness: Silver 7/9"),
        ("rules 0 gone", "No service or team is called “gone”."),
        ("page 2 team:payments", "Readiness: Payments"),
        ("page 3 ", "Readiness: "),
        ("more 1 sh", "Readiness of which “sh”?"),
    ],
)
async def test_a_press_replaces_the_answer(bot: Bot, value: str, begins: str) -> None:
    assert (await pressed(bot, value)).text.startswith(begins)


async def test_an_answer_is_read_from_the_row_where_the_catalog_has_not_changed(
    bot: Bot, rows: Store
) -> None:
    kept = rows.read(rows_of.known, "bare")
    assert kept is not None
    await rows.run(rows_of.keep_facts, {"bare": {**kept.facts, "$team": Fact(())}}, NOW)

    answer = await commands.show(bot, ask("bare"))

    assert isinstance(answer, Reply)
    assert answer.text.startswith("*Bare*: Basic 6/9")


@pytest.mark.parametrize(
    ("word", "words", "handler"),
    [
        ("ready", "", commands.overview),
        ("ready", "payments api", commands.show),
        ("tocsin", "readiness shop", commands.show),
        ("tocsin", "scorecard", commands.overview),
    ],
)
def test_its_words_lead_to_it(word: str, words: str, handler: object) -> None:
    door = routing.route(word, words).door

    assert door is not None
    assert door.handler is handler


# In a terminal ------------------------------------------------------------------------------------------


def tocsin(rows: Store | ReadingRows, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return int(args.run(args, rows))


async def test_a_terminal_shows_every_rule_and_every_gap(
    company: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tocsin(company, "ready", "bare")

    lines = capsys.readouterr().out.splitlines()
    assert (code, lines[0]) == (0, "Bare: Silver 7/9 — missing: runbook, SLO")
    assert "✗ runbook (Gold)" in lines
    assert any(line.startswith("    required_approvals_for_pr is over 0: 1 [GitHub, ") for line in lines)
    assert lines[-4] == "runbook: for Payments (Maya[2J Okafor)"
    assert lines[-3].startswith("    write down what to do at night")


async def test_a_terminal_shows_what_is_not_known(company: Store, capsys: pytest.CaptureFixture[str]) -> None:
    tocsin(company, "ready", "shy")

    out = capsys.readouterr().out
    assert "    required_checks is there: no data [GitHub] token lacks Administration: read" in out
    assert "CI required: for whoever runs Tocsin" in out


async def test_a_terminal_lists_all_the_worst_first(
    company: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tocsin(company, "ready")

    lines = [line.split()[:4] for line in capsys.readouterr().out.splitlines()]
    assert (code, lines) == (
        0,
        [
            ["lost", "Basic", "0/9", "-"],
            ["bare", "Silver", "7/9", "Payments"],
            ["shy", "Silver", "7/9", "Payments"],
            ["shop", "Gold", "9/9", "Payments"],
        ],
    )


async def test_a_script_reads_json(company: Store, capsys: pytest.CaptureFixture[str]) -> None:
    codes = (tocsin(company, "ready", "--json"), tocsin(company, "ready", "bare", "--json"))

    decoder, out = json.JSONDecoder(), capsys.readouterr().out
    every, end = decoder.raw_decode(out)
    one = json.loads(out[end:])
    assert codes == (0, 0)
    assert [(each["service"], each["level"], each["team"]) for each in every] == [
        ("lost", "Basic", None),
        ("bare", "Silver", "payments"),
        ("shy", "Silver", "payments"),
        ("shop", "Gold", "payments"),
    ]
    assert (one["level"], one["passed"], one["total"]) == ("Silver", 7, 9)
    assert (one["missing"], one["no_data"]) == (["runbook", "SLO"], [])
    assert datetime.fromisoformat(one["evaluated_at"]) == NOW
    assert [gap["owner"] for gap in one["gaps"]] == ["Payments (Maya\x1b[2J Okafor)"] * 2
    scan = next(rule for rule in one["rules"] if rule["rule"] == "security_scan")
    assert scan == {
        "rule": "security_scan",
        "title": "security scan passing",
        "level": "Gold",
        "outcome": "passed",
        "trace": [
            {
                "property": "security_scan",
                "wanted": "is passing",
                "actual": "passing",
                "known": True,
                "source": "GitHub",
                "as_of": NOW.isoformat(),
                "note": None,
            }
        ],
    }


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("shop",), 0, "Shop: Gold 9/9, Gold is reached"),
        (("bare", "--level", "silver"), 0, "Bare: Silver 7/9, Silver is reached"),
        (("bare",), 1, "Bare: Silver 7/9, Gold is not reached; missing: runbook, SLO"),
        (
            ("shy", "--level", "Gold"),
            3,
            "Shy: Silver 7/9, Gold is not reached; no data: branch protection, CI required",
        ),
        (("lost", "--level", "Bronze"), 1, "Lost: Basic 0/9, Bronze is not reached; missing: owner"),
    ],
)
async def test_a_gate_says_yes_no_or_not_known(
    company: Store, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert tocsin(company, "check", *words) == code
    assert capsys.readouterr().out.splitlines()[0] == said


def test_a_level_without_rules_is_never_reached_and_the_gate_says_why() -> None:
    passed = Judged("owner", "owner", "Bronze", passed=True, known=True)
    result = Result("ready", "shop", ("Basic", "Bronze", "Silver"), 1, (passed,))
    ready = Readiness(SHOP, None, (), result, scorecard.card())

    assert [judge(ready, rank).verdict for rank in (1, 2)] == [Verdict.REACHED, Verdict.FAILS]
    assert judge(ready, 2).missing == ("the level has no rules",)


def test_a_gate_names_no_rule_of_that_title_above_the_level() -> None:
    rules = [Judged(level, "Reviews", level, passed=False, known=True) for level in ("Bronze", "Gold")]
    result = Result("ready", "shop", ("Basic", "Bronze", "Gold"), 0, tuple(rules))
    ready = Readiness(SHOP, None, (), result, scorecard.card())

    assert [[gap.rule for gap in judge(ready, rank).gaps] for rank in (1, 2)] == [
        ["Bronze"],
        ["Bronze", "Gold"],
    ]


async def test_a_gate_says_so_in_json(company: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(company, "check", "bare", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"], told["wanted"], told["in_the_way"]) == (1, False, "Gold", ["runbook", "SLO"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("check", "bare", "--level", "Diamond"),
            2,
            "'Diamond' is no level of Production readiness; it has Basic",
        ),
        (("check", "shopp"), 2, "No service is called 'shopp'.\n  shop"),
        (("check", "los"), 2, "No service is called 'los'.\n  lost"),
        (("ready", "shopp"), 1, "No service is called 'shopp'.\n  shop"),
    ],
)
async def test_what_a_terminal_cannot_answer_is_told_beside(
    company: Store, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert tocsin(company, *words) == code
    assert capsys.readouterr().err.startswith(said)


async def test_a_gate_lets_nobody_in_for_what_is_gone(
    company: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    await company.run(catalog.mark_gone, "service", ["lost"], NOW)

    codes = (tocsin(company, "check", "lost", "--level", "Basic"), tocsin(company, "ready", "lost"))

    out, err = capsys.readouterr()
    assert codes == (2, 0)
    assert err == "'lost' is not in the catalog any more.\n"
    assert out.splitlines()[1].startswith("no longer in the catalog since 2026-11-20")


async def test_an_empty_catalog_is_told_with_the_way_to_fill_it(
    rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = (tocsin(rows, "ready"), tocsin(rows, "check", "shop"))

    out, err = capsys.readouterr()
    assert codes == (0, 2)
    assert out == "The catalog is empty: tocsin import catalog.yaml\n"
    assert "The catalog is empty: tocsin import catalog.yaml" in err


async def test_a_terminal_reads_without_writing_what_was_never_evaluated(
    rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    await rows.run(catalog.save, Catalog(services=(LOST,)), datetime.now(UTC))
    reading = ReadingRows(rows.path)

    code = tocsin(reading, "ready", "lost")

    reading.close()
    assert code == 0
    assert capsys.readouterr().out.startswith("Lost: Basic 0/9 — missing: owner")
