"""A user group of Slack as it stands, what it should be, and what somebody changed by hand."""

import re
from dataclasses import dataclass

NOT_IN_A_HANDLE = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group; `people` are Slack ids, `on` is False where it is switched off."""

    id: str
    handle: str
    people: tuple[str, ...] = ()
    on: bool = True

    @property
    def shows(self) -> tuple[str, ...]:
        """Whom a mention calls: nobody where it is switched off."""
        return tuple(sorted(self.people)) if self.on else ()


@dataclass(frozen=True, slots=True)
class Drift:
    """What somebody changed by hand; `off`: switched off or on, `renamed`: another handle."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    off: bool = False
    renamed: str = ""


def handle(team: str) -> str:
    """`oncall-payments`, for a team's id."""
    return f"oncall-{NOT_IN_A_HANDLE.sub('-', team.lower()).strip('-')}"


def drift(found: UserGroup, put: tuple[str, ...], wanted: tuple[str, ...], name: str) -> Drift | None:
    """What differs from what was put there, and from what is wanted now; None: nobody changed anything."""
    renamed = found.handle if found.handle != name else ""
    if not renamed and found.shows in (put, wanted):
        return None
    added = tuple(each for each in found.shows if each not in put)
    removed = tuple(each for each in put if each not in found.shows)
    return Drift(added, removed, off=bool(put) and not found.on, renamed=renamed)
