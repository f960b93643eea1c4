"""What is said about a foreign file beside what was taken from it: what was left out, what was guessed."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.placed import Fault


class Reason(StrEnum):
    """Why a remark is made. All but the last two say that something was left out."""

    BROKEN = "not readable"
    TEMPLATE = "a template"
    POINTER = "points to other files"
    NO_PLACE = "nothing of our catalog"
    NO_NAME = "without a name"
    FAULTY = "a faulty value"
    UNKNOWN = "refers to what is not known"
    CONFIDENTIAL = "a secret"
    TWICE = "declared twice"
    GUESSED = "guessed"
    NAMED_ONLY = "named, and described nowhere"


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One thing worth saying about a file. `whole`: how many whole declarations were left out, not values."""

    file: str
    line: int
    column: int
    reason: Reason
    what: str
    remedy: str = ""
    whole: int = 0

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}:{self.column}: {self.what}{remedy}"


def of_fault(fault: Fault, reason: Reason, *, whole: int = 0) -> Remark:
    """A fault that costs a foreign file no more than the value in which it stands."""
    return Remark(fault.file, fault.line, fault.column, reason, fault.what, fault.remedy, whole)
