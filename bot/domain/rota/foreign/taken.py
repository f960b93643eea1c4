"""What an importer of schedules collects: rotas by name, and a remark for each thing that it leaves out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason, Remark
from bot.domain.formats.words import slug
from bot.domain.rota import words
from bot.domain.rota.definition import instant
from bot.domain.rota.shape import Window

Who = Callable[[Sequence[str]], str]
"""The catalog id of whoever goes by the first of these ids, addresses and names that it knows, else ""."""
DAYS = words.DAYS


def NOBODY_KNOWN(called: Sequence[str]) -> str:  # noqa: ARG001  (a constant: the empty catalog)
    """No catalog was asked."""
    return ""


@dataclass(slots=True)
class Taken:
    """Rotas as a catalog file has them, by name, and what is to be said of the rest."""

    who: Who = NOBODY_KNOWN
    rotas: dict[str, dict[str, Any]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    _strangers: set[str] = field(default_factory=set)

    def add(
        self, name: str, layers: Sequence[Mapping[str, Any]], overrides: Sequence[Mapping[str, Any]]
    ) -> None:
        """Keep a rota under a name that is not taken yet."""
        base = slug(name).lower() or "rota"
        free = (base, *(f"{base}-{n}" for n in range(2, 10_000)))
        made = {"layers": [dict(each) for each in layers], "overrides": [dict(each) for each in overrides]}
        self.rotas[next(each for each in free if each not in self.rotas)] = made

    def say(self, node: Node, reason: Reason, what: str, remedy: str = "") -> None:
        """Say something about a value."""
        self.remarks.append(node.remark(reason, what, remedy))

    def person(self, node: Node, called: Sequence[str]) -> str:
        """The id of a person by what the vendor calls them; "" where they have no name at all."""
        names = [each for each in (" ".join(text.split()) for text in called) if each]
        found = self.who(names)
        if found or not names:
            return found
        id = "".join(c for c in names[0] if c.isprintable() and c not in "<>&|")[:128].strip()
        if id and id not in self._strangers:
            self._strangers.add(id)
            remedy = "put the id of the catalog in its place, or import with --match"
            self.say(node, Reason.UNKNOWN, f"{id} is nobody of a catalog", remedy)
        return id


def moment(node: Node) -> datetime | None:
    """A time with its offset, or None."""
    try:
        found = datetime.fromisoformat(node.text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def zone_of(node: Node, taken: Taken) -> str:
    """The name of a zone; what is none is UTC, and said."""
    try:
        return words.zone(node.value).key
    except words.Wrong as wrong:
        taken.say(node, Reason.GUESSED, f"{wrong}", "UTC was taken: correct `timezone:` and `start:`")
        return "UTC"


def window(found: Window) -> dict[str, Any]:
    """Hours as a file has them."""
    form = "%H:%M:%S" if found.opens.second or found.closes.second else "%H:%M"
    days = [DAYS[day] for day in sorted(found.days)]
    return {"days": days, "from": found.opens.strftime(form), "to": found.closes.strftime(form)}


def local(at: datetime) -> str:
    """A time of the wall clock as a file has it."""
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def override(id: str, span: tuple[datetime, datetime], user: str, **more: str) -> dict[str, Any]:
    """An override as a file has it."""
    start, end = span
    return {
        "id": id,
        "start": instant(start),
        "end": instant(end),
        "user": user,
        "created": instant(start),
    } | more
