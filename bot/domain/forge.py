"""What one reading of the forge learned: changes of repositories, and facts about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.change import Change
from bot.domain.scorecard.shape import Value


@dataclass(frozen=True, slots=True)
class ForgeSnapshot:
    """Changes of several repositories since one time; `failed`: repository → why it could not be read."""

    changes: tuple[Change, ...]
    failed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the forge told by itself of one repository ("": of none); `look`: there is more to read."""

    repository: str
    changes: tuple[Change, ...] = ()
    look: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a fact is not known, in plain words; `permission` is what the credential would need for it."""

    why: str
    permission: str = ""


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What the forge says of one repository, by property; of what it does not tell, why.

    `merged`: its pull requests opened last, for whoever asks who knows it.
    """

    repository: str
    values: Mapping[str, Value]
    lacking: Mapping[str, Lack] = field(default_factory=dict)
    merged: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class FactsSnapshot:
    """Facts of several repositories; `failed`: repository → why nothing of it could be read."""

    facts: tuple[RepositoryFacts, ...]
    failed: Mapping[str, str] = field(default_factory=dict)
