"""How an incident looks: the context card, the answers, the messages of its channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.kit import (
    actions,
    button,
    clip,
    context,
    escape,
    fields,
    header,
    link,
    modal,
    person,
    search_input,
    section,
    select_input,
    text_input,
    when,
)
from bot.domain.catalog import Service, Team
from bot.domain.house import House
from bot.domain.incident import Event, Incident, Status
from bot.ports import Block, Blocks, Reply

MARKS = {
    Status.INVESTIGATING: "🔴",
    Status.IDENTIFIED: "🟠",
    Status.MITIGATED: "🟡",
    Status.RESOLVED: "🟢",
    Status.CLOSED: "⚪",
    Status.CANCELLED: "⚪",
}


@dataclass(frozen=True, slots=True)
class Card:
    """All that the context card shows. `oncall` and `changes` are lines of mrkdwn, already escaped."""

    incident: Incident
    service: Service | None
    team: Team | None
    lead_names: str
    dependencies: tuple[Service, ...]
    options: tuple[Service, ...]
    oncall: tuple[str, ...]
    changes: tuple[str, ...]
    sources: tuple[str, ...]
    notes: int
    waiting: bool


def card(shown: Card) -> tuple[str, Blocks]:
    """The pinned card: (fallback text, blocks)."""
    incident = shown.incident
    blocks: list[Block] = [
        header(f"{MARKS[incident.status]} {incident.id} {incident.title}"),
        context(*_sources(shown)),
        fields(_facts(shown)),
    ]
    blocks += _service_part(shown) if shown.service else _ask_for_service(shown)
    blocks.append(
        section("*Last changes* (with its dependencies)\n" + "\n".join(shown.changes or ("None known.",)))
    )
    blocks.append(actions(_card_buttons(incident)))
    return f"{incident.id} {escape(incident.title, 150)}: {incident.status}", tuple(blocks)


def _sources(shown: Card) -> tuple[str, ...]:
    hint = "Refreshing from GitHub and PagerDuty …" if shown.waiting else ""
    return (*shown.sources, hint)


def _facts(shown: Card) -> list[tuple[str, str]]:
    incident = shown.incident
    return [
        ("Status", f"{incident.status} · SEV{incident.severity}"),
        ("Incident lead", person(incident.lead) if incident.lead else "nobody yet: `/inc lead @x`"),
        ("Declared", f"{when(incident.declared_at)} by {person(incident.declared_by)}"),
        ("Timeline", f"{shown.notes} lines: `/inc note …` or 📌"),
        ("On call", "\n".join(shown.oncall) or "nobody known: `/oncall`"),
    ]


def _service_part(shown: Card) -> list[Block]:
    service = shown.service
    if service is None:
        return []
    owner = (
        f"{escape(shown.team.title, 100)} ({shown.lead_names or 'no leads'})"
        if shown.team
        else "nobody owns it"
    )
    guessed = " _(guessed from the title)_" if incident_guessed(shown.incident) else ""
    facts = [
        ("Service", f"{escape(service.title, 150)} `{escape(service.id, 80)}`{guessed}"),
        ("Owner", owner),
        ("Tier", str(service.tier) if service.tier is not None else "not set"),
        ("Runbook", _page(service.runbook, "Open the runbook") or "none: add `runbook:` to the catalog"),
        ("SLO", _slo(service)),
        ("Depends on", _names(shown.dependencies)),
    ]
    return [fields(facts)]


def incident_guessed(incident: Incident) -> bool:
    """Whether the service is a guess that a person may want to change."""
    return incident.service_how == "guessed"


def _ask_for_service(shown: Card) -> list[Block]:
    if not shown.options:
        return [
            section(
                "*Which service?* The catalog knows none that the title names. `Choose service` searches it."
            )
        ]
    offered = [button(o.title, "inc_service", f"{shown.incident.id}|{o.id}") for o in shown.options[:5]]
    return [section("*Which service?* The title fits several."), actions(offered, "which_service")]


def _card_buttons(incident: Incident) -> list[Block]:
    label = "Change service" if incident.service else "Choose service"
    if not incident.is_open:
        return [button("Reopen", "inc_reopen", incident.id), button(label, "inc_service_form", incident.id)]
    take = [] if incident.lead else [button("I lead", "inc_lead_me", incident.id, style="primary")]
    return [
        *take,
        button("Add a note", "inc_note_form", incident.id),
        button(label, "inc_service_form", incident.id),
        button("Resolve", "inc_resolve_form", incident.id),
    ]


def _page(url: str, label: str) -> str:
    return link(url, label) if url else ""


def _slo(service: Service) -> str:
    if not service.slos:
        return "none declared"
    lines = []
    for slo in service.slos[:3]:
        now = "no data" if slo.current is None else f"now {slo.current:g}{escape(slo.unit, 20)}"
        lines.append(
            f"{escape(slo.name, 60)} ≥ {slo.objective:g}{escape(slo.unit, 20)} "
            f"over {escape(slo.window, 20)}: {now}"
        )
    return "\n".join(lines)


def _names(services: Sequence[Service]) -> str:
    if not services:
        return "nothing declared"
    shown = ", ".join(escape(service.title, 60) for service in services[:6])
    more = len(services) - 6
    return f"{shown} and {more} more: `/svc deps`" if more > 0 else shown


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


def declare_form(house: House, title: str, suggested: Sequence[Service]) -> Block:
    """The declare modal: only the title is required."""
    severities = [(f"SEV{s.number}: {s.meaning}", str(s.number)) for s in house.severities]
    return modal(
        "Declare an incident",
        [
            text_input("title", "What is broken?", initial=title, optional=False),
            search_input("service", "Service", [(s.title, s.id) for s in suggested]),
            select_input("severity", "Severity", severities, initial=str(house.default_severity)),
            text_input("note", "What do you see? (goes on the timeline)", lines=True),
        ],
        callback="declare",
        submit="Declare",
    )


def note_form(incident: Incident) -> Block:
    """A note for the timeline."""
    return modal(
        f"Note on {incident.id}",
        [text_input("text", "What happened or what do you see?", optional=False, lines=True)],
        callback="note",
        submit="Add",
    )


def resolve_form(incident: Incident) -> Block:
    """What resolved it."""
    return modal(
        f"Resolve {incident.id}",
        [text_input("text", "What fixed it? (goes into the document)", lines=True)],
        callback="resolve",
        submit="Resolve",
    )


def service_form(incident: Incident, suggested: Sequence[Service]) -> Block:
    """Which service it is about."""
    return modal(
        f"Service of {incident.id}",
        [search_input("service", "Service", [(s.title, s.id) for s in suggested], optional=False)],
        callback="service",
        submit="Set",
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


def confirmed(what: str, at: datetime | None = None) -> Reply:
    """A short private yes."""
    return Reply(f"{what} {when(at, '{time}')}" if at else what)
