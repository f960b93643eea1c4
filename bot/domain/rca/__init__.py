"""The post-incident document: 26 sections, each filled with facts of one incident or a named question."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain.rca import facts
from bot.domain.rca.notes import Notes, whys
from bot.domain.rca.plan import PLAN, Plan
from bot.domain.rca.record import Content, Document, Fact, Record, Section, Stamp
from bot.domain.rca.timing import table

__all__ = ["Document", "Fact", "Record", "Section", "Stamp", "build", "file_name"]

Builder = Callable[[Record, Notes], Content]
MIN_WHYS = 5
DUE = {1: timedelta(weeks=4)}
DUE_ELSE = timedelta(weeks=8)


def build(record: Record) -> Document:
    """The document of one incident. Pure: the same record gives the same document."""
    notes = Notes(record)
    return Document(
        incident=record.incident.id,
        title=record.incident.title,
        made_at=record.now,
        version=len(record.drafts) + 1,
        sections=tuple(_section(number, plan, record, notes) for number, plan in enumerate(PLAN, 1)),
    )


def file_name(channel_name: str, incident: str) -> str:
    """`inc-12-checkout-500s.md`: named after the channel, which carries number and title."""
    return f"{channel_name or incident.lower()}.md"


def _section(number: int, plan: Plan, record: Record, notes: Notes) -> Section:
    content = BUILDERS[plan.key](record, notes) if plan.key in BUILDERS else Content(notes.facts(plan.key))
    return Section(number, plan.key, plan.title, plan.question, plan.prompt, content.facts, content.remarks)


def _whys(record: Record, notes: Notes) -> Content:
    found = whys(record, notes.all)
    remark = f"{len(found)} of at least {MIN_WHYS} asked." if 0 < len(found) < MIN_WHYS else ""
    return Content(found, (remark,) if remark else ())


def _actions(record: Record, notes: Notes) -> Content:
    due = record.now + DUE.get(record.incident.severity, DUE_ELSE)
    note = f"due {due:%Y-%m-%d} unless you say otherwise"
    return Content(
        tuple(
            Fact(each.text, at=each.at, by=each.by, link=each.link, note=note)
            for each in notes.facts("actions")
        )
    )


BUILDERS: Mapping[str, Builder] = {
    "header": facts.header,
    "happened": facts.happened,
    "background": facts.background,
    "lead_up": facts.lead_up,
    "trigger": facts.trigger,
    "impact": facts.service_impact,
    "detection": facts.detection,
    "response": facts.response,
    "investigation": facts.investigation,
    "resolution": facts.resolution,
    "timing": lambda record, _: table(record),
    "timeline": facts.timeline,
    "whys": _whys,
    "gaps": facts.gaps,
    "recurrence": facts.recurrence,
    "actions": _actions,
    "material": facts.material,
}
