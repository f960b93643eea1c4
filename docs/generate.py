"""README.md's parts between markers, and the catalog's schema: `python -m docs.generate [--check]`."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bot.domain.catalog_file.published import schema
from bot.integrations.slack import SCOPES
from handlers.doors import DOORS, WORDS, Door

README = Path(__file__).resolve().parents[1] / "README.md"
SCHEMA = Path(__file__).resolve().parent / "catalog.schema.json"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a `|` in a cell is escaped."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def commands() -> str:
    """Every door: how it is typed, what it does, what is taken for it too."""
    return table(("Type", "What it does", "Also"), [(f"`{d.usage}`", d.says, _also(d)) for d in DOORS])


def _also(door: Door) -> str:
    """The other spellings of a verb; of a bare command, the other words for it."""
    if door.verb.name:
        return ", ".join(f"`{name}`" for name in door.verb.also)
    return ", ".join(f"`/tocsin {word}`" for word, target in WORDS.items() if target == door.word != word)


def scopes() -> str:
    """Every scope with its reason."""
    return table(("Scope", "Why"), [(f"`{scope}`", why) for scope, why in SCOPES.items()])


PARTS: Mapping[str, Callable[[], str]] = {"commands": commands, "scopes": scopes}


def written(text: str) -> str:
    """The text with every part made anew. Raises ValueError where a part's two markers are not there."""
    for name, make in PARTS.items():
        before, opened, rest = text.partition(f"<!-- {name} -->\n")
        _, closed, after = rest.partition(f"<!-- /{name} -->")
        if not opened or not closed:
            raise ValueError(f"README.md lacks a marker of {name}")
        text = f"{before}{opened}{make()}\n{closed}{after}"
    return text


def write_schema(path: Path = SCHEMA) -> None:
    """Publish the shape of a catalog file for editors."""
    path.write_text(json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def main(argv: Sequence[str], readme: Path = README) -> int:
    """Write; with `--check` only compare: 1 where they differ."""
    now = readme.read_text()
    anew = written(now)
    if "--check" not in argv:
        readme.write_text(anew)
        return 0
    if now != anew:
        sys.stderr.write("README.md differs from the code: python -m docs.generate\n")
    return int(now != anew)


if __name__ == "__main__":
    write_schema()
    sys.exit(main(sys.argv[1:]))
