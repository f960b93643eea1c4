"""The timing table: the seven stamps and the times between them, each with its formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.incident import STAMPS
from bot.domain.rca.record import Content, Fact, Record, Stamp


@dataclass(frozen=True, slots=True)
class Measure:
    """A time between two stamps; where `start` is not known, `fallback` stands in and that is said."""

    name: str
    end: str
    start: str
    fallback: str = ""


MEASURES = (
    Measure("Time to detect", "detected", "impact_started"),
    Measure("Time to acknowledge", "acknowledged", "declared"),
    Measure("Time to mitigate", "mitigated", "impact_started", "declared"),
    Measure("Time to resolve (MTTR)", "resolved", "impact_started", "declared"),
)


def stamps(record: Record) -> Mapping[str, Stamp]:
    """The stamps that are known, in their order; what only the incident holds has no author."""
    known = {name: Stamp(name, at) for name, at in record.incident.stamps.items()}
    known.setdefault("declared", Stamp("declared", record.incident.declared_at, record.incident.declared_by))
    known |= {stamp.name: stamp for stamp in record.stamps}
    return {name: known[name] for name in STAMPS if name in known}


def table(record: Record) -> Content:
    """Each stamp with its time, who set it and how; each measure with its formula; what is not recorded."""
    known = stamps(record)
    facts = [
        Fact(words(stamp.name), at=stamp.at, by=record.who(stamp.by), note=stamp.how)
        for stamp in known.values()
    ]
    remarks = []
    for measure in MEASURES:
        fact, remark = _measured(measure, known)
        facts += [fact] if fact else []
        remarks += [remark] if remark else []
    absent = [words(name).lower() for name in STAMPS if name not in known]
    if absent:
        remarks.append(f"Not recorded: {', '.join(absent)}.")
    return Content(tuple(facts), tuple(remarks))


def between(record: Record, end: str, start: str = "declared") -> timedelta | None:
    """The time between two stamps, or None where one is missing or they are in the wrong order."""
    known = stamps(record)
    if end not in known or start not in known:
        return None
    length = known[end].at - known[start].at
    return length if length >= timedelta() else None


def words(stamp: str) -> str:
    """A stamp's name as people read it."""
    return stamp.replace("_", " ").capitalize()


def spoken(length: timedelta) -> str:
    """`42 s`, `38 min`, `1 h 05 min`, `2 d 3 h`."""
    seconds = int(length.total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60:02} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def clock(at: datetime) -> str:
    """A time in UTC, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _measured(measure: Measure, known: Mapping[str, Stamp]) -> tuple[Fact | None, str]:
    end = known.get(measure.end)
    start = known.get(measure.start) or known.get(measure.fallback)
    if end is None or start is None:
        return None, ""
    formula = f"{words(measure.end).lower()} − {words(start.name).lower()}"
    if end.at < start.at:
        wrong = f"{measure.end} {clock(end.at)} is before {start.name} {clock(start.at)}"
        return None, f"{measure.name} cannot be told: {wrong.replace('_', ' ')}; correct one of them."
    fell_back = start.name != measure.start
    note = f"{formula} (fell back: {words(measure.start).lower()} is not recorded)" if fell_back else formula
    return Fact(spoken(end.at - start.at), label=measure.name, note=note), ""
