"""Giving the catalog out: in our own format, or in one of others."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import yaml_written
from bot.domain.catalog_file import standing, writing
from bot.domain.formats import backstage, port
from store import catalog as store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.catalog import Catalog
    from bot.ports import Rows


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of an export, and what the catalog holds that has no place in it."""

    text: str
    missing: tuple[str, ...]


def export(rows: Rows, format: str) -> Exported:
    """Everything that stands in the catalog, in a format of `FORMATS`."""
    catalog = rows.read(store.everything)
    write, missing = FORMATS[format]
    if format != "tocsin":  # others have no rotas, so whom only a rota names is gone there
        catalog = replace(catalog, people=tuple(each for each in catalog.people if each.gone_at is None))
    return Exported(write(catalog), tuple(missing(catalog)))


def _ours(catalog: Catalog) -> str:
    tree = writing.tree(catalog)
    standing.prune(tree)
    return yaml_written.document(tree)


def _gone(catalog: Catalog) -> list[str]:
    return standing.prune(writing.tree(catalog))


def _backstage(catalog: Catalog) -> str:
    return "".join(yaml_written.documents(backstage.entities(catalog)))


def _port(catalog: Catalog) -> str:
    return json.dumps(port.export(catalog), ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, tuple[Callable[[Catalog], str], Callable[[Catalog], list[str]]]] = {
    "tocsin": (_ours, _gone),
    "backstage": (_backstage, backstage.missing),
    "port": (_port, port.missing),
}
