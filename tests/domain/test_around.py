"""Who knows a service, which freezes hold for it, and where others say otherwise of its owners."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.catalog import ByHand, Known, Person, Service, Team
from bot.domain.catalog.estate import Freeze
from bot.domain.disagreement import Others, disagreements
from bot.domain.experts import Evidence, Kind, known
from bot.domain.freeze import holding, now_on

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANA = Person("ana", "Ana", "ana@acme.example", github="Ana-Silva")
BO, CY = Person("bo", "Bo"), Person("cy", "Cy")
PAYMENTS = Team("payments", "Payments", leads=("ana",), members=("bo",))


@pytest.mark.parametrize(
    ("evidence", "who"),
    [
        ([], ()),
        ([Evidence(BO, Kind.LED, 1)], (Known(BO, ("led 1 past incident",)),)),
        (
            [Evidence(BO, Kind.LED, 1), Evidence(ANA, Kind.DECLARED, why="wrote it")],
            (Known(ANA, ("wrote it",)), Known(BO, ("led 1 past incident",))),
        ),
        (
            [Evidence(BO, Kind.LED, 3), Evidence(ANA, Kind.DECLARED)],
            (Known(BO, ("led 3 past incidents",)), Known(ANA, ("declared",))),
        ),
        (
            [Evidence(BO, Kind.WROTE, 40), Evidence(ANA, Kind.LED, 2), Evidence(CY, Kind.REVIEWED, 1)],
            (
                Known(ANA, ("led 2 past incidents",)),
                Known(BO, ("wrote 40 recent changes",)),
                Known(CY, ("reviewed 1 recent change",)),
            ),
        ),
        (
            [Evidence(BO, Kind.WROTE, 2), Evidence(BO, Kind.DECLARED), Evidence(BO, Kind.LED, 1)],
            (Known(BO, ("declared", "led 1 past incident", "wrote 2 recent changes")),),
        ),
        (
            [Evidence(ANA, Kind.LED, 1, NOW - DAY), Evidence(BO, Kind.LED, 1, NOW)],
            (Known(BO, ("led 1 past incident",)), Known(ANA, ("led 1 past incident",))),
        ),
        (
            [Evidence(BO, Kind.LED, 1), Evidence(ANA, Kind.LED, 1)],
            (Known(ANA, ("led 1 past incident",)), Known(BO, ("led 1 past incident",))),
        ),
    ],
)
def test_evidence_is_added_up_per_person_with_its_reasons(
    evidence: list[Evidence], who: tuple[Known, ...]
) -> None:
    assert known(evidence) == who


def test_only_the_best_are_told() -> None:
    crowd = [Evidence(Person(f"p{n}", f"P{n}"), Kind.LED, n) for n in range(1, 9)]

    assert [each.person.id for each in known(crowd)] == ["p5", "p6", "p7"]


def freeze(id: str, days: int = 1, **about: Any) -> Freeze:
    return Freeze(id, NOW, NOW + days * DAY, **about)


EVERYWHERE, OURS, THEIRS, TEAM = (
    freeze("everywhere", 3),
    freeze("ours", 2, services=("pay",)),
    freeze("theirs", services=("search",)),
    freeze("team", teams=("payments",)),
)


def test_a_freeze_is_about_a_service_its_team_or_all() -> None:
    every = (EVERYWHERE, OURS, THEIRS, TEAM)

    assert holding(every, "pay", ("payments",)) == (TEAM, OURS, EVERYWHERE)
    assert holding(every, "pay", (), everywhere=False) == (OURS,)


@pytest.mark.parametrize(("after", "holds"), [(-1, False), (0, True), (86399, True), (86400, False)])
def test_a_freeze_holds_from_its_begin_until_its_end(after: int, holds: bool) -> None:
    assert bool(now_on([TEAM], NOW + timedelta(seconds=after))) is holds


SERVICE = Service("pay", "Pay", source="c.yaml", line=4)


def claimed(declared: str) -> Service:
    said = ByHand("team", "payments", "U0ANA", NOW, "claimed", declared)
    return Service("pay", "Pay", source="c.yaml", line=4, by_hand=(said,))


@pytest.mark.parametrize(
    ("service", "others", "said"),
    [
        (SERVICE, Others(), ()),
        (claimed(""), Others(), ()),
        (claimed("platform"), Others(), ("team is claimed for payments by hand, c.yaml:4 says platform",)),
        (SERVICE, Others(code_owners=[("acme/pay", ("@acme/payments",))]), ()),
        (SERVICE, Others(code_owners=[("acme/pay", ("@acme/Payments", "@acme/platform"))]), ()),
        (SERVICE, Others(code_owners=[("acme/pay", ("@ana-silva",))]), ()),
        (SERVICE, Others(code_owners=[("acme/pay", ("ana@acme.example",))]), ()),
        (SERVICE, Others(code_owners=[("acme/pay", ())]), ()),
        (
            SERVICE,
            Others(code_owners=[("acme/pay", ("@acme/platform", "@x", "@y", "@z"))]),
            ("CODEOWNERS of acme/pay names @acme/platform, @x, @y and 1 more, the catalog names Payments",),
        ),
        (SERVICE, Others(paged=(BO, CY)), ()),
        (SERVICE, Others(paged=(CY,)), ("PagerDuty calls Cy, nobody of Payments",)),
        (SERVICE, Others(paged=(Person("", "A stranger"),)), ()),
    ],
)
def test_who_says_otherwise_is_named(service: Service, others: Others, said: tuple[str, ...]) -> None:
    assert disagreements(service, (PAYMENTS,), (ANA, BO), others) == said


def test_of_an_orphan_nobody_says_otherwise() -> None:
    others = Others([("acme/pay", ("@acme/x",))], (CY,))

    assert disagreements(SERVICE, (), (), others) == ()
