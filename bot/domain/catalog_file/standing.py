"""A catalog's plain values without references to what no longer stands: a file that can be brought in."""

from typing import Any

from bot.domain.catalog_file import references as refer
from bot.domain.placed import Path, Placed

LIMITED = ("freezes", "initiatives")
"""What holds for everything where it names nothing."""


def prune(tree: dict[str, Any]) -> list[str]:
    """Take out every reference to what the tree does not hold. Returns each in words."""
    found = refer.references(Placed("", tree))
    dangling = [each for each in found if each.id not in tree.get(each.section, ())]
    for path in sorted({_whole(each.path) for each in dangling}, key=_place, reverse=True):
        _take_out(tree, path)
    return [f"`{each.id}`, which is gone ({'.'.join(map(str, each.path))})" for each in dangling]


def _whole(path: Path) -> Path:
    """The path of the item that means nothing without the value, else that of the value."""
    return path[:-1] if isinstance(path[-2], int) and (len(path) > 3 or path[0] == "workloads") else path


def _place(path: Path) -> list[tuple[int, str]]:
    """Items in the order of their places, so that taking one out does not move those before it."""
    return [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _take_out(tree: dict[str, Any], path: Path) -> None:
    """Take out a value, the list that it leaves empty, and what would hold for everything then."""
    inside: Any = tree
    for step in path[:-1]:
        inside = inside[step]
    del inside[path[-1]]
    for_all = path[0] in LIMITED and len(path) == 3 and not inside.keys() & {"services", "teams"}
    if for_all or (not inside and len(path) != 2):
        _take_out(tree, path[:-1])
    elif not inside:
        del tree[str(path[0])]
