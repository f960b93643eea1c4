"""The foreign formats: how a document of each is known, and who reads it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bot.domain.formats import backstage, cortex, datadog, opslevel, port
from bot.domain.formats.entry import Harvest, Homes
from bot.domain.formats.node import Node


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `knows` tells a document of it by what it holds, `named` a file of it by its name."""

    title: str
    knows: Callable[[Node], bool]
    read: Callable[[Sequence[Node], Homes], Harvest]
    named: re.Pattern[str]


FORMATS: Mapping[str, Format] = {
    "backstage": Format(
        "Backstage", backstage.knows, backstage.read, re.compile(r"(catalog-info|template)[\w.-]*\.ya?ml")
    ),
    "datadog": Format(
        "Datadog", datadog.knows, datadog.read, re.compile(r"(service|entity)\.datadog\.(ya?ml|json)")
    ),
    "opslevel": Format("OpsLevel", opslevel.knows, opslevel.read, re.compile(r"opslevel\.ya?ml")),
    "cortex": Format("Cortex", cortex.knows, cortex.read, re.compile(r"cortex\.ya?ml")),
    "port": Format("Port", port.knows, port.read, re.compile(r"port\.ya?ml")),
}
"""Asked in this order: what a document holds counts first, then what its file is called."""
CODEOWNERS = "codeowners"
OURS = "tocsin"
TITLES: Mapping[str, str] = {
    OURS: "Tocsin",
    **{name: each.title for name, each in FORMATS.items()},
    CODEOWNERS: "CODEOWNERS",
}


def of_document(node: Node, sections: Iterable[str]) -> str:
    """The format of a document, ours included; "" where it is none of them."""
    if isinstance(node.value, Mapping) and set(sections) & set(node.value):
        foreign = [name for name in ("port",) if FORMATS[name].knows(node)]
        return foreign[0] if foreign else OURS
    found = (name for name, each in FORMATS.items() if each.knows(node))
    return next(found, "") or of_name(node.placed.file)


def of_name(file: str) -> str:
    """The format that the name of a file stands for, or ""."""
    name = PurePath(file).name
    if name == "CODEOWNERS":
        return CODEOWNERS
    return next((format for format, each in FORMATS.items() if each.named.fullmatch(name)), "")
