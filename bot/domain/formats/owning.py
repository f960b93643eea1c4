"""What CODEOWNERS files add to the entries: the owner of a repository, and of services without one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.formats import words
from bot.domain.formats.codeowners import Owner, Owners
from bot.domain.formats.entry import Entry, Harvest, Homes
from bot.domain.formats.merging import folder
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason, Remark
from bot.domain.names import fold
from bot.domain.placed import Placed

Names = Mapping[str, str]
"""Folded name → id."""


@dataclass(frozen=True, slots=True)
class People:
    """Whom an owner may be: teams by folded name, people by folded address or login."""

    teams: Names
    people: Names


def apply(owners: Sequence[Owners], harvest: Harvest, homes: Homes, known: People) -> None:
    """Add what CODEOWNERS files say."""
    for each in owners:
        node = Node(Placed(each.file, None))
        harvest.declared(node)
        harvest.say(Remark(each.file, line, 1, Reason.FAULTY, what) for line, what in each.odd)
        repository = homes.get(each.file) or _beside(each, harvest)
        if repository:
            _repository(each, repository, harvest, known)
            harvest.say(_services(each, repository, harvest, known))
        else:
            what = "it does not say which repository it is of"
            harvest.leave_out(node, Reason.NO_NAME, what, "import it with `--repository owner/name`")


def _beside(owners: Owners, harvest: Harvest) -> str:
    """The one repository that the files beside it name, or ""."""
    beside = [each for each in harvest.entries if folder(each.file) == folder(owners.file)]
    named = {name for each in beside for name, _ in _code(each)}
    return named.pop() if len(named) == 1 else ""


def _code(entry: Entry) -> Iterator[tuple[str, str]]:
    """(repository, path) of what a service is built from."""
    held = entry.body.get("repositories")
    for each in held if isinstance(held, list) else ():
        yield (each["name"], each.get("path", "")) if isinstance(each, dict) else (each, "")


def _repository(owners: Owners, repository: str, harvest: Harvest, known: People) -> None:
    found = owners.of("")
    team = _team(found, known)
    at = _at(owners, found[0].line if found else 1)
    if not team:
        what = f"it names no team as the owner of all of {repository}"
        harvest.leave_out(at, Reason.NO_PLACE, what, "add `* @org/team` at its top")
        return
    entry = harvest.entry("repositories", repository, at)
    entry.put("team", team, at)
    others = [
        _named(each, known) for each in found if each.text != f"@{each.team}" and _id(each, known) != team
    ]
    if others:
        what = f"{repository} has further owners: {', '.join(others)}; one team can own it"
        harvest.say(at.remark(Reason.NO_PLACE, what))


def _services(owners: Owners, repository: str, harvest: Harvest, known: People) -> Iterator[Remark]:
    """Give services of that repository the owner of their path; a service that has one keeps it."""
    for entry in harvest.entries if entry_paths(harvest, repository) else ():
        for name, path in _code(entry):
            found = owners.of(path) if name == repository and entry.section == "services" else ()
            if not (team := _team(found, known)):
                continue
            at, held = _at(owners, found[0].line), entry.body.get("team")
            if held is None and path:
                entry.put("team", team, at)
                yield at.remark(Reason.GUESSED, f"`{entry.id}` lies in {path}, so `{team}` owns it")
            elif held is not None and fold(str(held)) != fold(team):
                what = f"`{entry.id}` has two owners: `{held}` ({entry.file}), which counts, and `{team}`"
                yield at.remark(Reason.TWICE, what, "keep one of them")


def entry_paths(harvest: Harvest, repository: str) -> bool:
    """Whether any entry is built from that repository."""
    return any(name == repository for each in harvest.entries for name, _ in _code(each))


def _team(owners: Sequence[Owner], known: People) -> str:
    """The first team among owners: ours of that slug, else the slug itself."""
    ours = (known.teams.get(fold(each.team), "") for each in owners if each.team)
    return next((id for id in ours if id), "") or next(
        (words.slug(each.team) for each in owners if each.team), ""
    )


def _id(owner: Owner, known: People) -> str:
    return known.teams.get(fold(owner.team), words.slug(owner.team)) if owner.team else ""


def _named(owner: Owner, known: People) -> str:
    """An owner as we know them."""
    person = known.people.get(fold(owner.email or owner.login), "") if not owner.team else ""
    return f"{owner.text} (`{person}`)" if person else owner.text


def _at(owners: Owners, line: int) -> Node:
    return Node(Placed(owners.file, None, values={(): (line, 1)}))
