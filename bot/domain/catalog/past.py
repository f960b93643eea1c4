"""What an import brings beside the catalog: incidents of the time before, rotas as they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PastIncident:
    """An incident of the time before Tocsin; `stamps` name → time, `lead` a person id, texts are foreign."""

    title: str
    service: str
    severity: int
    stamps: Mapping[str, datetime]
    lead: str = ""
    summary: str = ""
    cause: str = ""
    fix: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rota:
    """A rota as the file has it: `definition` is its raw mapping, whose rules are the rota noun's."""

    id: str
    definition: Mapping[str, object]
    source: str = ""
    line: int = 0
