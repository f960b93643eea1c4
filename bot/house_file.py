"""`tocsin.yaml`: severities, reactions and windows as the company wants them, every fault with its place."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from bot import documents, yaml_text
from bot.domain.house import REACTIONS, SEVERITIES, Chosen, House, Mirrors, Readiness, Severity
from bot.domain.incident import MEANINGS
from bot.domain.owed import A_WEEK, Term
from bot.domain.placed import Placed

SHIPPED = "tocsin"
DAYS_GIVEN = re.compile(r"(\d{1,3})\s*(d|bd)")
SPAN = re.compile(r"(\d{1,5})\s*(m|min|h|d|w)")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _span(value: object) -> timedelta:
    found = SPAN.fullmatch(str(value).strip())
    if found is None:
        raise PydanticCustomError("span", "is not a length of time; write one such as 20m, 4h or 2d")
    return timedelta(**{UNITS[found.group(2)]: int(found.group(1))})


Span = Annotated[timedelta, BeforeValidator(_span)]


def _days(value: object) -> Term:
    if isinstance(value, Term):
        return value
    found = DAYS_GIVEN.fullmatch(str(value).strip())
    if found is None:
        raise PydanticCustomError("days", "is no number of days; write 3d, or 5bd (business days)")
    return Term(int(found.group(1)), business=found.group(2) == "bd")


Days = Annotated[Term, BeforeValidator(_days)]


def _meaning(value: object) -> str:
    if str(value) not in MEANINGS:
        raise PydanticCustomError("meaning", f"is none of {', '.join(MEANINGS)}")
    return str(value)


Meaning = Annotated[str, BeforeValidator(_meaning)]


def _chosen(value: object) -> Chosen:
    if isinstance(value, Chosen):
        return value
    if isinstance(value, bool):
        return Chosen(everyone=value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return Chosen(teams=tuple(value))
    raise PydanticCustomError("chosen", "is neither true, false nor a list of teams by their ids")


Teams = Annotated[Chosen, BeforeValidator(_chosen)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class SeverityEntry(_Entry):
    """One severity; without `update_every` nobody is reminded."""

    number: int = Field(ge=1, le=9)
    meaning: str = Field(min_length=1, max_length=60)
    update_every: Span | None = None
    rca_required: bool = False
    followups_due: Span = timedelta(weeks=8)
    rca_due: Days = A_WEEK


class TemplatesEntry(_Entry):
    """Which template each text is made by: one that is shipped, or a file beside this one."""

    document: str = SHIPPED


class ReadinessEntry(_Entry):
    """When and where people hear of readiness."""

    target: str = ""
    report_in: str = Field(default="", pattern=r"^#?[a-z0-9_-]{0,80}$")
    digest: str = Field(default="monday 09:00", pattern=rf"^({'|'.join(DAYS)}) ([01]\d|2[0-3]):00$")
    quiet: str = Field(default="18:00-08:00", pattern=r"^([01]\d|2[0-3]):00-([01]\d|2[0-3]):00$")


class RotasEntry(_Entry):
    """Where Slack itself shows who is on call; nowhere until it is set."""

    usergroups: Teams = Chosen()
    topics: Teams = Chosen()


class HouseEntry(_Entry):
    """The whole file; what is left out stays as it is shipped."""

    severities: list[SeverityEntry] = Field(default_factory=list)
    default_severity: int = 3
    reactions: dict[str, Meaning] = Field(default_factory=lambda: dict(REACTIONS))
    changes_window: Span = timedelta(hours=24)
    refresh_after: Span = timedelta(seconds=60)
    page_timeout: Span = timedelta(minutes=5)
    templates: TemplatesEntry = Field(default_factory=TemplatesEntry)
    announce_in: str = Field(default="incidents", pattern=r"^#?[a-z0-9_-]{0,80}$")
    managers: list[Annotated[str, Field(pattern=r"^[UW][A-Z0-9_]+$")]] = Field(default_factory=list)
    holidays: dict[str, list[date]] = Field(default_factory=dict)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s<>|]{1,200})?$")
    readiness: ReadinessEntry = Field(default_factory=ReadinessEntry)
    rotas: RotasEntry = Field(default_factory=RotasEntry)


def read(text: str, file: str) -> tuple[House, list[str]]:
    """The rules of the house, and one line per fault (file, line, column, what, remedy)."""
    placed = yaml_text.read(file, text)
    faults = [str(fault) for fault in placed.faults]
    tree: Any = placed.tree if placed.tree is not None else {}
    if faults:
        return House(), faults
    try:
        entry = HouseEntry.model_validate(tree)
    except ValidationError as error:
        known = ", ".join(HouseEntry.model_fields)
        for each in error.errors(include_url=False, include_input=False):
            unknown = each["type"] == "extra_forbidden"
            what = f"`{'.'.join(map(str, each['loc']))}`: {'is not known here' if unknown else each['msg']}"
            remedy = f"known are {known}" if unknown and len(each["loc"]) == 1 else "correct it"
            faults.append(str(placed.fault(tuple(each["loc"]), what, remedy, at_key=unknown)))
        return House(), faults
    return _house(entry, placed, faults), faults


def _template(name: str, file: str) -> str:
    """A shipped template by its name; a file by its path from where `tocsin.yaml` is."""
    return name if name in documents.shipped() else str(Path(file).parent / Path(name).expanduser())


def _house(entry: HouseEntry, placed: Placed, faults: list[str]) -> House:
    severities = tuple(
        Severity(
            number=each.number,
            meaning=each.meaning,
            update_every=each.update_every,
            rca_required=each.rca_required,
            followups_due=each.followups_due,
            rca_due=each.rca_due,
        )
        for each in entry.severities
    )
    house = House(
        severities=severities or SEVERITIES,
        default_severity=entry.default_severity,
        reactions=entry.reactions,
        changes_window=entry.changes_window,
        refresh_after=entry.refresh_after,
        page_timeout=entry.page_timeout,
        announce_in=entry.announce_in.removeprefix("#"),
        document=_template(entry.templates.document, placed.file),
        managers=tuple(entry.managers),
        holidays={place: tuple(days) for place, days in entry.holidays.items()},
        public_url=entry.public_url,
        readiness=_readiness(entry.readiness),
        rotas=Mirrors(entry.rotas.usergroups, entry.rotas.topics),
    )
    if house.document != SHIPPED and (found := documents.check(house.document)):
        what = f"`templates.document`: {found[0]}"
        faults.append(str(placed.fault(("templates", "document"), what, "tocsin templates check tries it")))
        house = replace(house, document=SHIPPED)
    if house.severity(house.default_severity) is None:
        what = f"`default_severity`: there is no severity {house.default_severity}"
        faults.append(str(placed.fault(("default_severity",), what, "name one of the severities")))
    return house


def _readiness(entry: ReadinessEntry) -> Readiness:
    day, _, hour = entry.digest.partition(" ")
    begins, _, ends = entry.quiet.partition("-")
    return Readiness(
        target=entry.target.strip(),
        report_in=entry.report_in.removeprefix("#"),
        weekday=DAYS.index(day),
        hour=int(hour[:2]),
        quiet=(int(begins[:2]), int(ends[:2])),
    )
