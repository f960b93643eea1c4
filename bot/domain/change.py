"""What a change is: a merged pull request, a deployment or a release of a repository."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """What kind of change it was."""

    PULL_REQUEST = "pull_request"
    DEPLOYMENT = "deployment"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `at`: merged, deployed or published; `author` is the forge's login; text is foreign."""

    id: str
    kind: ChangeKind
    repository: str
    title: str
    author: str
    url: str
    at: datetime
    number: int = 0
    environment: str = ""
    state: str = ""
    sha: str = ""
