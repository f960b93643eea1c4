"""Answers to people and messages of the channel: where it stands, what moved, who leads, what is meant."""

from collections.abc import Sequence

from bot.blocks.incident.marks import MARKS
from bot.blocks.kit import actions, button, clip, context, escape, person, section, when
from bot.domain.incident import Event, Incident
from bot.ports import Reply


def declared(incident: Incident, how: str) -> Reply:
    """The answer in the ack: it is on record; the channel is on its way."""
    service = f" Service: {how}." if how else ""
    return Reply(
        f"*{incident.id}* declared: {escape(incident.title, 200)}. "
        f"Opening `#{escape(incident.channel_name, 80)}` …{service}"
    )


def opened(incident: Incident) -> str:
    """What the declarer reads once the channel is there."""
    return f"*{incident.id}* declared → <#{incident.channel}>"


def topic(incident: Incident) -> str:
    """The channel's topic (plain text, 250 characters at most)."""
    lead = f" · lead <@{incident.lead}>" if incident.lead else ""
    return (
        f"{incident.id} · SEV{incident.severity} · {incident.status}{lead} · {escape(incident.title, 120)}"[
            :250
        ]
    )


def status_line(incident: Incident) -> str:
    """One line: what it is and where it stands."""
    where = f" <#{incident.channel}>" if incident.channel else ""
    lead = person(incident.lead) if incident.lead else "nobody"
    return (
        f"{MARKS[incident.status]} *{incident.id}* {escape(incident.title, 150)} · {incident.status} · "
        f"SEV{incident.severity} · lead {lead}{where}"
    )


def status(incident: Incident, events: Sequence[Event]) -> Reply:
    """Where an incident stands, with its stamps and the last lines of its timeline."""
    stamps = " · ".join(f"{name.replace('_', ' ')} {when(at)}" for name, at in incident.stamps.items())
    last = "\n".join(_event_line(event) for event in events[-3:])
    text = status_line(incident)
    return Reply(
        text,
        (
            section(text),
            context(stamps),
            section(f"*Last on the timeline*\n{last}"),
            context("Next: `/inc note …`, `/inc status mitigated`, `/inc resolve [note]`, `/inc timeline`"),
        ),
    )


def timeline(incident: Incident, events: Sequence[Event]) -> Reply:
    """The last lines of the timeline; the document holds them all."""
    shown = events[-20:]
    head = f"*Timeline of {incident.id}* ({len(events)} lines"
    head += (
        f", the last {len(shown)}; `tocsin show {incident.id}` has all)" if len(shown) < len(events) else ")"
    )
    lines = [clip(_event_line(event), 280) for event in shown]
    halves = (lines[:10], lines[10:])
    return Reply(head, (section(head), *(section("\n".join(half)) for half in halves if half)))


def _event_line(event: Event) -> str:
    return f"{when(event.at, '{time}')} {event.kind}: {escape(event.text, 150)}" + (
        f" ({person(event.by)})" if event.by else ""
    )


def listed(incidents: Sequence[Incident]) -> Reply:
    """The open incidents."""
    if not incidents:
        return Reply("No open incidents. `/inc <title>` declares one.")
    lines = [status_line(incident) for incident in incidents[:10]]
    more = len(incidents) - len(lines)
    if more > 0:
        lines.append(f"and {more} more: `/inc list` in a channel of theirs, or `tocsin show` in a terminal")
    return Reply(f"{len(incidents)} open incidents", tuple(section(line) for line in lines))


def moved(incident: Incident, by: str, note: str) -> str:
    """The new message that says an incident moved."""
    said = f": {escape(note, 1000)}" if note else "."
    return f"{MARKS[incident.status]} *{incident.id} {incident.status}* by {person(by)}{said}"


def led(incident: Incident, by: str) -> str:
    """The new message that says who leads now."""
    who = person(incident.lead)
    return (
        f"🧭 {who} leads *{incident.id}* now."
        if by == incident.lead
        else f"🧭 {who} leads *{incident.id}* now ({person(by)} said so)."
    )


def doubt(near: str, words: str, here: str, runnable: str) -> Reply:
    """Nothing was done: the words may be a title or a slip of a verb; two buttons say which."""
    first = words.split(" ", 1)[0]
    question = f"Did you mean `{near}`?" if first.lower() != near else f"`{near}` is also a command."
    text = f"{question} Nothing was done yet. {here}".strip()
    run = [button(f"Run {clip(runnable, 60)}", "say", runnable)] if runnable else []
    buttons = [
        *run,
        button(f'Declare "{clip(words, 55)}"', "say_declare", words[:2000]),
        button(f"Help on {near}", "help_on", f"inc {near}"),
    ]
    return Reply(text, (section(text), actions(buttons)))


def nowhere(incidents: Sequence[Incident]) -> str:
    """What to do when a command needs an incident and the channel has none (plain text for a Refusal)."""
    if not incidents:
        return "You are not in an incident channel, and no open incident is yours. /inc list shows all."
    names = ", ".join(f"#{incident.channel_name}" for incident in incidents[:3])
    return f"You are not in an incident channel; yours: {names}."
