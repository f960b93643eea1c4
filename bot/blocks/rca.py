"""How the document shows up in the channel: how much of it is there, and what only people can tell."""

from collections.abc import Sequence

from bot.blocks.kit import context, escape, section, snug
from bot.domain.rca import Document, Section
from bot.ports import Blocks, Reply

SHOWN = 5


def draft_ready(incident: str, name: str, filled: int, questions: Sequence[Section]) -> tuple[str, Blocks]:
    """The message beside the file: (fallback text, blocks). `questions` are the sections without a fact."""
    total = filled + len(questions)
    said = f"{filled} of {total} sections filled"
    need = f"; {len(questions)} need{'s' if len(questions) == 1 else ''} a human" if questions else ""
    text = f"Draft ready: {said}{need}"
    blocks = [section(f"*Draft ready: {snug(name, 120)}*\n{said}{need}.")]
    if questions:
        blocks.append(section("\n".join(_asked(each) for each in questions[:SHOWN])))
    rest = len(questions) - SHOWN
    more = f"{rest} more questions stand in the file. " if rest > 0 else ""
    again = f"Every note goes into the next draft; `tocsin rca {escape(incident)}` prints it at any time."
    return text, (*blocks, context(more + again))


def state(document: Document) -> Reply:
    """How far the document is, for whoever asks; every open question with the way to answer it."""
    total, questions = len(document.sections), document.open
    text = f"{document.incident}: {document.filled} of {total} sections hold facts"
    done = ", ".join(escape(section.title) for section in document.sections if section.filled)
    blocks = [section(f"*{escape(text)}*"), section(f"Filled: {done}.")]
    asked = [_asked(each) for each in questions]
    blocks += [section("\n".join(asked[at : at + SHOWN])) for at in range(0, len(asked), SHOWN)]
    close = f"`/inc resolve` shares the document; `tocsin rca {escape(document.incident)}` prints it."
    return Reply(escape(text), (*blocks, context(close)))


def _asked(each: Section) -> str:
    return f"• *{escape(each.title)}*: {escape(each.question)}\n   `{escape(each.prompt)}`"
