"""How telling people looks: updates, reminders, severity, roles, hand-over, the state in five lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.blocks.incident.marks import MARKS
from bot.blocks.kit import (
    actions,
    button,
    context,
    escape,
    modal,
    person,
    section,
    select_input,
    text_input,
    when,
)
from bot.domain.house import House
from bot.domain.incident import Event, Incident
from bot.domain.roles import ROLES
from bot.domain.telling import Digest, Reminder, Update
from bot.ports import Block, Blocks, Reply

DELAYS = (
    ("in 10 min", "10m"),
    ("in 20 min", "20m"),
    ("in 30 min", "30m"),
    ("in 1 h", "60m"),
    ("in 2 h", "120m"),
)
MOVES = ("investigating", "identified", "mitigated", "resolved")


def update(said: Update) -> tuple[str, Blocks]:
    """The new message that tells people: (fallback text, blocks)."""
    head = f"📣 *Update on {said.incident}* · {said.status} · SEV{said.severity}"
    due = (
        f"Next update by {when(said.next_at, '{time}')}" if said.next_at else "No further update is promised"
    )
    foot = context(f"{due} · by {person(said.person)}")
    return f"{head}: {escape(said.text, 500)}", (section(head), section(escape(said.text, 2900)), foot)


def update_form(house: House, incident: Incident, text: str) -> Block:
    """Message, status, severity, next update."""
    severities = [(f"SEV{s.number}: {s.meaning}", str(s.number)) for s in house.severities]
    severity = house.severity(incident.severity)
    every = severity.update_every if severity else None
    minutes = f"{int(every.total_seconds() // 60)}m" if every else ""
    return modal(
        f"Update on {incident.id}",
        [
            text_input("text", "What should people know?", initial=text, optional=False, lines=True),
            select_input("status", "Status", [(m, m) for m in MOVES], initial=incident.status.value),
            select_input("severity", "Severity", severities, initial=str(incident.severity)),
            select_input(
                "next", "Next update", [*DELAYS, ("none promised", "none")], initial=minutes or "none"
            ),
        ],
        callback="update",
        submit="Tell people",
    )


def reminder(incident: Incident, about: Reminder) -> tuple[str, Blocks]:
    """The one message that asks for the next update."""
    title = f"⏰ *{incident.id}* {escape(incident.title, 150)}"
    text = f"{title}: people were promised an update by {when(about.due)}."
    row = actions(
        [
            button("Update", "inc_update_form", incident.id, style="primary"),
            button("Snooze 10", "inc_snooze", incident.id),
            button("Stop", "inc_stop_reminding", incident.id),
        ]
    )
    return text, (section(text), row)


def severity(incident: Incident, before: int, meaning: Sequence[str], by: str) -> tuple[str, Blocks]:
    """The new message of a rise: the definition, and what changes now."""
    head = f"⬆️ *{incident.id} is SEV{incident.severity} now* (was SEV{before}), by {person(by)}"
    lines = "\n".join(f"• {escape(line, 300)}" for line in meaning)
    return head, (section(f"{head}\n{lines}"),)


def severity_set(incident: Incident, before: int, meaning: Sequence[str]) -> Reply:
    """The private answer: what changed, and a way back for a minute."""
    head = f"*{incident.id}* is SEV{incident.severity} now, it was SEV{before}."
    lines = "\n".join(f"• {escape(line, 300)}" for line in meaning)
    undo = button("Undo", "inc_undo_severity", f"{incident.id}|{before}|{incident.severity}")
    foot = context("Undo works for 60 seconds.")
    return Reply(head, (section(f"{head}\n{lines}"), actions([undo]), foot))


def severities(house: House, incident: Incident) -> Reply:
    """The definitions, this incident's marked."""
    lines = []
    for each in house.severities:
        minutes = int(each.update_every.total_seconds() // 60) if each.update_every else 0
        every = f"update every {minutes} min" if minutes else "no updates"
        document = "document required" if each.rca_required else "no document"
        mark = "▶ " if each.number == incident.severity else ""
        lines.append(f"{mark}*SEV{each.number}* {escape(each.meaning, 200)} · {every} · {document}")
    head = f"*{incident.id}* is SEV{incident.severity}. `/inc sev <1-{len(house.severities)}>` changes it."
    return Reply(head, (section(head), section("\n".join(lines))))


def roles(incident: Incident, given: Mapping[str, str]) -> Reply:
    """Who does what."""
    lead = person(incident.lead) if incident.lead else "nobody: `/inc lead @x`"
    lines = [f"*incident lead*: {lead}"]
    for role, says in ROLES.items():
        who = person(given[role]) if role in given else f"nobody: `/inc role {role} @x`"
        lines.append(f"*{role}*: {who} _({says})_")
    head = f"Roles of *{incident.id}*"
    return Reply(head, (section(head), section("\n".join(lines))))


def catchup(found: Digest, now: datetime) -> Reply:
    """The state for somebody who comes in: what, since when, who, done, hypothesis, next update."""
    head = f"*{found.incident.id}* in short"
    return Reply(
        head, (section("\n".join([head, *_lines(found, now)])), context("`/inc timeline` has it all."))
    )


def hand_over(found: Digest, by: str, now: datetime) -> tuple[str, Blocks]:
    """The new message of a hand-over, in five lines."""
    incident = found.incident
    head = f"🧭 {person(incident.lead)} leads *{incident.id}* now, handed over by {person(by)}"
    return head, (section("\n".join([head, *_lines(found, now)])),)


def _lines(found: Digest, now: datetime) -> list[str]:
    incident = found.incident
    done = "; ".join(_deed(event) for event in found.done) or "nothing is on the timeline yet"
    guess = (
        escape(found.hypothesis.text, 200) if found.hypothesis else "none noted: `/inc note hypothesis: …`"
    )
    return [
        f"• *Broken*: {MARKS[incident.status]} {escape(incident.title, 150)}"
        f" · {incident.status} · SEV{incident.severity}",
        f"• *Since*: {when(incident.declared_at)} · lead {person(incident.lead)}",
        f"• *Done*: {done}",
        f"• *Hypothesis*: {guess}",
        f"• *Next update*: {_next(found, now)}",
    ]


def _deed(event: Event) -> str:
    return f"{when(event.at, '{time}')} {escape(event.text, 120)}"


def _next(found: Digest, now: datetime) -> str:
    if found.last is None:
        return "people were not told yet: `/inc update …`"
    if found.last.next_at is None:
        return f"none promised; the last was {when(found.last.at, '{time}')}"
    late = " ⚠️ overdue" if found.last.next_at < now else ""
    return f"{when(found.last.next_at, '{time}')}{late}"


def checklist(incident: Incident) -> tuple[str, Blocks]:
    """What a new incident lead is asked to do, privately."""
    text = f"You lead *{incident.id}* {escape(incident.title, 150)} now."
    steps = (
        "Say in one sentence what is broken and who is hurt: `/inc update …`",
        "Give the work away: `/inc role operations @x`, `/inc role communications @x`",
        "Check the severity: `/inc sev`, and the service on the card",
        "Have hypotheses and decisions noted: `/inc note …` or 📌",
        "Hand over before you are tired: `/inc handoff @x`",
    )
    room = f"It is worked on in <#{incident.channel}>." if incident.channel else ""
    return text, (section(f"{text} {room}".strip()), section("\n".join(f"☐ {step}" for step in steps)))
