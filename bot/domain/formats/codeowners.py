"""CODEOWNERS files (GitHub's and GitLab's): who owns which path of a repository.

The patterns are matched by the library `codeowners`. What it does not know of the format is brought into a
form that it does: sections with their default owners and approvals, and remarks behind a line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codeowners import CodeOwners

from bot.domain.formats import words

_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?\s*(?P<owners>.*)")
_CLASS = re.compile(r"\[[^\]]*$")
ROOT = "a-file-that-nobody-names"
"""A path at the top of a repository: who owns it owns what no other line is about."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner as it is written: `@org/team`, `@login`, or an address."""

    text: str
    line: int

    @property
    def team(self) -> str:
        """The slug of a team of GitHub, or ""."""
        return self.text.partition("/")[2] if self.text.startswith("@") else ""

    @property
    def login(self) -> str:
        """The login of a person, or ""."""
        return self.text[1:] if self.text.startswith("@") and "/" not in self.text else ""

    @property
    def email(self) -> str:
        """The address of a person, or ""."""
        return "" if self.text.startswith("@") else self.text


@dataclass(frozen=True, slots=True)
class Owners:
    """A CODEOWNERS file. `odd`: (line, what is wrong) of lines that are passed over."""

    file: str
    matcher: CodeOwners
    odd: tuple[tuple[int, str], ...] = ()
    lines: int = 0

    def of(self, path: str) -> tuple[Owner, ...]:
        """Who owns a file or a folder; empty where nobody does, or a line takes the owners away."""
        inside = f"{path.strip('/')}/{ROOT}" if path.strip("/") else ROOT
        found, line, _, _ = self.matcher.matching_line(inside)
        return tuple(Owner(text, line or 1) for _, text in found)


def parse(file: str, text: str) -> Owners:
    """A CODEOWNERS file, whatever it holds."""
    odd: list[tuple[int, str]] = []
    lines = [_line(*each, odd) for each in _with_sections(text)]
    count = sum(1 for line in lines if line)
    return Owners(file, CodeOwners("\n".join(lines)), tuple(odd), count)


def _with_sections(text: str) -> Iterator[tuple[int, str]]:
    """The lines; a section's default owners stand in its lines that name none, and its heading is gone."""
    default, inside = "", False
    for number, raw in enumerate(text.splitlines(), 1):
        line = _bare(raw)
        if (heading := _SECTION.fullmatch(line)) and _is_heading(heading):
            default, inside = heading["owners"].strip(), True
            yield number, ""
        elif inside and default and line and len(_fields(line)) == 1:
            yield number, f"{line} {default}"
        else:
            yield number, line


def _is_heading(found: re.Match[str]) -> bool:
    """A heading holds nothing but owners behind its name; a pattern (`[ab].py`) goes on at once."""
    return all("@" in owner for owner in found["owners"].split())


def _bare(raw: str) -> str:
    """A line without its remark."""
    line = raw.strip()
    return "" if line.startswith("#") else re.sub(r"(?<!\\)\s#.*", "", line).strip()


def _fields(line: str) -> list[str]:
    return re.split(r"(?<!\\)\s+", line)


def _line(number: int, line: str, odd: list[tuple[int, str]]) -> str:
    """The line as the library takes it, or "" where it takes none such; that is noted."""
    if not line:
        return ""
    pattern, *owners = _fields(line)
    if pattern.startswith("!") or _CLASS.search(pattern) or not pattern.strip("/"):
        odd.append((number, f"`{pattern}` is no pattern of a CODEOWNERS file"))
        return ""
    try:
        CodeOwners(line)
    except (ValueError, re.error):
        odd.append((number, f"`{pattern}` cannot be read"))
        return ""
    strange = [owner for owner in owners if "@" not in owner]
    odd += [(number, f"`{owner}` is neither a team, nor a login, nor an address") for owner in strange]
    return line


def teams(owners: Owners, path: str, known: Mapping[str, str]) -> tuple[list[str], list[Owner]]:
    """The ids of our teams that own a path, by the slugs of theirs, and the owners that are none."""
    found = [(owner, known.get(words.slug(owner.team).lower(), "")) for owner in owners.of(path)]
    return [id for _, id in found if id], [owner for owner, id in found if not id]
