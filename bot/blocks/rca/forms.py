"""The forms of the document: a section, the whys, a message for a section, another section for a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.kit import (
    clip,
    context,
    escape,
    modal,
    person,
    section,
    sections,
    select_input,
    snug,
    text_input,
    when,
)
from bot.domain.incident import Incident
from bot.domain.rca import MIN_WHYS, Fact, Section
from bot.domain.rca.notes import NOTED
from bot.domain.rca.plan import NUMBERS, PLAN, of
from bot.domain.rca.record import Record
from bot.domain.rca.written import LONGEST, Overtaken, Step, Text
from bot.ports import Block

SHOWN = 12
MEETS = (("Put mine below it", "below"), ("Put mine in its place", "replace"))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody was faster: what stands now, what stood before, and the words that are still the person's."""

    overtaken: Overtaken
    mine: str


def section_form(incident: Incident, about: Section, text: Text, conflict: Conflict | None = None) -> Block:
    """One section: what it asks, what Tocsin filled in, and the text of people to change."""
    plan = of(about.key)
    label = plan.question if not conflict else f"Your words ({plan.question})"
    field = text_input("text", label, initial=conflict.mine if conflict else text.text, lines=True)
    if plan.example:
        field["hint"] = {"type": "plain_text", "text": f"For example: {plan.example}"}
    head = section(f"*{about.number}. {escape(about.title)}* · {incident.id} {snug(incident.title, 120)}")
    body = _conflict(conflict.overtaken) if conflict else (*_filled(about.facts), *_last(text))
    return modal(
        f"{about.number}. {about.title}", [head, *body, field], callback="rca_section", submit="Save"
    )


def _filled(facts: Sequence[Fact]) -> tuple[Block, ...]:
    """What Tocsin filled in, which stands in the document beside the text."""
    if not facts:
        return (context("Tocsin knows nothing of this yet: it is yours to tell."),)
    lines = [_line(fact) for fact in facts[:SHOWN]]
    more = len(facts) - len(lines)
    if more:
        lines.append(f"and {more} more, in the document")
    return sections("_Filled in by Tocsin; your text stands above it:_", lines)


def _line(fact: Fact) -> str:
    at = f"{_clock(fact.at)} " if fact.at else ""
    label = f"*{escape(fact.label, 80)}:* " if fact.label else ""
    by = f" — {escape(fact.by, 60)}" if fact.by else ""
    return f"• {at}{label}{escape(clip(' '.join(fact.text.split()), 160))}{by}"


def _clock(at: datetime) -> str:
    return when(at, "{time}")


def _last(text: Text) -> tuple[Block, ...]:
    if text.at is None:
        return ()
    return (context(f"Last written by {person(text.person)} {when(text.at)}, version {text.version}."),)


def _conflict(found: Overtaken) -> tuple[Block, ...]:
    """Who was faster, what it says now, what it said before; and how the two texts meet."""
    now = found.now
    at = f" {when(now.at)}" if now.at else ""
    head = f"⚠️ *{person(now.person)} changed this section{at} while you wrote.*"
    if found.too_long:
        head = f"⚠️ *Together the two are longer than the {LONGEST:,} characters of a field: shorten yours.*"
    return (
        section(f"{head} Nothing of yours is lost: it stands in the field below."),
        section(f"*It says now:*\n{_quoted(now.text)}"),
        context(f"Before that: {snug(found.before.text, 600) or 'nothing'}"),
        select_input("meets", "What becomes of the two?", MEETS, initial="below", optional=False),
    )


def _quoted(text: str) -> str:
    lines = escape(text, 2600).splitlines() or ["(nothing)"]
    return "\n".join(f"&gt; {line}" for line in lines)[:2900]


def why_form(record: Record, steps: Sequence[Step], given: tuple[str, str, str], said: str = "") -> Block:
    """The whys so far as a tree, and the next one; `given` is (which, question, answer), `said` a warning."""
    which, question, answer = given
    chosen = which or _deepest(steps)
    incident = record.incident
    tree = [_why_line(record, step) for step in steps] or ["_Nobody has asked yet._"]
    count = f"{len(steps)} of at least {MIN_WHYS} asked." if len(steps) < MIN_WHYS else f"{len(steps)} asked."
    blocks = [
        *((section(f"⚠️ *{escape(said, 1500)}*"),) if said else ()),
        *sections(f"*Why did {incident.id} happen?* {snug(incident.title, 120)}", tree),
        context(f"{count} Branches are welcome: most incidents have more than one cause."),
        select_input("which", "What do you do?", _choices(steps), initial=chosen, optional=False),
        text_input("question", "Why …?", initial=question, lines=True),
        text_input("answer", "Because …", initial=answer, lines=True),
    ]
    return modal("Five whys", blocks, callback="rca_why", submit="Keep")


def _why_line(record: Record, step: Step) -> str:
    why = step.why
    answer = escape(why.answer, 200) if why.answer else "_no answer yet_"
    indent = "      " * (step.depth - 1)
    by = escape(record.who(why.person), 60)
    return f"{indent}{step.depth}. *{escape(why.question, 200)}* {answer} — {by}"


def _choices(steps: Sequence[Step]) -> list[tuple[str, str]]:
    """A first why, one below each, and what can be changed: what stands in a note is changed in the note."""
    own = [step for step in steps if not step.why.key.startswith(NOTED)]
    return [
        ("Ask a first why", "below:"),
        *((f"Ask why of {_name(step)}", f"below:{step.why.key}") for step in steps),
        *((f"Answer or change {_name(step)}", f"change:{step.why.key}:{step.why.version}") for step in own),
        *(
            (f"Take away {_name(step)}", f"drop:{step.why.key}:{step.why.version}")
            for step in own
            if step.leaf
        ),
    ]


def _name(step: Step) -> str:
    return f"{step.depth}: {step.why.answer or step.why.question}"


def _deepest(steps: Sequence[Step]) -> str:
    """Below the last one asked: five whys go down one chain unless somebody branches."""
    return f"below:{max(steps, key=lambda step: step.why.at).why.key}" if steps else "below:"


def _section_input(initial: str = "") -> Block:
    pairs = [(f"{NUMBERS[plan.key]}. {plan.title}", plan.key) for plan in PLAN if plan.key != "whys"]
    return select_input("section", "Which section?", pairs, initial=initial, optional=False)


def add_form(incidents: Sequence[Incident], text: str) -> Block:
    """A message for a section; which incident is asked where there is more than one."""
    pairs = [(f"{each.id} {each.title}", each.id) for each in incidents]
    quoted = section(_quoted(clip(text, 700))) if text.strip() else context("The message has no text.")
    return modal(
        "Add to RCA",
        [
            quoted,
            _section_input(),
            select_input("incident", "Incident", pairs, initial=incidents[0].id, optional=False),
        ],
        callback="rca_add",
        submit="Add",
    )


def place_form(incident: Incident, section_key: str) -> Block:
    """Another section for a note."""
    return modal(f"Note of {incident.id}", [_section_input(section_key)], callback="rca_place", submit="Move")
