"""A rota file from the disk: YAML 1.2 or JSON, read as the rules want it."""

import json
from pathlib import Path

from bot.domain.refusal import Refusal
from bot.domain.rota import Rota, parse

MOST_BYTES = 1 << 20


def read_file(path: str) -> Rota:
    """The rota of a file. Raises Refusal where it cannot be read, BadRota where it is not a rota."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror or 'cannot be read'}") from error
    if len(data) > MOST_BYTES:
        raise Refusal(f"{path}: larger than {MOST_BYTES >> 20} MiB, which no rota is")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Refusal(f"{path}: is not UTF-8 text") from error
    return parse(_json(path, text) if path.endswith(".json") else _yaml(path, text))


def _json(path: str, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refusal(f"{path}: is not JSON: {error}") from error


def _yaml(path: str, text: str) -> object:
    """YAML 1.2 with times left as the text that was written."""
    from ruamel.yaml import YAML  # noqa: PLC0415  (40 ms, and only for files; the two lines below as well)
    from ruamel.yaml.constructor import SafeConstructor  # noqa: PLC0415
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    class Plain(SafeConstructor):
        """Dates and times stay text: the rules of rotas read them themselves."""

    Plain.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = Plain
    try:
        return reader.load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise Refusal(f"{path}{place}: is not YAML: {getattr(error, 'problem', None) or error}") from error
