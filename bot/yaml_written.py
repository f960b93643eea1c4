"""Plain values as YAML 1.2 text, as people would write it: mappings in blocks, short lists in one line."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDE = 110
"""How long a line may be before a list or a mapping in it is written below."""
_PLAIN = re.compile(r"[A-Za-z_/.](?:[\w./@+()?=&%~;'-]|:(?=[\w/])| (?=[\w/.(])|(?<=\S)#)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_NUMBER = re.compile(r"[-+.]?(\d|inf|nan)", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def document(tree: Mapping[str, Any]) -> str:
    """The text of a document."""
    return "".join(f"{line}\n" for line in _block(tree, ""))


def documents(trees: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The texts of several documents, each with the line that parts it from the one before."""
    for number, tree in enumerate(trees):
        yield ("---\n" if number else "") + document(tree)


def _block(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _pair(f"{indent}{_scalar(key)}:", inside, indent)
    else:
        for item in value:
            yield from _item(item, indent)


def _pair(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping | list) and value and not _is_short(value, len(head)):
        yield head
        yield from _block(value, indent + "  ")
    else:
        yield f"{head} {_flow(value)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, Mapping | list) or not item or _is_short(item, len(indent) + 2):
        yield f"{indent}- {_flow(item)}"
        return
    first, *rest = _block(item, indent + "  ")
    yield f"{indent}- {first.lstrip(' ')}"
    yield from rest


def _is_short(value: Any, taken: int) -> bool:
    """Whether a list or a mapping stands well in one line: nothing in it holds more than scalars."""
    inside = value.values() if isinstance(value, Mapping) else value
    deep = any(isinstance(each, Mapping | list) and each for each in inside)
    if isinstance(value, Mapping) and deep:
        return False
    return taken + len(_flow(value)) + 1 <= WIDE


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A scalar; text stands in quotes where it would be read as something else without them."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not _NUMBER.match(value):
        return value
    if '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
