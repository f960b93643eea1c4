"""How services look: what the first lines say, what foreign text cannot do, and Slack's limits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import catalog as blocks
from bot.blocks.kit import when
from bot.domain.catalog import Brief, Counts, Dependency, Found, Link, Person, Profile, Service, Slo, Team
from bot.ports import Reply
from bot.sandbox.slack.blocks import complaints
from tests.make import NOW

ANA = Person("ana", "Ana Silva", slack="U0ANA", phone="+351 555")
BO = Person("bo", "Bo")
TEAM = Team("payments", "Payments", "#team-payments", ("ana", "bo"))
API = Service(
    "payments-api",
    "Payments API",
    tier=1,
    description="Takes money.",
    lifecycle="production",
    team="payments",
    repository="acme/payments-api",
    runbook="https://runbooks.example/payments-api",
    depends_on=(Dependency("ledger"), Dependency("fraud", hard=False)),
    slos=(
        Slo("availability", 99.9, current=99.5, measured_at=NOW - timedelta(hours=3)),
        Slo("p99", 800, "ms"),
    ),
    links=(Link("Dashboard", "https://grafana.example/d"),),
    source="/etc/tocsin/catalog.yaml",
    line=9,
    as_of=NOW - timedelta(minutes=7),
)
NEEDS = (Brief("ledger", "Ledger", 1), Brief("fraud", "Fraud check", hard=False))
WHOLE = Profile(API, TEAM, (ANA, BO), NEEDS, (Brief("checkout", "Checkout"),), 1)
EVIL = "<!channel> & <@U1> <https://e.example|x>"
LONG = Service(
    "x" * 100,
    "&" * 150,
    description="<" * 2000,
    team="t" * 100,
    lifecycle="&" * 80,
    type="&" * 80,
    language="&" * 80,
    repository="r/" + "r" * 200,
    runbook="https://e.example/" + "r" * 1900,
    slos=tuple(Slo("&" * 150, 99.9, "&" * 80, "9999d") for _ in range(9)),
    links=tuple(Link("&" * 150, "https://e.example/" + "l" * 1900) for _ in range(20)),
    depends_on=tuple(Dependency(f"s{n}") for n in range(90)),
    source="&" * 300,
    as_of=NOW,
)
BRIEFS = tuple(Brief("b" * 97 + f"{n:03}", "&" * 150, 1) for n in range(90))
CROWD = tuple(Person(f"p{n}", "&" * 150, slack=f"U{n}", phone="&" * 80) for n in range(40))
FULL = Profile(LONG, Team("t" * 100, "&" * 150, "#" + "c" * 80), CROWD, BRIEFS, BRIEFS[:20], 400)
OPTIONS = tuple(replace(LONG, id=f"{n:03}" + "y" * 97) for n in range(10))


def shown(reply: Reply) -> list[str]:
    """What a reader reads, block by block; a button in brackets with its value."""
    return [text for block in reply.blocks for text in _texts(block)]


def _texts(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "actions":
            return [f"[{each['text']['text']}|{each.get('value', '')}]" for each in block["elements"]]
        case "context":
            return [each["text"] for each in block["elements"]]
    texts = [block["text"]["text"]] if "text" in block else [each["text"] for each in block["fields"]]
    return texts + ([f"[{block['accessory']['text']['text']}]"] if "accessory" in block else [])


def test_the_card_says_who_owns_it_first_and_where_that_was_read() -> None:
    reply = blocks.card(WHOLE, NOW, ("*Primary:* <@U0ANA> Ana Silva",))

    assert reply.text == (
        "*Payments API* `payments-api`: *Payments* · #team-payments · leads: <@U0ANA>, Bo\n"
        "*Primary:* <@U0ANA> Ana Silva"
    )
    assert shown(reply) == [
        "Payments API",
        "*Owner:* *Payments* · #team-payments · leads: <@U0ANA>, Bo\n*Primary:* <@U0ANA> Ana Silva",
        "From catalog.yaml:9, read 7 min ago",
        "`payments-api` · tier 1 · production · acme/payments-api",
        "*Runbook*\n<https://runbooks.example/payments-api|Open the runbook>",
        "*SLO*\navailability: 99.5 of 99.9 % over 30d ⚠️ below, 3 h ago\n"
        "p99: 800 ms over 30d, not measured yet",
        "*Depends on*\nLedger, Fraud check",
        "*Needed by*\nCheckout",
        "Takes money.",
        "[Runbook|]",
        "[Dashboard|]",
        "[Dependencies|deps 0 payments-api]",
        "[Changes|changes payments-api]",
    ]


def test_the_card_of_a_bare_service_says_what_to_add() -> None:
    reply = blocks.card(Profile(Service("x", "X")), NOW)

    assert shown(reply) == [
        "X",
        "*Owner:* none yet: add `team:`",
        "From the catalog",
        "`x` · no tier",
        "*Runbook*\nnone yet: add `runbook:`",
        "*SLO*\nnone yet: add `slos:`",
        "*Depends on*\nnothing named",
        "*Needed by*\nnothing named",
        "[Dependencies|deps 0 x]",
        "[Changes|changes x]",
    ]


def test_the_card_of_what_is_gone_says_since_when() -> None:
    reply = blocks.card(Profile(replace(API, gone_at=NOW)), NOW)

    assert shown(reply)[1] == f"⚠️ No longer in catalog.yaml since {when(NOW)}; this is what it said"


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (WHOLE, "*Payments API* is owned by *Payments* · #team-payments · leads: <@U0ANA>, Bo"),
        (Profile(API), "Nobody owns *Payments API*: payments (no such team)"),
        (Profile(Service("x", "X")), "Nobody owns *X*: none yet: add `team:`"),
        (
            replace(WHOLE, team=Team("t", "T", "C0123"), leads=()),
            "*Payments API* is owned by *T* · <#C0123>",
        ),
    ],
)
def test_the_owner_is_told_in_the_first_line(profile: Profile, said: str) -> None:
    reply = blocks.owner(profile, NOW)

    assert (reply.text, shown(reply)[0]) == (said, said)


def test_the_owner_s_leads_come_with_the_way_to_reach_them() -> None:
    assert shown(blocks.owner(WHOLE, NOW))[1] == "Ana Silva: <@U0ANA> · +351 555"


def test_dependencies_go_both_ways_and_name_what_the_catalog_lacks() -> None:
    service = replace(API, depends_on=(*API.depends_on, Dependency("nowhere")))

    reply = blocks.dependencies(replace(WHOLE, service=service, needed_by_total=30))

    assert shown(reply) == [
        "*Payments API* needs 3 and is needed by 30.",
        "*Needs*\n• Ledger `ledger` · tier 1\n• Fraud check `fraud` · soft: degrades only",
        "Not in the catalog: nowhere",
        "*Needed by*\n• Checkout `checkout`",
        "[Show the service|payments-api]",
        "[and 10 more|deps 20 payments-api]",
    ]


def test_several_are_buttons_best_first_with_a_way_to_the_rest() -> None:
    options = (API, Service("payouts", "Payouts"), Service("payments-old", "Payments API"))

    reply = blocks.choices(Found("pay", options=options, total=290))

    said = "290 services fit “pay”: Payments API, Payouts, Payments API and 287 more."
    assert (reply.text, shown(reply)) == (
        said,
        [
            said,
            "[Payments API (payments-api)|payments-api]",
            "[Payouts|payouts]",
            "[Payments API (payments-old)|payments-old]",
            "[and 287 more|more 3 pay]",
        ],
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Found("x", empty=True, near=True), f"The catalog is empty, so “x” is not known. {blocks.IMPORT}"),
        (Found(EVIL, near=True), "Nothing in the catalog is called “&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        (
            Found("chekout", options=(API,), total=1, near=True),
            "Nothing is called “chekout”. Did you mean Payments API?",
        ),
    ],
)
def test_what_is_not_found_is_told_with_what_to_do(found: Found, said: str) -> None:
    assert blocks.choices(found).text.startswith(said)


def test_a_search_lists_a_page_with_a_button_each() -> None:
    reply = blocks.listed(Found("pay", options=(API,), total=12, offset=10))

    assert shown(reply) == [
        "12 services fit “pay” (11 to 11)",
        "*Payments API* `payments-api` · tier 1 · payments\nTakes money.",
        "[Show]",
        "[and 1 more|more 11 pay]",
    ]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(0, 0, 0), f"The catalog is empty: no services, teams or people are known. {blocks.IMPORT}"),
        (
            Counts(12, 4, 14),
            "The catalog holds 12 services, 4 teams and 14 people.\n`/svc &lt;name&gt;` shows one",
        ),
    ],
)
def test_the_bare_word_says_how_much_there_is(counts: Counts, said: str) -> None:
    assert blocks.overview(counts).text.startswith(said)


REPLIES: list[Callable[[], Reply]] = [
    lambda: blocks.card(WHOLE, NOW),
    lambda: blocks.card(FULL, NOW, tuple("*Level:* " + "&amp;" * 70 for _ in range(20))),
    lambda: blocks.owner(FULL, NOW),
    lambda: blocks.dependencies(FULL),
    lambda: blocks.dependencies(FULL, 40),
    lambda: blocks.choices(Found("&" * 3000, options=OPTIONS[:5], total=3000)),
    lambda: blocks.choices(Found("&" * 3000, options=OPTIONS[:5], total=5, near=True)),
    lambda: blocks.listed(Found("&" * 3000, options=OPTIONS, total=3000)),
]


@pytest.mark.parametrize("made", REPLIES)
def test_nothing_is_over_a_limit_of_slack(made: Callable[[], Reply]) -> None:
    reply = made()

    assert complaints(list(reply.blocks), "message") == []
    assert len(reply.text) <= 4000
    assert not any(text.endswith(("&amp", "&am", "&a", "&l", "&lt")) for text in shown(reply))


@pytest.mark.parametrize(
    "made",
    [
        lambda profile: blocks.card(profile, NOW),
        lambda profile: blocks.owner(profile, NOW),
        lambda profile: blocks.dependencies(profile),
        lambda profile: blocks.choices(Found(EVIL, options=(profile.service,), total=2)),
        lambda profile: blocks.listed(Found(EVIL, options=(profile.service,), total=2)),
    ],
)
def test_foreign_text_pages_nobody(made: Callable[[Profile], Reply]) -> None:
    service = replace(
        API, title=EVIL, description=EVIL, source=EVIL, lifecycle=EVIL, slos=(Slo(EVIL, 1, EVIL),)
    )
    person = Person("evil", EVIL, phone=EVIL)
    profile = Profile(service, Team("t", EVIL, EVIL), (person,), (Brief("b", EVIL),), (Brief("b", EVIL),), 2)

    reply = made(profile)

    mrkdwn = [
        text for block in reply.blocks if block["type"] not in ("header", "actions") for text in _texts(block)
    ]
    assert not any(
        evil in text for text in (reply.text, *mrkdwn) for evil in ("<!channel", "<@U1", "<https://e.")
    )
