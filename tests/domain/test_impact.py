"""Who is hurt, why, and who is not: the rules, one by one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.catalog.estate import Customer, Entitlement, Environment, Feature, Flag, Workload
from bot.domain.graph import graph
from bot.domain.impact import Harm, Hurt, Impact, Spared, csv_table, estate, impact, markdown_table, summary
from bot.domain.impact.estate import Parts
from bot.domain.impact.rules import Limits

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DOWN, DEGRADED = Harm.DOWN, Harm.DEGRADED
HARD, SOFT = "hard dependency: checkout → pay", "soft dependency only: checkout → mail"
EDGES = [
    ("checkout", "pay", True),
    ("pay", "ledger", True),
    ("checkout", "mail", False),
    ("apps", "checkout", True),
]
TITLES = {
    "checkout": ("Checkout", 1),
    "pay": ("Payments API", 1),
    "ledger": ("Ledger", 1),
    "mail": ("Mail", 3),
}
EU, US, STAGE = (
    Environment("eu-1", "Europe", "production", "eu"),
    Environment("us-1", "USA", "production", "us"),
    Environment("stage", "Staging", "staging"),
)
BUY = Feature("buy", "Buy", services=("checkout",), flags=("buy-v2",))
ON = Flag("buy-v2", "Buy v2", environments=(("production", True),))
GLOBEX = Customer(
    "globex", "Globex", "1", "eu", "99.9 %", "sam@globex", ("eu-1",), (Entitlement("buy", "Pro"),)
)


def runs(*pairs: str) -> tuple[Workload, ...]:
    """Workloads written as service@environment."""
    return tuple(Workload(pair, pair.split("@")[0], pair.split("@")[1]) for pair in pairs)


EVERYWHERE = runs(*(f"{service}@{place}" for service in ("checkout", "pay") for place in ("eu-1", "us-1")))


def found(service: str = "pay", *, only: str = "", **parts: Any) -> Impact:
    """The impact of a service of Acme, whose one customer is Globex."""
    plain: dict[str, Any] = {
        "titles": TITLES,
        "environments": (EU, US, STAGE),
        "workloads": EVERYWHERE,
        "features": (BUY,),
        "flags": (ON,),
        "customers": (GLOBEX,),
    }
    made = estate(graph(["checkout", "pay", "ledger", "mail", "apps"], EDGES), Parts(**(plain | parts)))
    return impact(made, service, NOW, Limits(only))


def said(answer: Impact) -> tuple[list[tuple[str, Harm, tuple[str, ...]]], list[tuple[str, str]]]:
    """(customer, harm, reasons) of the hurt, (id, reason) of the spared."""
    return [(c.id, c.harm, c.why) for c in answer.customers], [(s.id, s.why) for s in answer.spared]


def test_dependants_are_told_with_the_way() -> None:
    assert found().services == (
        Hurt("service", "checkout", "Checkout", DOWN, ("hard dependency: checkout → pay",), tier="1"),
        Hurt("service", "apps", "apps", DOWN, ("hard dependency: apps → checkout → pay",)),
    )
    assert found("mail").services == (
        Hurt(
            "service", "checkout", "Checkout", DEGRADED, ("soft dependency only: checkout → mail",), tier="1"
        ),
        Hurt("service", "apps", "apps", DEGRADED, ("soft dependency only: apps → checkout → mail",)),
    )


def test_a_customer_is_hurt_by_an_entitled_feature_in_its_environment() -> None:
    assert found().customers == (
        Hurt(
            "customer",
            "globex",
            "Globex",
            DOWN,
            ("uses feature Buy, entitled by plan Pro, in environment eu-1; hard dependency: checkout → pay",),
            "1",
            "eu",
            "99.9 %",
            "sam@globex",
        ),
    )


def test_features_and_environments_are_told() -> None:
    answer = found()

    assert answer.features == (Hurt("feature", "buy", "Buy", DOWN, ("hard dependency: checkout → pay",)),)
    assert answer.environments == (
        Hurt("environment", "eu-1", "Europe", DOWN, ("runs pay",), "production", "eu"),
        Hurt("environment", "us-1", "USA", DOWN, ("runs pay",), "production", "us"),
    )
    assert answer.assumed == ()


TENANT = replace(EU, customer="globex")
BUYS = "uses feature Buy, entitled by plan Pro"


@pytest.mark.parametrize(
    ("parts", "harm", "why"),
    [
        ({"flags": ()}, DOWN, f"{BUYS}, in environment eu-1; {HARD}"),
        ({"flags": (replace(ON, environments=()),)}, DOWN, f"{BUYS}, in environment eu-1; {HARD}"),
        (
            {"flags": (replace(ON, environments=(("eu-1", "50%"),)),)},
            DOWN,
            f"{BUYS}, in environment eu-1 (flag buy-v2: 50%); {HARD}",
        ),
        (
            {"flags": (replace(ON, environments=(("production", False), ("eu-1", True))),)},
            DOWN,
            f"{BUYS}, in environment eu-1; {HARD}",
        ),
        ({"workloads": ()}, DOWN, f"{BUYS}, in environment eu-1; {HARD}"),
        ({"workloads": runs("pay@eu-1")}, DOWN, f"{BUYS}, in environment eu-1; {HARD}"),
        ({"service": "checkout"}, DOWN, f"{BUYS}, in environment eu-1; needs checkout itself"),
        (
            {"service": "ledger"},
            DOWN,
            f"{BUYS}, in environment eu-1; hard dependency: checkout → pay → ledger",
        ),
        (
            {"service": "mail"},
            DEGRADED,
            f"{BUYS}, in environment eu-1; soft dependency only: checkout → mail",
        ),
        (
            {"customers": (replace(GLOBEX, environments=()),)},
            DOWN,
            f"{BUYS}, environment not known; {HARD}",
        ),
        (
            {
                "customers": (replace(GLOBEX, environments=()),),
                "environments": (replace(EU, customer="globex"),),
            },
            DOWN,
            f"{BUYS}, in environment eu-1; {HARD}",
        ),
        (
            {"customers": (replace(GLOBEX, features=(Entitlement("buy"),)),)},
            DOWN,
            f"uses feature Buy, entitled, in environment eu-1; {HARD}",
        ),
        (
            {"customers": (replace(GLOBEX, features=(), services=("pay",)),)},
            DOWN,
            "calls pay directly, in environment eu-1",
        ),
        (
            {"customers": (replace(GLOBEX, features=(), services=("apps",)),)},
            DOWN,
            "calls apps directly, in environment eu-1; hard dependency: apps → checkout → pay",
        ),
        (
            {"customers": (replace(GLOBEX, features=()),)},
            DOWN,
            "in environment eu-1, which runs pay (its entitlements are not known)",
        ),
        (
            {"features": (), "flags": ()},
            DOWN,
            "in environment eu-1, which runs pay (no feature needs pay)",
        ),
        ({"only": "eu-1"}, DOWN, f"{BUYS}, in environment eu-1; {HARD}"),
    ],
)
def test_why_a_customer_is_hurt(parts: dict[str, Any], harm: Harm, why: str) -> None:
    assert said(found(**parts)) == ([("globex", harm, (why,))], [])


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (
            {"flags": (replace(ON, environments=(("eu-1", False), ("us-1", True))),)},
            "flag buy-v2 is off in eu-1 (feature Buy)",
        ),
        (
            {"flags": (replace(ON, environments=(("eu-1", "off"), ("us-1", True))),)},
            "flag buy-v2 is off in eu-1 (feature Buy)",
        ),
        (
            {"flags": (Flag("other", "Other", "buy", environments=(("eu-1", "0%"),)),)},
            "flag other is off in eu-1 (feature Buy)",
        ),
        ({"workloads": runs("pay@us-1", "checkout@us-1")}, "its environment eu-1 does not run pay"),
        ({"workloads": runs("pay@eu-1", "checkout@us-1")}, "its environment eu-1 does not run pay"),
        ({"only": "us-1"}, "uses eu-1, and it fails in us-1 only"),
        (
            {"customers": (replace(GLOBEX, features=(Entitlement("sell"),)),)},
            "not entitled to Buy",
        ),
        (
            {"customers": (replace(GLOBEX, features=(Entitlement("buy", until=NOW),)),)},
            "its entitlement to Buy ended on 2026-11-20",
        ),
        (
            {"customers": (replace(GLOBEX, features=(), services=("pay",), environments=("stage",)),)},
            "its environment stage does not run pay",
        ),
        (
            {"customers": (replace(GLOBEX, features=(), services=("other",)),)},
            "nothing says what it uses",
        ),
        (
            {"customers": (replace(GLOBEX, features=(), environments=("stage",)),)},
            "its environment stage does not run pay",
        ),
    ],
)
def test_why_a_customer_is_not_hurt(parts: dict[str, Any], why: str) -> None:
    hurt, spared = said(found(**parts))

    assert (hurt, [one for one in spared if one[0] == "globex"]) == ([], [("globex", why)])


def test_the_worst_reason_of_a_customer_decides() -> None:
    both = replace(GLOBEX, environments=("eu-1", "us-1"), services=("mail",))

    answer = found("mail", customers=(both,))

    assert said(answer)[0] == [
        (
            "globex",
            DOWN,
            (
                "calls mail directly, in environment eu-1, us-1",
                f"{BUYS}, in environment eu-1; soft dependency only: checkout → mail",
                f"{BUYS}, in environment us-1; soft dependency only: checkout → mail",
            ),
        )
    ]


def test_a_feature_that_is_off_wherever_it_would_be_hurt_is_spared() -> None:
    answer = found(flags=(replace(ON, environments=(("production", False),)),), customers=())

    assert answer.features == ()
    assert answer.spared == (
        Spared("feature", "buy", "Buy", "flag buy-v2 is off in eu-1; flag buy-v2 is off in us-1"),
    )


def test_a_feature_that_runs_elsewhere_is_spared() -> None:
    answer = found(workloads=runs("pay@eu-1", "checkout@us-1"), customers=())

    assert said(answer)[1] == [("buy", "what it needs does not run where pay does")]


def test_what_the_catalog_does_not_say_is_told() -> None:
    assert found(workloads=(), features=()).assumed == (
        "no feature of the catalog needs pay: customers are told by environment",
        "no workload of pay is known: it may run in every environment",
    )
    assert found(customers=()).assumed == ("the catalog names no customers: add `customers:`",)


def test_customers_come_by_harm_then_by_tier_then_by_name() -> None:
    others = [
        replace(GLOBEX, id=id, title=title, tier=tier)
        for id, title, tier in (("a", "A", "2"), ("b", "B", "1"), ("c", "C", ""), ("d", "D", "1"))
    ]

    assert [each.id for each in found(customers=others).customers] == ["b", "d", "a", "c"]


def test_a_service_that_nothing_is_known_of_hurts_nobody() -> None:
    answer = found("unheard of", customers=(replace(GLOBEX, environments=()),))

    assert answer.all == ()
    assert summary(answer) == ""


def test_the_tables_hold_everybody_with_the_reasons() -> None:
    evil = replace(GLOBEX, title="=1+1|<b>", contact="@x", features=(Entitlement("buy", "P"),))
    answer = found(customers=(evil, replace(GLOBEX, id="no", title="No", features=(Entitlement("x"),))))
    why = f"uses feature Buy, entitled by plan P, in environment eu-1; {HARD}"

    rows = csv_table(answer).splitlines()

    assert rows[:2] == [
        "what,id,name,harm,tier,region,SLA,contact,why",
        f"""customer,globex,'=1+1|<b>,down,1,eu,99.9 %,'@x,"{why}\"""",
    ]
    assert rows[-1] == "customer,no,No,not hurt,,,,,not entitled to Buy"
    assert markdown_table(answer).splitlines()[2] == (
        f"| customer | globex | =1+1\\|&lt;b> | down | 1 | eu | 99.9 % | @x | {why} |"
    )
    assert summary(answer) == "1 customer · 1 feature · 2 services · 2 environments"
