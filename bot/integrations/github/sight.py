"""One repository's answer, and what was made of it so far: what is told, and why the rest is not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.scorecard.shape import Value
from bot.integrations.github.answers import reason
from bot.ports import Lack

Json = dict[str, Any]
ADMINISTER, SEE_ALERTS = ("ADMIN",), ("ADMIN", "MAINTAIN", "WRITE")


@dataclass(slots=True)
class Sight:
    """One repository's answer. `as_app`: the credential is an App's, whose rights are not the viewer's."""

    node: Json
    errors: Sequence[Json]
    as_app: bool
    values: dict[str, Value] = field(default_factory=dict)
    lacking: dict[str, Lack] = field(default_factory=dict)

    def lack(self, permission: str, *paths: tuple[str, ...]) -> Lack | None:
        """Why one of these parts of the answer is not there: the first error on the way to it."""
        for error in self.errors:
            at = tuple(str(step) for step in error.get("path") or ())[1:]
            if any(at == path[: len(at)] or path == at[: len(path)] for path in paths):
                if error.get("type") == "FORBIDDEN":
                    return lacks(permission)
                return Lack(f"GitHub says: {reason(error)}")
        return None

    def may(self, permissions: Sequence[str]) -> bool:
        """Whether an empty answer can be believed: a person with lesser rights is told nothing at all."""
        return self.as_app or self.node.get("viewerPermission") in (*permissions, None)

    def without(self, lack: Lack, *names: str) -> None:
        """These facts are not known, for that reason."""
        self.lacking |= dict.fromkeys(names, lack)


def lacks(permission: str) -> Lack:
    """The credential may not see it."""
    return Lack(f"token lacks {permission}", permission)
