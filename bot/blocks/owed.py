"""How people hear of what they owe: a document, a follow-up, what a team owes in a week."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit import actions, button, context, escape, person, section, snug, when, whole
from bot.domain.followup import Followup
from bot.domain.incident import Incident
from bot.domain.owed import Debts, Owed
from bot.ports import Blocks, Reply

LISTED = 10


def document(incident: Incident, owed: Owed, now: datetime) -> tuple[str, Blocks]:
    """What the owner of a document is told: (fallback text, blocks)."""
    text = (
        f"The post-incident document of *{incident.id}* {snug(incident.title, 150)} {_is_due(owed.due, now)}."
    )
    row = actions(
        [
            button("What is missing?", "rca_state", incident.id, style="primary"),
            button("It is done", "rca_done", incident.id),
        ]
    )
    where = f" in <#{incident.channel}>" if incident.channel else ""
    return text, (section(text), row, context(f"`/rca owner @x`{where} gives it to somebody else."))


def _is_due(due: datetime, now: datetime) -> str:
    return f"was due {when(due)}" if due < now else f"is due {when(due)}"


def followup(incident: Incident, each: Followup, now: datetime) -> tuple[str, Blocks]:
    """What the owner of a follow-up is told."""
    due = _is_due(each.due, now) if each.due else "is open"
    text = f"Your follow-up of *{incident.id}* {due}: {snug(each.text, 300)}"
    row = [
        button("Done", "followup_done", str(each.number), style="primary"),
        button("Change", "followup_form", str(each.number)),
        button("Drop it", "followup_drop", str(each.number)),
    ]
    return text, (section(text), actions(row))


def digest(team: str, debts: Debts, now: datetime) -> Reply:
    """What a team owes, once a week."""
    head = f"*{escape(team, 100)}* owes {_count(debts)}"
    documents = [_document(each, title, now) for each, title in debts.documents[:LISTED]]
    followups = [_followup(each, now) for each in debts.followups[:LISTED]]
    parts = [
        section(whole([f"*{name}*", *lines]))
        for name, lines in (("Documents", documents), ("Follow-ups", followups))
        if lines
    ]
    foot = context("`/rca INC-n` shows a document, `/inc followups` in its channel the follow-ups.")
    return Reply(head, (section(head), *parts, foot), public=True)


def _count(debts: Debts) -> str:
    counted = ((len(debts.documents), "document"), (len(debts.followups), "follow-up"))
    return " and ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counted if count)


def _document(owed: Owed, title: str, now: datetime) -> str:
    return f"• {owed.incident} {snug(title, 120)} · {person(owed.owner)} · {_date(owed.due, now)}"


def _followup(each: Followup, now: datetime) -> str:
    owner = person(each.owner) if each.owner else "nobody's yet"
    return f"• {each.incident} {snug(each.text, 160)} · {owner} · {_date(each.due, now)}"


def _date(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "no date"
    return f"{'⚠️ overdue since' if due < now else 'due'} {when(due, '{date_short_pretty}')}"


def named(incident: Incident, owed: Owed) -> Reply:
    """Whose it is now."""
    return Reply(f"The document of *{incident.id}* is {person(owed.owner)}'s, due {when(owed.due)}.")


def done(incident: Incident, questions: Sequence[str]) -> Reply:
    """It is done; what it still lacks is said, and nobody is reminded any more."""
    lacks = (
        f" It still lacks {len(questions)} sections: {escape(', '.join(questions), 500)}."
        if questions
        else ""
    )
    return Reply(f"The document of *{incident.id}* is done.{lacks} Nobody is reminded of it any more.")
