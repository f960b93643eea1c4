"""The post-incident document: 26 sections, each filled with facts of one incident or a named question."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.followup import Followup, Sort
from bot.domain.rca import closing, facts, hurting
from bot.domain.rca.notes import Notes, asked, named
from bot.domain.rca.plan import PLAN, Plan
from bot.domain.rca.record import Content, Document, Draft, Fact, Record, Section, Stamp, Written
from bot.domain.rca.timing import table
from bot.domain.rca.written import Step, Why, tree

__all__ = [
    "MIN_WHYS",
    "Document",
    "Draft",
    "Fact",
    "Record",
    "Section",
    "Stamp",
    "all_whys",
    "build",
    "file_name",
]

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
    facts = (*content.facts, *_added(record, plan.key))
    return Section(
        number,
        plan.key,
        plan.title,
        plan.question,
        plan.prompt,
        facts,
        content.remarks,
        _written(record, plan.key),
    )


def _written(record: Record, section: str) -> Written | None:
    """What people wrote there; None where the last of them left it empty."""
    text = record.texts.get(section)
    return Written(text.text, record.who(text.person), text.at) if text and text.text else None


def _added(record: Record, section: str) -> tuple[Fact, ...]:
    """What was added to a section by `/rca note` or by the shortcut of a message."""
    return tuple(
        Fact(named(record, each.text), at=each.at, by=record.who(each.person), link=each.link)
        for each in record.additions
        if each.section == section
    )


def all_whys(record: Record) -> tuple[Why, ...]:
    """The whys of the notes and those asked for the document."""
    return (*asked(Notes(record).all), *record.whys)


def _whys(record: Record, notes: Notes) -> Content:
    """Each question with its answer, author and link, below the one that it asks further of."""
    found = tree((*asked(notes.all), *record.whys))
    remark = f"{len(found)} of at least {MIN_WHYS} asked." if 0 < len(found) < MIN_WHYS else ""
    return Content(tuple(_why(record, step) for step in found), (remark,) if remark else ())


def _why(record: Record, step: Step) -> Fact:
    why = step.why
    by = record.who(why.person)
    return Fact(why.answer, why.question, why.at, by, why.link, depth=step.depth - 1)


def _actions(record: Record, notes: Notes) -> Content:
    """The follow-ups as they stand, then what notes propose."""
    kept = tuple(_followup(record, each) for each in record.followups if each.sort is Sort.FOLLOWUP)
    proposed = tuple(_proposed(record, each) for each in notes.facts("actions"))
    remark = "What notes propose becomes a follow-up with /inc followup <text> @x."
    return Content((*kept, *proposed), (remark,) if proposed else ())


def _followup(record: Record, each: Followup) -> Fact:
    said = (
        each.type,
        f"owner {record.who(each.owner)}" if each.owner else "no owner yet",
        f"priority SEV{record.incident.severity}",
        f"due {each.due:%Y-%m-%d}" if each.due else "",
        each.state.value if not each.is_open else "",
        f"ticket {each.ticket}" if each.ticket else "",
    )
    note = "; ".join(part for part in said if part)
    return Fact(each.text, each.state.value, each.at, record.who(each.by), each.link, note)


def _proposed(record: Record, each: Fact) -> Fact:
    due = (each.at or record.now) + DUE.get(record.incident.severity, DUE_ELSE)
    return replace(each, note=f"due {due:%Y-%m-%d} unless you say otherwise")


BUILDERS: Mapping[str, Builder] = {
    "header": facts.header,
    "happened": facts.happened,
    "background": facts.background,
    "lead_up": facts.lead_up,
    "trigger": facts.trigger,
    "customers": hurting.customers,
    "impact": facts.service_impact,
    "detection": facts.detection,
    "response": facts.response,
    "investigation": facts.investigation,
    "resolution": facts.resolution,
    "timing": lambda record, _: table(record),
    "timeline": facts.timeline,
    "whys": _whys,
    "gaps": closing.gaps,
    "recurrence": facts.recurrence,
    "actions": _actions,
    "messaging": facts.messaging,
    "material": closing.material,
}
