"""When a merge went live: which deployment brought it to production."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.change import Change, ChangeKind, folded

MERGED = (ChangeKind.PULL_REQUEST, ChangeKind.COMMIT)
"""What is live only once it is deployed."""
BAD = ("failure", "error", "abandoned")
"""How a deployment that brought nothing ended. GitHub calls one *inactive* that was live until the next came,
and *destroyed* one that was live for a while."""


class Lives:
    """Which deployment brought which merge to production."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._merged: dict[str, dict[str, datetime]] = {}
        self._deployed: dict[str, list[Change]] = {}
        self._brought: dict[str, Change] = {}
        for each in changes:
            key = folded(each.repository)
            if each.kind in MERGED and each.sha:
                self._merged.setdefault(key, {})[each.sha] = each.at
            elif each.kind is ChangeKind.DEPLOYMENT and in_production(each):
                self._deployed.setdefault(key, []).append(each)
        for each in changes:
            if each.kind in MERGED and (live := self._first(each)):
                self._brought[each.id] = live
        self._carriers = {each.id for each in self._brought.values()}
        self._shas = {(key, sha) for key, merged in self._merged.items() for sha in merged}

    def of(self, change: Change) -> Change | None:
        """The deployment that brought it; a deployment, a release and a flag are live by themselves."""
        return self._brought.get(change.id)

    def deploys(self, change: Change) -> bool:
        """Whether its repository tells of deployments to production at all."""
        return folded(change.repository) in self._deployed

    def told_with_merges(self, change: Change) -> bool:
        """A deployment of merges that are listed says nothing that they do not say."""
        if change.kind is not ChangeKind.DEPLOYMENT:
            return False
        known = (folded(change.repository), change.sha) in self._shas
        return change.id in self._carriers or (known and not in_production(change))

    def _first(self, merge: Change) -> Change | None:
        """The first good deployment after the merge of what holds it: its own commit or a later one."""
        key = folded(merge.repository)
        merged = self._merged.get(key, {})
        held = (
            each
            for each in self._deployed.get(key, ())
            if each.at >= merge.at
            and each.state not in BAD
            and (each.sha == merge.sha or merged.get(each.sha, each.at) >= merge.at)
        )
        return min(held, key=lambda each: each.at, default=None)


def in_production(change: Change) -> bool:
    """Whether it names an environment that serves customers; without one it may be."""
    return not change.environment or change.environment.lower().startswith(("prod", "live"))
