"""Who needs whom, as numbers: quick to walk in both directions, however many services there are.

A service is its place in `ids`, the highest tier first, so that whatever is found comes out in that order by
sorting numbers.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from heapq import nsmallest

Edges = tuple[tuple[int, ...], ...]
"""For each place, the places that it leads to."""
Sparse = Mapping[int, tuple[int, ...]]
"""The same for the few that lead anywhere."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The dependencies of a catalog: `needs_*` lead to what a service needs, `by_*` to what needs it."""

    ids: tuple[str, ...]
    places: Mapping[str, int]
    needs_hard: Edges
    needs_soft: Sparse
    by_hard: Edges
    by_soft: Sparse


@dataclass(frozen=True, slots=True)
class Reach:
    """What is reached from a place, by hops: by hard dependencies alone, or only with a soft one between.

    No place is in two of the sets. `hard[0]` is the place itself. `edges` lead away from it, `back` towards
    it: hard ones, soft ones.
    """

    graph: Graph
    hard: tuple[set[int], ...]
    soft: tuple[set[int], ...]
    edges: tuple[Edges, Sparse]
    back: tuple[Edges, Sparse]

    def __contains__(self, id: object) -> bool:
        """Whether a service is reached, or is the one that is asked about."""
        place = self.graph.places.get(str(id))
        return place is not None and any(place in level for level in (*self.hard, *self.soft))

    def ids(self) -> tuple[str, ...]:
        """Every service that is reached: the hard ones first, in both the highest tier first."""
        return (*self.ids_hard(), *self.ids_soft())

    def ids_hard(self) -> tuple[str, ...]:
        """Those that go down."""
        return self._named(self.hard[1:])

    def ids_soft(self) -> tuple[str, ...]:
        """Those that are only degraded."""
        return self._named(self.soft[1:])

    def direct(self) -> Mapping[str, bool]:
        """The services one hop away and whether that hop is hard, the highest tier first."""
        hard, soft = self._near()
        return {self.graph.ids[place]: place in hard for place in sorted(hard | soft)}

    def further(self) -> tuple[str, ...]:
        """The services that are reached, but not in one hop; the highest tier first."""
        return tuple(self.graph.ids[place] for place in sorted(self._far()))

    def count(self) -> tuple[int, int]:
        """How many services are one hop away, and how many are reached."""
        return sum(map(len, self._edges_here())), sum(map(len, (*self.hard[1:], *self.soft[1:])))

    def page(self, offset: int, limit: int) -> Mapping[str, bool | None]:
        """A page of what is reached, what is one hop away first, in both the highest tier first.

        With it whether that one hop is hard; None for what is further. Of many only the first are ordered.
        """
        hard, soft = self._near()
        end, ids = offset + limit, self.graph.ids
        near = hard | soft if soft else hard
        first = nsmallest(end, near)
        first += nsmallest(end - len(first), self._far()) if len(first) < end else []
        return {ids[place]: place in hard if place in near else None for place in first[offset:]}

    def _near(self) -> tuple[set[int], set[int]]:
        """The places one hop away: by a hard one, by a soft one; none is in both."""
        hard, soft = self._edges_here()
        return set(hard), set(soft)

    def _edges_here(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What the edges from the place itself lead to: hard ones, soft ones; each once."""
        start = next(iter(self.hard[0]))
        hard, soft = self.edges
        return (hard[start], soft.get(start, ())) if start >= 0 else ((), ())

    def _far(self) -> set[int]:
        """The places that are reached, but not in one hop."""
        return set[int]().union(*self.hard[1:], *self.soft[1:]).difference(*self._near())

    def is_hard(self, id: str) -> bool:
        """Whether a service that is reached is so by hard dependencies alone."""
        place = self.graph.places[id]
        return any(place in level for level in self.hard)

    def way(self, id: str) -> tuple[str, ...]:
        """The services from the one that is asked about to one that is reached, both included."""
        place = self.graph.places[id]
        soft, hop = next(
            (levels is self.soft, hop)
            for levels in (self.hard, self.soft)
            for hop, level in enumerate(levels)
            if place in level
        )
        way = [place]
        while hop:
            place, soft, hop = *self._before(place, soft, hop - 1), hop - 1
            way.append(place)
        return tuple(self.graph.ids[each] for each in reversed(way))

    def _before(self, place: int, soft: bool, hop: int) -> tuple[int, bool]:
        """The place before one on a shortest way, and whether a soft dependency comes before that as well."""
        hard_edges, soft_edges = self.back
        if not soft:
            return min(self.hard[hop].intersection(hard_edges[place])), False
        soft_here = soft_edges.get(place, ())
        if hop < len(self.hard) and (near := self.hard[hop].intersection(soft_here)):
            return min(near), False
        return min(self.soft[hop].intersection((*hard_edges[place], *soft_here))), True

    def _named(self, levels: Iterable[set[int]]) -> tuple[str, ...]:
        ids = self.graph.ids
        return tuple(ids[place] for place in sorted(set[int]().union(*levels)))


def graph(ids: Iterable[str], edges: Iterable[tuple[str, str, bool]]) -> Graph:
    """The graph of services (the highest tier first) and (service, what it needs, hard) edges.

    What is needed may be no service of the catalog; what needs must be one.
    """
    known = tuple(ids)
    places = {id: place for place, id in enumerate(known)}
    of_catalog = len(places)
    kept = [(places[service], needs, hard) for service, needs, hard in edges if service in places]
    for _, needs, _ in kept:
        places.setdefault(needs, len(places))
    found = {(service, places[needs]): hard for service, needs, hard in kept}
    names = (*known, *list(places)[of_catalog:])
    return Graph(names, places, *_directed(found, len(names)))


def _directed(found: Mapping[tuple[int, int], bool], size: int) -> tuple[Edges, Sparse, Edges, Sparse]:
    lists: list[dict[int, list[int]]] = [{}, {}, {}, {}]
    for (service, needed), hard in found.items():
        lists[0 if hard else 1].setdefault(service, []).append(needed)
        lists[2 if hard else 3].setdefault(needed, []).append(service)
    hard_needs, soft_needs, hard_by, soft_by = (
        {place: tuple(sorted(of[place])) for place in sorted(of)} for of in lists
    )
    return _every(hard_needs, size), soft_needs, _every(hard_by, size), soft_by


def _every(edges: Sparse, size: int) -> Edges:
    return tuple(edges.get(place, ()) for place in range(size))


def dependants(found: Graph, id: str, hops: int = 0) -> Reach:
    """What needs a service, over at most so many hops; 0 is everything."""
    return _reach(found, id, ((found.by_hard, found.by_soft), (found.needs_hard, found.needs_soft)), hops)


def dependencies(found: Graph, id: str, hops: int = 0) -> Reach:
    """What a service needs, over at most so many hops; 0 is everything."""
    return _reach(found, id, ((found.needs_hard, found.needs_soft), (found.by_hard, found.by_soft)), hops)


def _reach(
    found: Graph, id: str, edges: tuple[tuple[Edges, Sparse], tuple[Edges, Sparse]], hops: int
) -> Reach:
    (hard, soft), back = edges
    start = found.places.get(id)
    if start is None:
        return Reach(found, ({-1},), (set(),), edges[0], back)
    down, taken = _hard({start}, hard, hops)
    degraded: list[set[int]] = [set()]
    while (len(degraded) <= len(down) or degraded[-1]) and (not hops or len(degraded) <= hops):
        hop = len(degraded) - 1
        fresh = _few(soft, down[hop]) if hop < len(down) else set[int]()
        fresh |= _next(hard, degraded[hop]) | _few(soft, degraded[hop])
        if fresh:  # where no edge is soft, a large set is not walked for nothing
            fresh -= taken.union(down[-1]) if hops else taken
            taken |= fresh
        degraded.append(fresh)
    return Reach(found, tuple(down), tuple(degraded), (hard, soft), back)


def _hard(start: set[int], hard: Edges, hops: int) -> tuple[list[set[int]], set[int]]:
    """The places by hops along hard edges, the start first; and all of them, but those of the last hop."""
    levels: list[set[int]] = [start]
    seen = set(start)
    while levels[-1] and (not hops or len(levels) <= hops):
        fresh = _next(hard, levels[-1])
        fresh -= seen
        levels.append(fresh)
        if not hops or len(levels) <= hops:
            seen |= fresh
    return levels, seen


def _next(edges: Edges, places: Iterable[int]) -> set[int]:
    """Where edges lead to from any of the places; in their order, in which they lie in memory."""
    return set[int]().union(*map(edges.__getitem__, sorted(places)))


def _few(edges: Sparse, places: Set[int]) -> set[int]:
    """The same along edges that only few places have."""
    return set[int]().union(*map(edges.__getitem__, edges.keys() & places))
