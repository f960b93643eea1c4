"""Who needs whom: reached over hard and soft dependencies, and the way to each."""

import random
from itertools import pairwise

import pytest

from bot.domain.graph import Graph, dependants, dependencies, graph

IDS = ("shop", "pay", "ledger", "mail", "db")
EDGES = (
    ("shop", "pay", True),
    ("shop", "mail", False),
    ("pay", "ledger", True),
    ("ledger", "db", True),
    ("mail", "db", True),
    ("pay", "nowhere", True),
)


@pytest.fixture
def acme() -> Graph:
    """shop → pay → ledger → db; shop ⇢ mail → db; pay needs what the catalog lacks."""
    return graph(IDS, EDGES)


@pytest.mark.parametrize(
    ("id", "hops", "hard", "soft"),
    [
        ("db", 0, ("shop", "pay", "ledger", "mail"), ()),
        ("db", 1, ("ledger", "mail"), ()),
        ("db", 2, ("pay", "ledger", "mail"), ("shop",)),
        ("mail", 0, (), ("shop",)),
        ("shop", 0, (), ()),
        ("nowhere", 0, ("shop", "pay"), ()),
        ("unheard of", 0, (), ()),
    ],
)
def test_what_needs_it_goes_down_or_is_degraded(
    acme: Graph, id: str, hops: int, hard: tuple[str, ...], soft: tuple[str, ...]
) -> None:
    found = dependants(acme, id, hops)

    assert (found.ids_hard(), found.ids_soft()) == (hard, soft)


def test_what_it_needs_is_the_other_direction(acme: Graph) -> None:
    found = dependencies(acme, "shop", 2)

    assert (found.ids_hard(), found.ids_soft()) == (("pay", "ledger", "nowhere"), ("mail", "db"))


@pytest.mark.parametrize(
    ("start", "id", "way"),
    [
        ("db", "ledger", ("db", "ledger")),
        ("db", "shop", ("db", "ledger", "pay", "shop")),
        ("mail", "shop", ("mail", "shop")),
        ("db", "db", ("db",)),
    ],
)
def test_the_way_leads_from_the_start(acme: Graph, start: str, id: str, way: tuple[str, ...]) -> None:
    assert dependants(acme, start).way(id) == way


def test_a_hard_way_is_told_even_where_a_soft_one_is_shorter() -> None:
    found = dependants(graph("abc", [("c", "a", False), ("b", "a", True), ("c", "b", True)]), "a")

    assert (found.ids_hard(), found.ids_soft(), found.way("c")) == (("b", "c"), (), ("a", "b", "c"))


def test_a_ring_ends_where_it_began() -> None:
    found = dependants(graph("abc", [("a", "b", True), ("b", "c", True), ("c", "a", False)]), "a")

    assert (found.ids_hard(), found.ids_soft()) == ((), ("b", "c"))
    assert found.way("b") == ("a", "c", "b")


def test_edges_of_services_that_do_not_stand_are_left_out() -> None:
    assert dependants(graph(("a",), [("gone", "a", True)]), "a").ids() == ()


def test_every_way_in_a_random_catalog_is_a_way() -> None:
    dice = random.Random(7)
    ids = [f"s{n}" for n in range(60)]
    edges = {(dice.choice(ids), dice.choice(ids)): dice.random() < 0.7 for _ in range(150)}
    made = graph(ids, [(a, b, hard) for (a, b), hard in edges.items() if a != b])

    for start in ids:
        found = dependants(made, start)
        for hard, reached in ((True, found.ids_hard()), (False, found.ids_soft())):
            for id in reached:
                way = found.way(id)
                steps = [edges[later, earlier] for earlier, later in pairwise(way)]
                assert (way[0], way[-1], all(steps)) == (start, id, hard)
