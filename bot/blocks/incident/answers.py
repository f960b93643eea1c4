"""Answers to people and messages of the channel: where it stands, what moved, who leads, what is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks.incident.marks import MARKS
from bot.blocks.incident.stamps import stamp_line
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
    with_people,
)
from bot.domain.incident import OPEN, Event, Incident, Kind, Status
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
    Status.MERGED: "`/inc reopen [why]` if it was another one after all",
}
"""The next step, for each status."""
TOPIC, LINE, LINES, LISTED = 250, 280, 20, 20
PEOPLE = (Kind.LEAD, Kind.ROLE, Kind.HANDOFF)
"""Lines in words of our own that name somebody."""


def declared(incident: Incident, how: str, *, severity: int = 0, here: bool = False) -> Reply:
    """The answer in the ack: it is on record; the channel is on its way, or is this one.

    `how` says which service, `severity` which one the title named (0: none).
    """
    service = f" Service: {how}." if how else ""
    grave = f", SEV{severity}" if severity else ""
    name = f"`#{escape(incident.channel_name, 80)}`"
    where = f"{name} becomes its channel, and keeps all that was said" if here else f"Opening {name} …"
    return Reply(f"*{incident.id}* declared: {snug(incident.title, 200)}{grave}. {where}{service}")


def opened(incident: Incident) -> str:
    """What the declarer reads once the channel is there."""
    return f"*{incident.id}* declared → <#{incident.channel}>"


def topic(incident: Incident, into: Incident | None = None) -> str:
    """The channel's topic (plain text, 250 characters at most); `into` is what it was merged into."""
    lead = f" · lead {person(incident.lead)}" if incident.lead else ""
    where = f"merged into {into.id} <#{into.channel}>" if into else f"{incident.status}{lead}"
    return cut(f"{incident.id} · SEV{incident.severity} · {where} · {escape(incident.title)}", TOPIC)


def reference(incident: Incident) -> str:
    """Another incident, to go to."""
    where = f" <#{incident.channel}>" if incident.channel else ""
    return f"*{incident.id}* {snug(incident.title, 150)}{where}"


def status_line(incident: Incident) -> str:
    """One line: what it is and where it stands."""
    where = f" <#{incident.channel}>" if incident.channel else ""
    lead = person(incident.lead) if incident.lead else "nobody"
    return (
        f"{MARKS[incident.status]} *{incident.id}* {snug(incident.title, 150)} · {incident.status} · "
        f"SEV{incident.severity} · lead {lead}{where}"
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an incident stands: its timeline, who set which stamp by hand, what it was merged into."""

    incident: Incident
    events: Sequence[Event]
    by_hand: Mapping[str, str] = field(default_factory=dict)
    into: Incident | None = None


def status(standing: Standing, now: datetime) -> Reply:
    """Where an incident stands, with its stamps and the last lines of its timeline."""
    incident = standing.incident
    stamps = stamp_line(incident, standing.by_hand, [_since(at, now) for at in incident.stamps.values()])
    last = "\n".join(_event_line(event) for event in standing.events[-3:])
    text = status_line(incident) + (f"\nMerged into {reference(standing.into)}" if standing.into else "")
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
    told = with_people(text, 150) if event.kind in PEOPLE else snug(text, 150)
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
    return "reopened" if before not in OPEN and incident.is_open else incident.status.value


def done(incident: Incident, before: Status) -> Reply:
    """What the one who moved it reads."""
    document = " The post-incident document follows in the channel." if incident.status == "resolved" else ""
    moved = _move(incident, before)
    said = "is open again, investigating." if moved == "reopened" else f"is {moved} now."
    text = f"*{incident.id}* {said}{document}\nNext: {NEXT[incident.status]}."
    if incident.status is not Status.CANCELLED:
        return Reply(text)
    return Reply(text, (section(text), actions([button("Reopen", "inc_reopen", incident.id)])))


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
