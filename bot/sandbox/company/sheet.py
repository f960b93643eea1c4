"""A catalog file as plain values: read as YAML 1.2, written as one entry a line."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Sheet = Mapping[str, Any]


def read(file: Path) -> Sheet:
    """What the file says."""
    return deepcopy(_said(file.read_text("utf-8")))


@lru_cache(maxsize=4)
def _said(text: str) -> Sheet:
    """A company is begun again and again from the same file, and YAML takes its time."""
    said: Sheet = YAML(typ="safe", pure=True).load(text)
    return said


def write(sheet: Sheet, file: Path) -> Path:
    """Write the file, each entry in JSON, which YAML 1.2 reads as it stands; returns the path."""
    file.write_text("\n".join(_lines(sheet)) + "\n", "utf-8")
    return file


def _lines(sheet: Sheet) -> Iterator[str]:
    for section, entries in sheet.items():
        yield f"{section}:"
        if isinstance(entries, Mapping):
            yield from (f"  {key}: {_flow(value)}" for key, value in entries.items())
        else:
            yield from (f"  - {_flow(value)}" for value in entries)


def _flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
