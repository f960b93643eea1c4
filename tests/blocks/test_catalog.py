"""How services look: what the first lines say, what foreign text cannot do, and Slack's limits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import catalog as blocks
from bot.blocks.catalog.lists import IMPORT
from bot.blocks.kit import when
from bot.domain.catalog import (
    Around,
    Brief,
    ByHand,
    Counts,
    Dependency,
    Found,
    Known,
    Link,
    Neighbours,
    Owner,
    Person,
    Profile,
    Service,
    Slo,
    Step,
    Team,
)
from bot.domain.catalog.estate import Freeze, Initiative, Vendor, Workload
from bot.domain.impact import Harm, Hurt, Impact, Spared
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
LATER = NOW + timedelta(days=1)
AROUND = Around(
    freezes=tuple(Freeze("&" * 150, NOW, LATER, owner="&" * 80, note="&" * 2000) for _ in "abc"),
    initiatives=tuple(Initiative("&" * 150, NOW, NOW + timedelta(days=1)) for _ in "abc"),
    vendors=tuple(Vendor("v", "&" * 150, "&" * 2000, "&" * 2000, "https://e.example/") for _ in "abcd"),
    workloads=tuple(Workload("w", "s", "&" * 100, "&" * 80, "&" * 80, "&" * 80) for _ in range(9)),
)
FULL = replace(FULL, around=AROUND, teams=(FULL.team or TEAM,) * 9)
KNOWN = tuple(Known(person, ("&" * 2000,)) for person in CROWD)
TEAMS = tuple(Team(f"t{n}", "&" * 150) for n in range(5))
HURTS = tuple(
    Hurt("customer", f"c{n}", "&" * 150, Harm.DEGRADED, ("&" * 900,) * 9, "&" * 80, "&" * 80, "&" * 80)
    for n in range(40)
)
SPARED = tuple(Spared("customer", "c", "&" * 150, "&" * 900) for _ in range(40))
HURT = Impact("x" * 100, "&" * 150, HURTS, 4000, HURTS, HURTS, HURTS, SPARED, ("&" * 900,) * 2)
EVIL_IMPACT = replace(
    HURT,
    title=EVIL,
    customers=(Hurt("customer", "c", EVIL, Harm.DOWN, (EVIL,), EVIL, EVIL, EVIL, EVIL),),
)
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


def ways(id: str) -> list[str]:
    """The buttons that lead on from a card."""
    return [
        f"[Impact|impact 0 {id}]",
        f"[Dependencies|deps 0 {id}]",
        f"[Changes|changes {id}]",
        f"[Owner|owner 0 {id}]",
        f"[Readiness|ready {id}]",
        f"[Where from|sources 0 {id}]",
        f"[Edit|{id}]",
    ]


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
        *ways("payments-api"),
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
        *ways("x"),
    ]


def test_the_card_of_what_is_gone_says_since_when() -> None:
    reply = blocks.card(Profile(replace(API, gone_at=NOW)), NOW)

    assert shown(reply)[1] == f"⚠️ No longer in catalog.yaml since {when(NOW)}; this is what it said"


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (WHOLE, "*Payments API* is owned by *Payments* · #team-payments · leads: <@U0ANA>, Bo"),
        (Profile(API), "Nobody owns *Payments API*: payments (no such team)"),
        (
            Profile(API, team=replace(TEAM, gone_at=NOW), teams=(replace(TEAM, gone_at=NOW),)),
            "Nobody owns *Payments API*: *Payments* · #team-payments (no longer in the catalog)",
        ),
        (
            Profile(Service("x", "X")),
            "Nobody owns *X* yet. Somebody of a team can claim it here, or add `team:` to its file.",
        ),
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


def test_dependencies_go_both_ways_over_two_hops_and_name_what_the_catalog_lacks() -> None:
    nowhere, far = Brief("nowhere", "nowhere", known=False), Brief("db", "Database", 2, via="Ledger")
    found = Neighbours(API, (*NEEDS, nowhere, far), 3, 4, (Brief("checkout", "Checkout"),), 12, 30)

    reply = blocks.dependencies(found)

    assert shown(reply) == [
        "*Payments API* needs 3 and is needed by 12; over two hops 4 and 30.",
        "*Needs*\n• Ledger `ledger` · tier 1\n• Fraud check `fraud` · soft: degrades only\n"
        "• `nowhere` · not in the catalog\n  ◦ Database `db` · tier 2 · through Ledger",
        "*Needed by*\n• Checkout `checkout`",
        "[Show the service|payments-api]",
        "[Impact|impact 0 payments-api]",
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
        (Found("x", empty=True, near=True), f"The catalog is empty, so “x” is not known. {IMPORT}"),
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
        (Counts(0, 0, 0), f"The catalog is empty: no services, teams or people are known. {IMPORT}"),
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
    lambda: blocks.card(FULL, NOW, known=KNOWN),
    lambda: blocks.card(FULL, NOW, tuple("*Level:* " + "&amp;" * 70 for _ in range(20))),
    lambda: blocks.owner(FULL, NOW),
    lambda: blocks.owner(replace(FULL, teams=(), owners=()), NOW, ("&" * 3000,) * 9, TEAMS),
    lambda: blocks.orphans(400, OPTIONS, 0, TEAMS),
    lambda: blocks.dependencies(Neighbours(LONG, BRIEFS[:20], 90, 400, BRIEFS[:20], 90, 400, 20)),
    lambda: blocks.impact(HURT, NOW, NOW),
    lambda: blocks.impact(HURT, NOW, NOW, 12),
    lambda: blocks.impact(Impact("x", "&" * 150, spared=HURT.spared, assumed=HURT.assumed), NOW),
    lambda: blocks.edited(LONG, [("runbook", "&" * 2000, "&" * 2000)] * 4),
    lambda: blocks.claimed(LONG, FULL.team or TEAM, "U0ANA"),
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
        lambda profile: blocks.owner(replace(profile, team=None), NOW, (EVIL,), (profile.team,)),
        lambda profile: blocks.orphans(1, (profile.service,), 0, (profile.team,)),
        lambda profile: blocks.dependencies(Neighbours(profile.service, profile.needs, 1, 1)),
        lambda profile: blocks.impact(replace(EVIL_IMPACT, service=profile.service.id), NOW),
        lambda profile: blocks.edited(profile.service, [("runbook", EVIL, EVIL)]),
        lambda profile: blocks.claimed(profile.service, profile.team, "U0ANA"),
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


SYSTEM = (Step("system", "checkout", "Checkout", "c.yaml", 3),)
INHERITED = replace(WHOLE, teams=(TEAM,), owners=(Owner("payments", "Payments", SYSTEM, "c.yaml", 3),))
CLAIMED = replace(
    WHOLE, teams=(TEAM,), owners=(Owner("payments", "Payments", by="U0ANA", at=NOW, how="claimed"),)
)


@pytest.mark.parametrize(
    ("profile", "how"),
    [
        (INHERITED, "from system `checkout`, declared in c.yaml:3"),
        (CLAIMED, f"claimed by <@U0ANA> on {when(NOW)}"),
    ],
)
def test_an_owner_that_the_file_does_not_name_is_explained(profile: Profile, how: str) -> None:
    owned = f"*Payments* · #team-payments ({how}) · leads: <@U0ANA>, Bo"

    assert blocks.card(profile, NOW).text == f"*Payments API* `payments-api`: {owned}"
    assert blocks.owner(profile, NOW).text == f"*Payments API* is owned by {owned}"


def test_who_says_otherwise_is_told() -> None:
    said = ByHand("tier", "1", "U0ANA", NOW, declared="3")
    profile = replace(WHOLE, service=replace(API, by_hand=(said,)))

    lines = shown(blocks.owner(profile, NOW, ("CODEOWNERS names @acme/x",)))

    assert "⚠️ CODEOWNERS names @acme/x" in lines
    assert "From catalog.yaml:9, read 7 min ago · by hand: tier by <@U0ANA>" in lines


def test_an_orphan_is_claimed_for_the_teams_of_who_looks() -> None:
    reply = blocks.owner(Profile(Service("x", "X")), NOW, (), (TEAM,))

    assert "[Claim for Payments|payments x]" in shown(reply)
    assert "[Claim for Payments|payments x]" not in shown(blocks.owner(CLAIMED, NOW, (), (TEAM,)))


@pytest.mark.parametrize(
    ("total", "services", "mine", "first"),
    [
        (0, (), (TEAM,), "Every service has an owner."),
        (1, (Service("x", "X", tier=1),), (TEAM,), "Nobody owns 1 service. Claim what is yours;"),
        (9, (Service("x", "X"),), (), "Nobody owns 9 services. Members of a team claim for it;"),
    ],
)
def test_orphans_are_listed_with_what_to_do(
    total: int, services: tuple[Service, ...], mine: tuple[Team, ...], first: str
) -> None:
    assert blocks.orphans(total, services, 0, mine).text.startswith(first)


def test_what_holds_now_stands_above_the_owner() -> None:
    freeze = Freeze("Black Friday", NOW, NOW + timedelta(days=3), owner="maya", note="No.")
    over = replace(freeze, id="Last week", end=NOW)
    vendor = Vendor("c", "Cloudy", "+1 555", "account 4711", "https://s.example/")
    around = Around((over, freeze), (Initiative("Move", NOW, NOW + timedelta(days=9)),), (vendor,))

    known = (Known(ANA, ("led 2 past incidents",)),)

    lines = shown(blocks.card(replace(WHOLE, around=around), NOW, (), known))

    assert lines[1].splitlines()[0] == (f"❄️ *Freeze until {when(freeze.end)}*: Black Friday · ask maya · No.")
    assert "Last week" not in "".join(lines)
    assert "*Knows it*\n<@U0ANA> (led 2 past incidents)" in lines
    assert "*Vendors*\n*Cloudy*: +1 555, tell them account 4711 · <https://s.example/|status>" in lines
    assert f"*Going on*\nMove until {when(NOW + timedelta(days=9), '{date_short_pretty}')}" in lines


def test_who_is_hurt_is_told_with_the_reasons_and_who_is_not() -> None:
    why = ("uses Buy", "calls pay")
    globex = Hurt("customer", "g", "Globex", Harm.DOWN, why, "enterprise", "eu", "99.9 %")
    buy = Hurt("feature", "buy", "Buy", Harm.DEGRADED, ("soft dependency only: checkout → mail",))
    spared = Spared("customer", "i", "Initech", "flag buy-v2 is off in ap-1")
    found = Impact("pay", "Payments", (), 0, (buy,), (), (globex,), (spared,), ("no X",))

    reply = blocks.impact(found, NOW, NOW - timedelta(minutes=7))

    assert reply.text == "When *Payments* fails: 1 customer · 1 feature (1 degraded)."
    assert shown(reply) == [
        "When Payments fails",
        "*1 customer · 1 feature (1 degraded)*",
        "*Customers*\n• 🔴 *Globex* · enterprise · eu · SLA 99.9 %\n      uses Buy\n      calls pay",
        "*Features*\n• 🟡 *Buy* · degraded: soft dependency only: checkout → mail",
        "*Not hurt*\n• Initech: flag buy-v2 is off in ap-1",
        "From the catalog, read 7 min ago",
        "no X",
        "[Show the service|pay]",
        "[Dependencies|deps 0 pay]",
    ]
    assert blocks.hurt_lines(found) == (
        "1 customer · 1 feature (1 degraded)\n• 🔴 *Globex* · enterprise · eu · SLA 99.9 %"
    )


def test_nobody_hurt_is_said_with_what_the_catalog_lacks() -> None:
    reply = blocks.impact(Impact("x", "X", assumed=("the catalog names no customers",)), NOW)

    assert reply.text == "Nobody is known to be hurt when *X* is: the catalog names no customers."
