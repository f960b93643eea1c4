"""Answers to people and messages of the channel: where it stands, what moved, who leads, what is meant."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.blocks.incident.marks import MARKS
from bot.blocks.kit import (
    actions,
    ago,
    button,
    context,
    cut,
    escape,
    person,
    section,
    sections,
    snug,
    when,
)
from bot.domain.incident import Event, Incident, Kind, Status
from bot.domain.refusal import Refusal
from bot.domain.telling import Update
from bot.ports import Block, Blocks, Reply

NEXT: Mapping[Status, str] = {
    Status.INVESTIGATING: "`/inc note …`, `/inc status identified`, `/inc mitigate`, `/inc resolve [note]`",
    Status.IDENTIFIED: "`/inc note …`, `/inc mitigate [note]`, `/inc resolve [note]`",
    Status.MITIGATED: "`/inc note …`, `/inc resolve [note]`, `/inc status investigating` if it is back",
    Status.RESOLVED: "`/rca` shows what the document lacks, `/inc status closed`, `/inc reopen [why]`",
    Status.CLOSED: "`/rca`, `/inc reopen [why]`",
    Status.CANCELLED: "`/inc reopen [why]`",
}
"""The next step, for each status."""
TOPIC, LINE, LINES, LISTED = 250, 280, 20, 20


def declared(incident: Incident, how: str) -> Reply:
    """The answer in the ack: it is on record; the channel is on its way."""
    service = f" Service: {how}." if how else ""
    return Reply(
        f"*{incident.id}* declared: {snug(incident.title, 200)}. "
        f"Opening `#{escape(incident.channel_name, 80)}` …{service}"
    )


def opened(incident: Incident) -> str:
    """What the declarer reads once the channel is there."""
    return f"*{incident.id}* declared → <#{incident.channel}>"


def topic(incident: Incident) -> str:
    """The channel's topic (plain text, 250 characters at most)."""
    lead = f" · lead {person(incident.lead)}" if incident.lead else ""
    return cut(
        f"{incident.id} · SEV{incident.severity} · {incident.status}{lead} · {escape(incident.title)}", TOPIC
    )


def status_line(incident: Incident) -> str:
    """One line: what it is and where it stands."""
    where = f" <#{incident.channel}>" if incident.channel else ""
    lead = person(incident.lead) if incident.lead else "nobody"
    return (
        f"{MARKS[incident.status]} *{incident.id}* {snug(incident.title, 150)} · {incident.status} · "
        f"SEV{incident.severity} · lead {lead}{where}"
    )


def status(incident: Incident, events: Sequence[Event], now: datetime) -> Reply:
    """Where an incident stands, with its stamps and the last lines of its timeline."""
    stamps = " · ".join(f"{name.replace('_', ' ')} {_since(at, now)}" for name, at in incident.stamps.items())
    last = "\n".join(_event_line(event) for event in events[-3:])
    text = status_line(incident)
    return Reply(
        text,
        (
            section(text),
            context(stamps),
            section(f"*Last on the timeline*\n{last}"),
            context(f"Next: {NEXT[incident.status]}. `/inc timeline` shows everything."),
        ),
    )


def timeline(incident: Incident, events: Sequence[Event], end: int = 0) -> Reply:
    """A page of the timeline, up to the line `end` (0: the last), with a way to what is before and after."""
    last = end if 0 < end < len(events) else len(events)
    first = max(0, last - LINES)
    count = f"{len(events)} {'line' if len(events) == 1 else 'lines'}"
    page = f", {first + 1} to {last}" if last - first < len(events) else ""
    head = f"*Timeline of {incident.id}* ({count}{page})"
    lines = [cut(_event_line(event), LINE) for event in events[first:last]]
    ways = [(f"Earlier ({first} more)", first)] if first else []
    ways += [(f"Later ({len(events) - last} more)", last + LINES)] if last < len(events) else []
    shown: list[Block] = [*sections(head, lines)]
    shown += [actions([button(to, "inc_timeline", f"{incident.id} {at}") for to, at in ways])] if ways else []
    foot = context("`/inc note &lt;text&gt;` or 📌 on a message adds to it.")
    return Reply(head, (*shown, foot))


def _since(at: datetime, now: datetime) -> str:
    return f"{when(at)} ({ago((now - at).total_seconds())} ago)"


def _event_line(event: Event) -> str:
    """One line of the timeline: when, what, by whom, in whose words."""
    by = f" ({person(event.by)})" if event.by else ""
    text = event.text.removeprefix(f"{event.kind}: ")
    led = event.kind is Kind.LEAD and text.startswith("@")
    told = f"{person(text[1:].removesuffix(' leads'))} leads" if led else snug(text, 150)
    return f"{when(event.at, '{time}')} {event.kind}{by}: {told}"


def listed(incidents: Sequence[Incident], offset: int = 0) -> Reply:
    """A page of the open incidents, the newest first."""
    if not incidents:
        return Reply("No open incidents. `/inc &lt;title&gt;` declares one.")
    lines = [cut(status_line(incident), LINE) for incident in incidents[offset : offset + LISTED]]
    head = f"{len(incidents)} open {'incident' if len(incidents) == 1 else 'incidents'}"
    more = len(incidents) - offset - len(lines)
    older = button(f"Older ({more} more)", "inc_list", str(offset + LISTED))
    return Reply(head, (*sections(f"*{head}*", lines), *((actions([older]),) if more > 0 else ())))


def announcement(incident: Incident, service: str, told: Update | None) -> tuple[str, Blocks]:
    """The one post of an incident where all incidents are announced: (fallback text, blocks)."""
    about = f" · {escape(service, 100)}" if service else ""
    line = f"{status_line(incident)}{about}"
    said = (
        f"📣 {escape(told.text, 300)} ({when(told.at, '{time}')})"
        if told
        else "Nobody was told anything yet."
    )
    since = f"declared {when(incident.declared_at)} by {person(incident.declared_by)}"
    return line, (section(line), context(said, since))


def moved(incident: Incident, before: Status, by: str, note: str) -> str:
    """The new message that says an incident moved."""
    said = f": {snug(note, 1000)}" if note else "."
    return f"{MARKS[incident.status]} *{incident.id} {_move(incident, before)}* by {person(by)}{said}"


def _move(incident: Incident, before: Status) -> str:
    ended = before in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED)
    return "reopened" if ended and incident.is_open else incident.status.value


def done(incident: Incident, before: Status) -> Reply:
    """What the one who moved it reads."""
    document = " The post-incident document follows in the channel." if incident.status == "resolved" else ""
    moved = _move(incident, before)
    said = "is open again, investigating." if moved == "reopened" else f"is {moved} now."
    return Reply(f"*{incident.id}* {said}{document}\nNext: {NEXT[incident.status]}.")


def already(incident: Incident, mover: Event, asker: str, *, noted: bool) -> Reply:
    """Somebody was faster: who, and when; what the asker wrote with it is on the timeline."""
    who = "you did that" if mover.by == asker else f"{person(mover.by)} was faster"
    kept = " Your words are on the timeline." if noted else ""
    return Reply(
        f"*{incident.id}* is {incident.status} already: {who}, {when(mover.at)}.{kept}\n"
        f"Next: {NEXT[incident.status]}."
    )


def led(incident: Incident, by: str) -> str:
    """The new message that says who leads now."""
    who = person(incident.lead)
    return (
        f"🧭 {who} leads *{incident.id}* now."
        if by == incident.lead
        else f"🧭 {who} leads *{incident.id}* now ({person(by)} said so)."
    )


def nowhere(incidents: Sequence[Incident]) -> Refusal:
    """What to do when a command needs an incident and the channel has none."""
    if not incidents:
        text = (
            "You are not in an incident channel, and no open incident is yours. "
            "/inc list shows all, /inc <title> declares one."
        )
        return Refusal(text, escape(text))
    shown = [f"<#{each.channel}>" if each.channel else f"#{each.channel_name}" for each in incidents[:3]]
    names = [f"#{incident.channel_name}" for incident in incidents[:3]]
    said = "You are not in an incident channel; yours: {}."
    return Refusal(said.format(", ".join(names)), said.format(", ".join(shown)))
