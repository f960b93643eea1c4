"""Files of scorecards as plain values: JSON (comments, trailing commas), YAML, an export's archive."""

import io
import json
import tarfile
from pathlib import PurePosixPath
from typing import Any

from bot.domain.scorecard import BadScorecard, Problem

MOST_BYTES, MOST_LENIENT = 32 << 20, 1 << 20
"""What a file may hold; and what may be read leniently, which is slow."""
GZIP = b"\x1f\x8b"
ENDINGS = (".json", ".jsonc", ".json5", ".yaml", ".yml")
LENIENT = "is JSON with comments, trailing commas or bare names; they are left out"


def tree(name: str, data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """What a file says, and what was taken for meant. Raises BadScorecard where it says nothing."""
    if len(data) > MOST_BYTES:
        raise _bad(f"is larger than {MOST_BYTES >> 20} MiB; split it")
    if data.startswith(GZIP) or name.endswith(".tar"):
        return _archive(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad("is not UTF-8 text; save it as UTF-8") from None
    return _text(name, text)


def _bad(what: str) -> BadScorecard:
    return BadScorecard((Problem("$", what),))


def _text(name: str, text: str) -> tuple[Any, tuple[Problem, ...]]:
    try:
        return json.loads(text), ()
    except (json.JSONDecodeError, RecursionError) as strict:
        begins = text.lstrip()[:2]
        if name.endswith(ENDINGS[:3]) or begins[:1] in ("{", "[") or begins in ("//", "/*"):
            return _lenient(text, str(strict))
    return _yaml(name, text), ()


def _lenient(text: str, strict: str) -> tuple[Any, tuple[Problem, ...]]:
    import json5  # noqa: PLC0415  (only files that are not plain JSON pay for it)

    if len(text) > MOST_LENIENT:
        raise _bad(f"is not JSON: {strict}; mend it, it is too long to be read leniently")
    try:
        return json5.loads(text), (Problem("$", LENIENT),)
    except (ValueError, RecursionError) as error:
        raise _bad(f"is not JSON: {str(error) or strict}; mend that line") from None


def _yaml(name: str, text: str) -> Any:
    from bot import yaml_text  # noqa: PLC0415  (40 ms, and only for YAML)

    placed = yaml_text.read(name, text)
    if placed.faults:
        raise BadScorecard(tuple(Problem("$", str(fault)) for fault in placed.faults))
    return placed.tree


def _archive(data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """The scorecards of a `port export` archive."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            found = next((each for each in archive if each.isfile() and _is_cards(each.name)), None)
            if found is None:
                raise _bad("is an archive without scorecards; export it with `scorecards`")
            if found.size > MOST_BYTES:
                raise _bad(f"holds a file larger than {MOST_BYTES >> 20} MiB; split it")
            file = archive.extractfile(found)
            inside = file.read() if file else b""
    except (tarfile.TarError, EOFError, OSError) as error:
        raise _bad(f"is no archive that can be read: {error}; make it again") from None
    whole, guesses = tree(PurePosixPath(found.name).name, inside)
    return whole, (*guesses, Problem("$", f"{found.name} of the archive is read; the rest is left out"))


def _is_cards(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix in ENDINGS and (path.stem.startswith("scorecard") or path.stem in ("export", "port"))
