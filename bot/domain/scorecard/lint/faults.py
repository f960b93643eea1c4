"""What the linter says: a fault with its rule, its place in the file, and the mend."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    UNDEFINED_LEVEL = "undefined level"
    RULE_ON_BASE = "rule on the base level"
    LEVEL_WITHOUT_RULES = "level without rules"
    MISORDERED = "misordered levels"
    DUPLICATE_IDENTIFIER = "duplicate identifier"
    DUPLICATE_TITLE = "duplicate title"
    ALWAYS_TRUE = "always true"
    NEVER_TRUE = "never true"
    REDUNDANT = "redundant"
    UNREACHABLE = "unreachable level"
    UNKNOWN_PROPERTY = "unknown property"
    TYPE_MISMATCH = "type mismatch"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `path` is a JSON path (beneath the card until `lint` hands it out); `rule` may be ""."""

    kind: Kind
    rule: str
    path: str
    text: str
    mend: str

    def __str__(self) -> str:
        rule = f" {self.rule}:" if self.rule else ""
        return f"{self.path}:{rule} {self.kind}: {self.text}; {self.mend}"
