"""Who owns a service: the nearest that its relations name, with the way on which it came to be so."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain import ownership
from bot.domain.catalog import ByHand, Code, Owner, Service, Step
from bot.domain.catalog.landscape import Domain, Repository, System
from bot.domain.ownership import Land

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TEAMS = {team: team.upper() for team in ("a", "b", "c", "d")}


def land(**parts: Any) -> Land:
    """Repository o/r of system s of domain d, inside domain top; nothing names a team."""
    plain: dict[str, Any] = {
        "repositories": {"o/r": Repository("o/r", system="s")},
        "systems": {"s": System("s", "S", domain="d", source="s.yaml", line=3)},
        "domains": {"d": Domain("d", "D", parent="top"), "top": Domain("top", "Top")},
        "teams": TEAMS,
    }
    return Land(**(plain | parts))


def named(thing: Any, team: str) -> dict[str, Any]:
    return {thing.id: replace(thing, team=team)}


REPO, SYSTEM, DOMAIN = land().repositories["o/r"], land().systems["s"], land().domains["d"]
API = Service("api", "API", repository="O/R")


@pytest.mark.parametrize(
    ("service", "around", "owners"),
    [
        (API, land(), []),
        (replace(API, team="a"), land(repositories=named(REPO, "b")), ["a"]),
        (API, land(repositories=named(REPO, "b"), systems=named(SYSTEM, "c")), ["b"]),
        (API, land(systems=named(SYSTEM, "c"), domains=named(DOMAIN, "d")), ["c"]),
        (API, land(domains=named(DOMAIN, "d")), ["d"]),
        (API, land(domains={**land().domains, "top": Domain("top", "Top", team="a")}), ["a"]),
        (Service("x", "X", system="s"), land(systems=named(SYSTEM, "c")), ["c"]),
        (Service("x", "X", system="s", repository="o/r"), land(repositories=named(REPO, "b")), ["b"]),
        (
            replace(API, repositories=(Code("o/r"), Code("o/q", "web"))),
            land(repositories={**named(REPO, "b"), "o/q": Repository("o/q", team="a")}),
            ["a", "b"],
        ),
        (
            replace(API, repositories=(Code("o/r"), Code("o/q"))),
            land(repositories={**named(REPO, "b"), "o/q": Repository("o/q", team="b")}),
            ["b"],
        ),
        (replace(API, team="gone"), land(repositories=named(REPO, "b")), ["b"]),
        (API, land(systems=named(replace(SYSTEM, gone_at=NOW), "c")), []),
        (API, land(repositories=named(replace(REPO, gone_at=NOW), "c")), []),
        (Service("x", "X", part_of="api"), land(services={"api": replace(API, team="d")}), ["d"]),
        (
            Service("x", "X", part_of="api", repository="o/q"),
            land(services={"api": replace(API, team="d")}, repositories={"o/q": Repository("o/q", team="a")}),
            ["a", "d"],
        ),
        (
            Service("x", "X", part_of="y"),
            land(services={"y": Service("y", "Y", part_of="x"), "x": Service("x", "X", part_of="y")}),
            [],
        ),
        (
            API,
            land(domains={"d": Domain("d", "D", parent="e"), "e": Domain("e", "E", parent="d")}),
            [],
        ),
        (Service("x", "X", system="nowhere", repository="o/none"), land(), []),
    ],
)
def test_the_nearest_name_the_owners(service: Service, around: Land, owners: list[str]) -> None:
    found = ownership.owners(service, around)

    assert list(ownership.ids(found)) == owners


def test_an_inherited_owner_comes_with_its_way() -> None:
    found = ownership.owners(API, land(systems=named(SYSTEM, "c")))

    steps = (Step("repository", "o/r"), Step("system", "s", "S", "s.yaml", 3))
    assert found == (Owner("c", "C", steps, "s.yaml", 3),)
    assert ownership.way(found[0]) == "from system `s`, repository `o/r`, declared in s.yaml:3"


def test_of_two_ways_to_a_team_the_shorter_is_told() -> None:
    found = ownership.owners(replace(API, system="s"), land(systems=named(SYSTEM, "c")))

    assert [ownership.way(each) for each in found] == ["from system `s`, declared in s.yaml:3"]


def test_a_direct_owner_is_told_with_its_place() -> None:
    (found,) = ownership.owners(replace(API, team="a", source="c.yaml", line=12), land())

    assert ownership.way(found) == "declared in c.yaml:12"


def test_an_owner_by_hand_names_the_person_and_no_file() -> None:
    said = ByHand("team", "a", "U0ANA", NOW, "claimed")

    (found,) = ownership.owners(replace(API, team="a", by_hand=(said,), source="c.yaml", line=2), land())

    assert found == Owner("a", "A", by="U0ANA", at=NOW, how="claimed")
    assert ownership.way(found) == ""
