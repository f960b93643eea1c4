"""What is said of the document: how much of it is there, what only people can tell, what was just kept."""

from collections.abc import Sequence

from bot.blocks.kit import actions, button, context, escape, person, section, snug, when
from bot.domain.incident import Incident
from bot.domain.owed import Owed
from bot.domain.rca import Document, Draft, Fact, Section
from bot.domain.rca.plan import NUMBERS, Plan, of
from bot.domain.rca.written import Addition, Text, Why
from bot.ports import Block, Blocks, Reply

EXCERPT = 140


def draft_ready(
    incident: str, draft: Draft, questions: Sequence[Section], owed: Owed | None = None
) -> tuple[str, Blocks]:
    """The message that the file hangs beneath: (fallback text, blocks); a button for each open section."""
    total = draft.filled + len(questions)
    said = f"{draft.filled} of {total} sections filled"
    need = f"; {len(questions)} need{'s' if len(questions) == 1 else ''} a human" if questions else ""
    text = f"Draft ready: {said}{need}"
    where = f"The file is in the thread (draft {draft.version})."
    head = f"*Draft ready: {snug(draft.name, 120)}*\n{said}{need}. {where}"
    blocks = [section(head)]
    if questions:
        fill = [_fill(incident, each.key, f"{each.number}. {each.title}") for each in questions[:24]]
        blocks.append(actions(fill))
    foot = (
        f"Each edit renews the file. `/rca` shows it all, `/rca why` asks why; "
        f"`tocsin rca {escape(incident)}` prints it in a terminal."
    )
    return text, (*blocks, context(*_author(owed), foot))


def _author(owed: Owed | None) -> tuple[str, ...]:
    """Whose it is and until when; nothing where none is asked for."""
    if owed is None:
        return ()
    until = f"done {when(owed.done)}" if owed.done else f"due {when(owed.due)}"
    return (f"Author {person(owed.owner)} (`/rca owner @x` changes that) · {until}",)


def state(document: Document) -> Reply:
    """The whole document in short: what needs a human with a button each, then what is there."""
    total, questions = len(document.sections), document.open
    text = f"{document.incident}: {document.filled} of {total} sections hold facts"
    need = f"*{len(questions)} need a human*" if questions else "*Nothing is missing*"
    asked = [_asked(document.incident, each) for each in questions]
    there = [_there(document.incident, each) for each in document.sections if each.filled]
    row = actions(
        [
            button("Ask why", "rca_why_form", document.incident),
            button("Put it into the channel", "rca_share", document.incident),
        ]
    )
    close = context(
        "`/rca &lt;section&gt;` writes one, `/rca note &lt;text&gt;` adds a sentence, "
        f"`/rca find &lt;words&gt;` looks in the past; `tocsin rca {escape(document.incident)}` prints it."
    )
    head = section(f"*{escape(text)}* · {escape(document.title, 150)}")
    return Reply(escape(text), (head, row, section(need), *asked, section("*What is there*"), *there, close))


def _asked(incident: str, each: Section) -> Block:
    said = f"*{each.number}. {escape(each.title)}*\n{escape(each.question)}"
    return section(said, _fill(incident, each.key, "Answer"))


def _there(incident: str, each: Section) -> Block:
    words = each.written.text if each.written else _excerpt(each.facts)
    count = len(each.facts) + bool(each.written)
    more = f" _({count} entries)_" if count > 1 else ""
    said = f"*{each.number}. {escape(each.title)}* {snug(words, EXCERPT)}{more}"
    return section(said, _fill(incident, each.key, "Open"))


def _excerpt(facts: Sequence[Fact]) -> str:
    return "; ".join(_short(fact) for fact in facts[:3])


def _short(fact: Fact) -> str:
    between = " " if fact.label.endswith("?") else ": "
    return between.join(part for part in (fact.label, fact.text) if part)


def _fill(incident: str, key: str, label: str) -> Block:
    """The button that opens a section's form; the whys have their own."""
    if key == "whys":
        return button(label, "rca_why_form", incident)
    return button(label, "rca_section_form", f"{incident}|{key}")


def sections_named(incident: str, words: str, found: Sequence[Plan]) -> Reply:
    """Several sections that words may mean, to choose from."""
    text = f"Which section of *{escape(incident)}* is “{snug(words, 60)}”?"
    row = [_fill(incident, plan.key, f"{NUMBERS[plan.key]}. {plan.title}") for plan in found[:10]]
    return Reply(text, (section(text), actions(row)))


def kept(incident: Incident, text: Text) -> Reply:
    """A section was written."""
    plan = of(text.section)
    deed = "is kept" if text.text else "is empty again"
    name = f"*{NUMBERS[text.section]}. {escape(plan.title)}* of *{incident.id}*"
    return Reply(f"{name} {deed}. `/rca` shows what is left.")


def added(incident: Incident, addition: Addition | None, section_key: str) -> Reply:
    """A sentence was added to a section, or (None) stands there already."""
    name = f"*{NUMBERS[section_key]}. {escape(of(section_key).title)}* of *{incident.id}*"
    if addition is None:
        return Reply(f"That message is in {name} already. `/rca` shows it.")
    text = f"Added to {name}: {snug(addition.text, 200)}"
    value = f"{incident.id}|{addition.key}"
    row = [button("Another section", "rca_place_form", value), button("Take it away", "rca_drop", value)]
    return Reply(text, (section(text), actions(row)))


def why_said(why: Why, by: str) -> str:
    """A why in the thread of the card; its author by name, for nobody is to be paged by their own words."""
    answer = escape(why.answer, 1200) if why.answer else "_no answer yet_"
    return f"*{escape(why.question, 600)}*\n{answer} — {escape(by, 80)}"


def why_kept(incident: Incident, why: Why, count: int, least: int) -> Reply:
    """A why was kept, changed or taken away; how many there are, and the way to the next."""
    left = f"{count} of at least {least} asked" if count < least else f"{count} asked"
    text = f"*{incident.id}*: {snug(why.question, 300)} {left}."
    return Reply(text, (section(text), actions([button("Ask the next why", "rca_why_form", incident.id)])))
