"""Connections in GitHub's manner: a page of nodes, a cursor, and what is refused without a size."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.github.account import Repository
from bot.sandbox.github.answer import Denied, Kind

PAGING = frozenset({"first", "last", "after", "before", "orderBy"})

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A connection's answer."""

    nodes: list[Any]
    total: int
    end: int
    more: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A repository as one asks at one time: what has not happened yet is not there."""

    repository: Repository
    now: datetime


def scalar(name: str) -> Kind:
    """A field that is an attribute of its value."""
    return Kind("", lambda value, _: getattr(value, name))


def page(nodes: list[Any], of: str, arguments: Json) -> Page:
    """The page that the arguments ask for. Raises Denied without a size, or with one over a hundred."""
    first = arguments.get("first")
    if first is None:
        text = f"You must provide a `first` or `last` value to properly paginate the `{of}` connection."
        raise Denied("MISSING_PAGINATION_BOUNDARIES", text)
    if first > 100:
        text = f"Requesting {first} records on the connection exceeds the `first` limit of 100 records."
        raise Denied("EXCESSIVE_PAGINATION", text)
    after = arguments.get("after")
    start = int(b64decode(after).removeprefix(b"cursor:")) if after else 0
    end = min(start + first, len(nodes))
    return Page(nodes[start:end], len(nodes), end, end < len(nodes))


def connected(of: str) -> dict[str, Kind]:
    """The fields of a connection."""
    return {
        "nodes": Kind(of, lambda page, _: page.nodes),
        "totalCount": scalar("total"),
        "pageInfo": Kind("PageInfo", lambda page, _: page),
    }
