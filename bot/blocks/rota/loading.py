"""How the load of a team looks: a line for each person, the gaps ahead, how good the plan is and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.blocks.kit import actions, button, context, header, section, sections, snug
from bot.blocks.rota.changing import stretch, who
from bot.domain.catalog import Person, Team
from bot.domain.rota import Shift
from bot.domain.rota.fairness import Flaw, Hours, Load, Quality
from bot.ports import Block, Reply

MOST = 30
HOUR = timedelta(hours=1)
SAYS: Mapping[Flaw, str] = {
    Flaw.GAPS: "{share:.1%} of the time nobody is on call",
    Flaw.DOUBLE: "{share:.0%} of the time somebody is on call twice",
    Flaw.ALONE: "one person carries all",
    Flaw.UNEVEN: "the hours outside of business are shared unevenly ({share:.2f} of 1)",
    Flaw.BACK_TO_BACK: "shifts follow each other with less than 12 hours between",
    Flaw.NIGHTS: "{share:.0%} of the hours are sleep hours of whoever is on call",
}


class Shared(Protocol):
    """What is to be shown (`bot.flows.rota.loading.Shared`)."""

    @property
    def team(self) -> Team: ...
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...
    @property
    def loads(self) -> Sequence[Load]: ...
    @property
    def gaps(self) -> Sequence[tuple[str, Shift]]: ...
    @property
    def quality(self) -> Quality: ...
    @property
    def people(self) -> Mapping[str, Person]: ...


def load(found: Shared, length: timedelta) -> Reply:
    """Pages and shift hours by person, then gaps and quality."""
    said = f"On-call load of {snug(found.team.title, 150)}, last {length.days} d"
    lines = [_person(each, found.people) for each in found.loads[:MOST]] or ["Nobody was on call."]
    more = [f"and {len(found.loads) - MOST} more"] if len(found.loads) > MOST else []
    how = (
        "Hours by each person's own clock: business Mon to Fri 8 to 18, evening until 22, weekend 8 to 22, "
        "sleep 22 to 8; holidays (`tocsin.yaml`) 8 to 22 apart. A page counts for everybody who was called."
    )
    chart = button("Chart", "rota_load_chart", found.team.id)
    row = actions([chart, button("Gaps", "rota_gaps", found.team.id)])
    shown = (
        header(f"On-call load: {found.team.title}"),
        context(stretch(found.since, found.until)),
        *sections("*Most hours outside of business first*", [*lines, *more]),
        *_ahead(found),
        context(how),
        row,
    )
    return Reply(said, shown)


def _person(each: Load, people: Mapping[str, Person]) -> str:
    had = [kind for kind in Hours if each.shifts.get(kind)]
    hours = ", ".join(f"{each.shifts[kind] / HOUR:.0f} h {kind.value}" for kind in had)
    pages = ", ".join(f"{each.pages[kind]} {kind.value}" for kind in Hours if each.pages.get(kind))
    total = sum(each.pages.values())
    called = f"{total} {'page' if total == 1 else 'pages'}" + (f" ({pages})" if pages else "")
    disturbed = f" in {each.disturbed} distinct hours" if each.disturbed else ""
    close = f" · {each.back_to_back} × back to back" if each.back_to_back else ""
    return f"• {who([each.person], people)}: {called}{disturbed} · on call {hours or 'never'}{close}"


def gaps(found: Shared) -> Reply:
    """Where nobody is on call in the next 90 days."""
    said = f"Gaps of {snug(found.team.title, 150)} in the next 90 days: {len(found.gaps) or 'none'}"
    row = actions([button("Four weeks", "rota_schedule", found.team.id)])
    return Reply(said, (header(f"Gaps: {found.team.title}"), *_ahead(found), row))


def _ahead(found: Shared) -> tuple[Block, ...]:
    lines = [
        f"⚠️ {snug(title, 100)}: nobody {stretch(each.start, each.end)}" for title, each in found.gaps[:MOST]
    ]
    if len(found.gaps) > MOST:
        lines.append(f"and {len(found.gaps) - MOST} more")
    head = f"*Gaps in the next 90 days: {len(found.gaps) or 'none'}*"
    return (*sections(head, lines), section(_quality(found.quality)))


def _quality(found: Quality) -> str:
    reasons = [f"• −{each.points}: {SAYS[each.flaw].format(share=each.share)}" for each in found.deductions]
    listed = "\n".join(reasons or ["Nothing takes points away."])
    return f"*Quality of the plan: {found.score} of 100*\n{listed}"
