"""YAML 1.2 and JSON text as plain values, with the place of each; what it is not is a fault with a place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.domain.placed import Fault, Path, Place, Placed

DEEPEST = 40
_WORDS: Mapping[str, Any] = {"true": True, "false": False}


def read(file: str, text: str) -> Placed:
    """The text as plain values: mappings with text keys, lists, text, numbers, true and false.

    Dates and times stay text. A key without a value is left out. Faults are noted, none is raised.
    """
    reader = _Reader(file, most=len(text) + 1)
    try:
        documents = _nodes(text, 2)
    except YAMLError as error:
        return Placed(file, None, faults=(_broken(file, error),))
    if len(documents) > 1:
        reader.fault(documents[1], "a second document begins here", "put it into a file of its own")
    tree = reader.value(documents[0], ()) if documents else None
    return Placed(file, tree, reader.values, reader.keys, tuple(reader.faults))


def documents(file: str, text: str) -> list[Placed]:
    """Every document of a text. One that is broken has its fault, and does not cost the others."""
    try:
        nodes = _nodes(text)
    except YAMLError as error:
        parts = list(_parts(text))
        if len(parts) == 1:
            return [Placed(file, None, faults=(_broken(file, error),))]
        return [each for above, part in parts for each in _part(file, part, above)]
    return [_document(file, node, len(text)) for node in nodes if node is not None]


def _nodes(text: str, most: int | None = None) -> list[Node]:
    """The documents of a text, as nodes. Raises YAMLError, also for what is nested too deeply."""
    try:
        return list(islice(YAML(typ="safe", pure=True).compose_all(text), most))
    except RecursionError as error:
        raise YAMLError("it is nested too deeply") from error


def _document(file: str, node: Node, size: int, above: int = 0) -> Placed:
    reader = _Reader(file, most=size + 1, above=above)
    tree = reader.value(node, ())
    return Placed(file, tree, reader.values, reader.keys, tuple(reader.faults))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """(lines above, text) of each document by the lines that part them."""
    held: list[str] = []
    begun = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        if line.startswith("---") and any(each.strip() for each in held):
            yield begun, "".join(held)
            held, begun = [], number
        held.append(line)
    yield begun, "".join(held)


def _part(file: str, text: str, above: int) -> list[Placed]:
    try:
        nodes = _nodes(text)
    except YAMLError as error:
        fault = _broken(file, error)
        return [Placed(file, None, faults=(replace(fault, line=fault.line + above),))]
    return [_document(file, node, len(text), above) for node in nodes if node is not None]


class _Reader:
    """Walks the nodes of one document and notes where each value stands, `above` lines being before it.

    A text cannot hold more values than letters, unless aliases repeat them: `most` ends such a walk.
    """

    def __init__(self, file: str, most: int, above: int = 0) -> None:
        self.file = file
        self.most = most
        self.above = above
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.faults: list[Fault] = []

    def fault(self, node: Node, what: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, *self._place(node), what, remedy))

    def value(self, node: Node, path: Path) -> Any:
        self.values[path] = self._place(node)
        if len(path) > DEEPEST or len(self.values) > self.most:
            return self._give_up(node)
        match node:
            case MappingNode():
                return self._mapping(node, path)
            case SequenceNode():
                return [self.value(item, (*path, n)) for n, item in enumerate(node.value)]
            case ScalarNode():
                return self._scalar(node)
        return None

    def _place(self, node: Node) -> Place:
        return node.start_mark.line + 1 + self.above, node.start_mark.column + 1

    def _give_up(self, node: Node) -> None:
        if self.most >= 0:
            self.fault(
                node, "the file is nested too deeply or repeats itself", "write it out without aliases"
            )
        self.most = -1

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.fault(key_node, "a key is not text", "write a plain name before the colon")
                continue
            key = str(key_node.value)
            if (*path, key) in self.keys:
                first = self.keys[(*path, key)][0]
                self.fault(key_node, f"`{key}` stands twice (first on line {first})", "keep one of them")
                continue
            self.keys[(*path, key)] = self._place(key_node)
            value = self.value(value_node, (*path, key))
            if value is not None:
                found[key] = value
        return found

    def _scalar(self, node: ScalarNode) -> Any:
        kind = str(node.tag).rpartition(":")[2]
        text = str(node.value)
        if kind == "null":
            return None
        if kind == "bool":
            return _WORDS.get(text.lower(), text)
        return _number(kind, text) if kind in ("int", "float") else text


def _number(kind: str, text: str) -> int | float | str:
    """The number, or the text where Python reads none in it (`0o17` and `.inf` are nothing people count)."""
    try:
        return int(text) if kind == "int" else float(text)
    except ValueError:
        return text


def _broken(file: str, error: YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return Fault(
        file, line, column, f"this is not YAML: {problem}", "look at the line, and at the one above it"
    )
