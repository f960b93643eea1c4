"""A rota file from the disk: YAML 1.2 or JSON, read as the rules want it."""

import json
from pathlib import Path

from bot.domain.refusal import Refusal
from bot.domain.rota import Rota, parse

MOST_BYTES = 1 << 20


def read_file(path: str) -> Rota:
    """The rota of a file. Raises Refusal where it cannot be read, BadRota where it is not a rota."""
    return parse(tree(path))


def opened(path: str, most: int, what: str) -> bytes:
    """The bytes of a file. Raises Refusal where it cannot be read, or holds more than `what` ever does."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror or 'cannot be read'}") from error
    if len(data) > most:
        raise Refusal(f"{path}: larger than {most >> 20} MiB, which no {what} is")
    return data


def tree(path: str) -> object:
    """The plain values of a YAML or JSON file. Raises Refusal where it cannot be read."""
    data = opened(path, MOST_BYTES, "rota")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Refusal(f"{path}: is not UTF-8 text") from error
    try:
        return _json(path, text) if path.endswith(".json") else _yaml(path, text)
    except RecursionError as error:
        raise Refusal(f"{path}: is nested too deeply") from error


def _json(path: str, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refusal(f"{path}: is not JSON: {error}") from error


def _yaml(path: str, text: str) -> object:
    from bot import yaml_text  # noqa: PLC0415  (40 ms, and only for files)

    placed = yaml_text.read(path, text)
    if placed.faults:
        raise Refusal("\n".join(str(fault) for fault in placed.faults))
    return placed.tree
