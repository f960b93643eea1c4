"""Suspects: the culprit of planted outages stands among the first three, and each reason names a fact."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.change import Change, ChangeKind
from bot.domain.suspects import Place, rank
from tests.data.outage_stories import CAUSES, STORIES
from tests.data.plant_outages import FILE, SEED, outage
from tests.data.train_suspects import newest, ours, outages
from tests.make import NOW, change

OUTAGES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_the_culprit_is_among_the_first_three() -> None:
    """What docs/github.md says: ours, the three newest; a culprit's deployment counts for both."""
    assert [sum(map(found, OUTAGES)) for found in (ours, newest)] == [36, 18]
    assert [sum(found(each, itself=True) for each in OUTAGES) for found in (ours, newest)] == [36, 11]


def test_of_outages_that_a_machine_draws_most_are_found() -> None:
    fresh = list(outages(2026, 60))

    assert sum(map(ours, fresh)) >= 0.7 * len(fresh) > sum(map(newest, fresh))


def test_the_data_is_what_its_rules_make_of_it() -> None:
    dice = random.Random(SEED)

    made = [outage(dice, story, f"{story.cause} {n % 10 + 1}") for n, story in enumerate(STORIES[:3])]

    assert json.loads(json.dumps(made)) == OUTAGES[:3]


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_is_planted_ten_times(cause: str) -> None:
    assert sum(1 for each in OUTAGES if each["cause"] == cause) == 10


# Facts -------------------------------------------------------------------------------------------------

HERE, NEEDED = Place("payments", "Payments"), Place("ledger", "Ledger", 1)
MERGED = change(id="pr", sha="aaa", lines=40, at=NOW - timedelta(minutes=50))
LIVE = change(
    id="dep",
    kind=ChangeKind.DEPLOYMENT,
    environment="production",
    state="success",
    sha="aaa",
    at=NOW - timedelta(minutes=12),
)
FLAG = replace(MERGED, id="flag", kind=ChangeKind.FLAG, repository="", title="fast-lane: on in production")
ONLY = "the only change of Payments in these two days"
FACTS: list[tuple[str, list[Change], Place, tuple[str, ...]]] = [
    ("merged and deployed", [MERGED, LIVE], HERE, ("deployed to production 12 min before it began", ONLY)),
    (
        "merged only, where deployments are told",
        [MERGED, replace(LIVE, sha="other", at=NOW - timedelta(hours=2))],
        HERE,
        ("merged, and no deployment to production holds it yet", "merged 50 min before it began"),
    ),
    (
        "no deployments are told",
        [MERGED],
        HERE,
        (
            "merged 50 min before it began",
            ONLY,
            "merged; GitHub tells of no deployments of this repository",
        ),
    ),
    (
        "a deployment that failed brings nothing",
        [MERGED, replace(LIVE, state="failure")],
        HERE,
        ("merged, and no deployment to production holds it yet", "merged 50 min before it began"),
    ),
    (
        "a migration in what it needs",
        [replace(MERGED, paths=("db/migrations/7.sql",)), LIVE],
        NEEDED,
        (
            "deployed to production 12 min before it began",
            "in Ledger, which it needs",
            "touches a migration (db/migrations/7.sql)",
            "the only change of Ledger in these two days",
        ),
    ),
    (
        "settings",
        [replace(MERGED, paths=("helm/values.yaml", "docs/a.md")), LIVE],
        HERE,
        ("deployed to production 12 min before it began", "touches configuration (helm/values.yaml)", ONLY),
    ),
    (
        "text only",
        [replace(MERGED, paths=("docs/config/a.md", "tests/test_a.py")), LIVE],
        HERE,
        ("deployed to production 12 min before it began", "touches only text, tests or pipelines"),
    ),
    (
        "settings that no name tells",
        [replace(MERGED, paths=("ops/stack.json", "tests/test_a.py")), LIVE],
        HERE,
        (
            "deployed to production 12 min before it began",
            "touches data files and no code (ops/stack.json)",
            ONLY,
        ),
    ),
    (
        "libraries",
        [replace(MERGED, paths=("go.mod", "go.sum")), LIVE],
        HERE,
        ("deployed to production 12 min before it began", ONLY, "only updates libraries"),
    ),
    (
        "large",
        [replace(MERGED, lines=900, files=31), LIVE],
        replace(NEEDED, hard=False),
        (
            "deployed to production 12 min before it began",
            "in Ledger, which it uses but can do without",
            "large: 900 lines in 31 files",
            "the only change of Ledger in these two days",
        ),
    ),
    (
        "a flag",
        [replace(FLAG, at=NOW - timedelta(hours=1, minutes=5))],
        replace(NEEDED, steps=2),
        (
            "flag changed 1 h 5 min before it began",
            "in Ledger, two dependencies away",
            "a flag works at once, without a deployment",
            "the only change of Ledger in these two days",
        ),
    ),
    (
        "a flag elsewhere",
        [replace(FLAG, environment="staging", at=NOW)],
        HERE,
        (
            "flag changed less than a minute before it began",
            "only in staging",
            "a flag works at once, without a deployment",
        ),
    ),
]


@pytest.mark.parametrize(
    ("changes", "place", "facts"), [each[1:] for each in FACTS], ids=[e[0] for e in FACTS]
)
def test_each_reason_names_a_fact(changes: list[Change], place: Place, facts: tuple[str, ...]) -> None:
    found = rank(changes, {each.id: place for each in changes}, NOW)

    assert next(each for each in found if each.change.id in ("pr", "flag")).facts == facts


def test_a_deployment_stands_with_the_merges_it_brought() -> None:
    earlier = replace(MERGED, id="pr0", sha="bbb", at=NOW - timedelta(hours=1))
    staging = replace(LIVE, id="staged", environment="staging")
    changes = [MERGED, earlier, LIVE, staging]

    [found] = rank(changes, {each.id: HERE for each in changes}, NOW)

    assert (found.change, found.went_live, found.others) == (MERGED, LIVE, (earlier,))


def test_a_deployment_of_something_unknown_stands_for_itself() -> None:
    [found] = rank([replace(LIVE, sha="fff")], {"dep": HERE}, NOW)

    assert found.facts == ("deployed to production 12 min before it began", ONLY)


def test_what_one_deployment_brought_is_told_by_the_likeliest_of_it() -> None:
    merges = [
        replace(MERGED, id=f"pr{n}", sha=f"a{n}", lines=n * 100, at=MERGED.at - n * timedelta(minutes=1))
        for n in range(1, 4)
    ]
    changes = [*merges, replace(LIVE, sha="a1"), replace(FLAG, at=NOW - timedelta(hours=3))]
    places = {each.id: HERE for each in changes}

    found, named = rank(changes, places, NOW), rank(changes, places, NOW, {"pr1"})

    assert [(each.change.id, [o.id for o in each.others]) for each in found] == [
        ("pr3", ["pr2", "pr1"]),
        ("flag", []),
    ]
    assert [(each.change.id, [o.id for o in each.others]) for each in named] == [
        ("pr1", ["pr3", "pr2"]),
        ("flag", []),
    ]


def test_of_many_changes_of_a_service_each_is_less_likely() -> None:
    other = Place("cart", "Cart")
    many = [replace(FLAG, id=f"flag{n}") for n in range(9)]
    places = {"flag": other, **{each.id: HERE for each in many}}

    found = rank([*many, FLAG], places, NOW)

    assert found[0].change.id == "flag"


def test_a_deployment_that_the_next_one_replaced_was_live() -> None:
    followed = replace(LIVE, state="inactive", at=NOW - timedelta(minutes=40))
    later = replace(LIVE, id="later", sha="zzz")

    found = rank([MERGED, followed, later], {"pr": HERE, "dep": HERE, "later": HERE}, NOW)

    assert {each.change.id: each.went_live for each in found} == {"pr": followed, "later": None}


def test_a_rollback_brings_no_later_merge() -> None:
    back = replace(LIVE, id="back", sha="old", at=NOW - timedelta(minutes=5))
    old = replace(MERGED, id="pr0", sha="old", at=NOW - timedelta(hours=9))
    changes = [MERGED, old, back]

    found = {
        each.change.id: each.went_live for each in rank(changes, {each.id: HERE for each in changes}, NOW)
    }

    assert (found["pr"], found["pr0"]) == (None, back)


def test_what_came_later_long_before_or_elsewhere_is_no_suspect() -> None:
    minute, day = timedelta(minutes=1), timedelta(days=1)
    changes = [replace(MERGED, id=str(n), at=at) for n, at in enumerate((NOW + minute, NOW - 3 * day, NOW))]

    assert rank(changes, {"0": HERE, "1": HERE}, NOW) == ()
