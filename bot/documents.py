"""Jinja: a document's values in, Markdown out. Here, and only here, foreign text becomes Markdown."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.markdown import address, escape
from bot.domain.rca import build, sample
from bot.domain.rca.record import Document, Fact, Section
from bot.domain.refusal import Refusal

if TYPE_CHECKING:
    from jinja2 import Template, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

Safe = Callable[[str], str]
FOLDER = Path(__file__).parent / "templates"
BLANKS = re.compile(r"\n{3,}")
POINT = re.compile(r"\s*[-*•]\s+(?=\S)")
LONGEST = 2_000_000
"""Characters of a finished document; a template that makes more is stopped."""


SUFFIX = ".md.j2"


def shipped() -> tuple[str, ...]:
    """The names of the templates that come with Tocsin."""
    found = (path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}"))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def render(document: Document, template: str = "tocsin") -> str:
    """The document as Markdown, by a template that is shipped, or by a file of one's own (its path).

    Raises Refusal that names what is wrong with the template: missing, undefined value, syntax, too long.
    """
    name, folder = _place(template)
    from jinja2 import TemplateError  # noqa: PLC0415  (Jinja is heavy: loaded with the first document)

    try:
        return _joined(_template(folder, name).generate(context(document)), template)
    except TemplateError as trouble:
        raise Refusal(f"Template {template}: {_said(trouble)}") from trouble
    except UnicodeDecodeError as trouble:
        raise Refusal(f"Template {template} is not UTF-8 text; save it as UTF-8.") from trouble


def _said(trouble: "TemplateError") -> str:
    """What is wrong, and in which line where Jinja says so."""
    line = getattr(trouble, "lineno", None)
    return f"line {line}: {trouble}" if line else str(trouble)


def _place(template: str) -> tuple[str, Path]:
    """The file of a template and the folder it is in. Raises Refusal where there is none."""
    if template in shipped():
        return f"{template}{SUFFIX}", FOLDER
    path = Path(template).expanduser()
    if not path.is_file():
        known = ", ".join(shipped())
        raise Refusal(f"There is no template {template}: shipped are {known}; or give a file of yours.")
    return path.name, path.parent.resolve()


def check(template: str) -> list[str]:
    """What is wrong with a template, tried on an incident of which all is known and on one of nothing."""
    found = []
    for name, record in (("a full incident", sample.FULL), ("an empty incident", sample.EMPTY)):
        try:
            render(build(record), template)
        except Refusal as refusal:
            found.append(f"{refusal.text} (with {name})")
    return found


def context(document: Document) -> dict[str, Any]:
    """What a template sees: plain dicts and lists whose texts are Markdown already, by key and in order."""
    safe = cache(escape)  # a document says the same names and sentences in many places
    sections = [_section(section, safe) for section in document.sections]
    return {
        "incident": safe(document.incident),
        "title": safe(document.title),
        "made_at": _moment(document.made_at),
        "version": document.version,
        "filled": document.filled,
        "total": len(document.sections),
        "sections": sections,
        "section": {each["key"]: each for each in sections},
    }


def _section(section: Section, safe: Safe) -> dict[str, Any]:
    return {
        "number": section.number,
        "key": section.key,
        "title": section.title,
        "question": safe(section.question),
        "prompt": safe(section.prompt),
        "filled": section.filled,
        "text": [_line(line, safe) for line in section.written.text.splitlines() if line.strip()]
        if section.written
        else [],
        "by": safe(section.written.by) if section.written else "",
        "at": _moment(section.written.at) if section.written and section.written.at else "",
        "facts": [_fact(fact, safe) for fact in section.facts],
        "remarks": [safe(remark) for remark in section.remarks],
    }


def _line(line: str, safe: Safe) -> str:
    """A line of somebody's text: a point where it was written as one, else a paragraph."""
    point = POINT.match(line)
    return f"- {safe(line[point.end() :])}" if point else safe(line)


def _fact(fact: Fact, safe: Safe) -> dict[str, str | int]:
    return {
        "text": safe(fact.text),
        "label": safe(fact.label),
        "at": _moment(fact.at) if fact.at else "",
        "by": safe(fact.by),
        "link": address(fact.link) if fact.link else "",
        "note": safe(fact.note),
        "depth": fact.depth,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(" ", "seconds")[:19]


def _joined(chunks: Iterator[str], template: str) -> str:
    parts: list[str] = []
    left = LONGEST
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise Refusal(f"Template {template} makes more than {LONGEST:,} characters; it was stopped.")
        parts.append(chunk)
    return BLANKS.sub("\n\n", "".join(parts))


@lru_cache(maxsize=4)
def _environment(folder: Path) -> "SandboxedEnvironment":
    """Made once. What a template asks for and does not exist is an error that names it."""
    from jinja2 import FileSystemLoader, StrictUndefined  # noqa: PLC0415  (heavy, see `render`)
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  (heavy, see `render`)

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([folder, FOLDER]),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@lru_cache(maxsize=16)
def _template(folder: Path, name: str) -> "Template":
    return _environment(folder).get_template(name)
