"""What the bot itself knows for the sections about the system, the changes, the people and the past."""

from bot.domain.change import Change, Mark, Marked, named
from bot.domain.followup import Followup
from bot.domain.incident import Event, Kind, Status
from bot.domain.oncall import OnCallLevel
from bot.domain.rca.hurting import remarks
from bot.domain.rca.notes import MARKED, Notes, fact
from bot.domain.rca.notes import named as with_names
from bot.domain.rca.record import Content, Fact, Record
from bot.domain.rca.timing import between, clock, spoken, stamps
from bot.domain.similar import Similar

SHOWN_CHANGES = 25
MOVED = (Kind.STATUS, Kind.LEAD, Kind.ROLE, Kind.HANDOFF, Kind.SEVERITY, Kind.SERVICE, Kind.TASK, Kind.PAGE)
ENDED = tuple(f"{status}" for status in (Status.MITIGATED, Status.RESOLVED, Status.CLOSED))


def header(record: Record, _: Notes) -> Content:
    """What the incident is called, where it stands, who leads, how long it took."""
    incident = record.incident
    took = between(record, "resolved")
    pairs = (
        ("Incident", incident.id),
        ("Title", incident.title),
        ("Severity", f"SEV{incident.severity}"),
        ("Status", incident.status.value),
        ("Declared", f"{clock(incident.declared_at)} by {record.who(incident.declared_by)}"),
        ("Incident lead", record.who(incident.lead)),
        ("Service", record.service.title if record.service else incident.service),
        ("Channel", f"#{incident.channel_name}" if incident.channel_name else ""),
        ("Declared to resolved", spoken(took) if took else ""),
        *_authorship(record),
    )
    return Content(tuple(Fact(text, label=label) for label, text in pairs if text))


def _authorship(record: Record) -> tuple[tuple[str, str], ...]:
    """Whose document it is and until when; where none is owed, who may write it best."""
    owed = record.owed
    if owed is None:
        return (("Author proposed", _busiest(record)),)
    done = f"{clock(owed.done)} by {record.who(owed.done_by)}" if owed.done else ""
    return ("Author", record.who(owed.owner)), ("Due", clock(owed.due)), ("Done", done)


def happened(record: Record, notes: Notes) -> Content:
    """Sentences that people gave with a change of status, and notes written for this section."""
    told = [event for event in record.events if event.kind is Kind.STATUS and ": " in event.text]
    facts = (*(_event(record, event) for event in told), *notes.facts("happened"))
    return Content(tuple(sorted(facts, key=lambda each: each.at or record.now)))


def background(record: Record, _: Notes) -> Content:
    """The service, who owns it, what it needs and where it is described."""
    service, incident = record.service, record.incident
    if service is None:
        known = (Fact(incident.service, label="Service", note="no longer in the catalog"),)
        return Content(known if incident.service else ())
    team = record.team.title if record.team else service.team
    hard = {each.service: each.hard for each in service.depends_on}
    pairs = [
        Fact(f"{service.title} ({service.id})", label="Service", note=service.description),
        Fact(team, label="Owner", note=record.team.channel if record.team else ""),
        Fact(str(service.tier or ""), label="Tier"),
        Fact(service.repository, label="Repository"),
        Fact("Runbook" if service.runbook else "", label="Runbook", link=service.runbook),
        *(
            Fact(_objective(slo.objective, slo.unit, slo.window), label=f"SLO {slo.name}")
            for slo in service.slos
        ),
        *(
            Fact(need.title, label="Depends on", note="hard" if hard.get(need.id, True) else "soft")
            for need in record.dependencies
        ),
        *(Fact(link.title, label="See", link=link.url) for link in service.links),
    ]
    return Content(tuple(fact for fact in pairs if fact.text))


def lead_up(record: Record, _: Notes) -> Content:
    """The changes of the service and its dependencies in the hours before, newest first."""
    facts = tuple(_change(change) for change in record.changes[:SHOWN_CHANGES])
    more = max(record.changes_total, len(record.changes)) - len(facts)
    remarks = (*([f"And {more} more before those."] if more else []), *record.missing)
    return Content(facts, remarks)


def trigger(record: Record, notes: Notes) -> Content:
    """The changes that people marked as suspects, and what they wrote."""
    return Content(
        (*(_marked(record, each) for each in record.marked(Mark.SUSPECT)), *notes.facts("trigger"))
    )


def service_impact(record: Record, notes: Notes) -> Content:
    """How long the service was hurt, once that is known."""
    hurt = between(record, "mitigated", "impact_started") or between(record, "mitigated")
    name = record.service.title if record.service else record.incident.service
    facts = [Fact(f"{name or 'The affected system'}: {spoken(hurt)}", label="Hurt for")] if hurt else []
    if hurt and record.events:
        facts.append(Fact(", ".join(people(record)), label="Worked on it"))
    return Content((*facts, *notes.facts("impact")), remarks(record))


def detection(record: Record, notes: Notes) -> Content:
    """Who noticed, when, and how long that took."""
    incident, known = record.incident, stamps(record)
    declared = Fact(
        incident.title, label="Declared", at=incident.declared_at, by=record.who(incident.declared_by)
    )
    seen = [
        Fact(stamp.name.replace("_", " ").capitalize(), at=stamp.at, by=record.who(stamp.by), note=stamp.how)
        for name in ("impact_started", "detected")
        if (stamp := known.get(name))
    ]
    took = between(record, "detected", "impact_started")
    measured = [Fact(spoken(took), label="Time to detect")] if took is not None else []
    asked = "How could it have been half as long?"
    return Content((*seen, declared, *measured, *notes.facts("detection")), (asked,))


def response(record: Record, _: Notes) -> Content:
    """Who was on call, who led, who moved it, and who wrote how much."""
    duty = [Fact(_names(level), label=f"On call, {level.label}", note=level.name) for level in record.oncall]
    moves = [_event(record, event) for event in record.events if event.kind in MOVED]
    wrote = [
        Fact(f"{count} line{'' if count == 1 else 's'} of the timeline", label=name)
        for name, count in people(record).items()
    ]
    return Content((*(each for each in duty if each.text), *moves, *wrote))


def investigation(record: Record, notes: Notes) -> Content:
    """The notes as they were taken, without guessing which were hypotheses; what was ruled out."""
    taken = tuple(fact(record, note) for note in notes.all if note.section in ("", "investigation"))
    ruled_out = tuple(_marked(record, each) for each in record.marked(Mark.DISMISSED))
    return Content(taken + ruled_out)


def resolution(record: Record, notes: Notes) -> Content:
    """The moves that ended it, with what people said, and what they wrote about the fix."""
    moves = (e for e in record.events if e.kind is Kind.STATUS and e.text.startswith(ENDED))
    remark = "Was that a temporary fix or a permanent one?"
    facts = (*(_event(record, event) for event in moves), *notes.facts("resolution"))
    return Content(facts, (remark,) if facts else ())


def timeline(record: Record, _: Notes) -> Content:
    """Every line, in order of time; a message that is pinned and means something too stands once."""
    meaning = {_message(event) for event in record.events if event.kind in MARKED}
    told = (e for e in record.events if e.kind is not Kind.PIN or _message(e) not in meaning)
    return Content(tuple(_event(record, event) for event in told))


def messaging(record: Record, notes: Notes) -> Content:
    """What people were told from here, and what they wrote of telling others."""
    told = (_event(record, event) for event in record.events if event.kind is Kind.UPDATE)
    facts = (*told, *notes.facts("messaging"))
    return Content(tuple(sorted(facts, key=lambda each: each.at or record.now)))


def recurrence(record: Record, notes: Notes) -> Content:
    """Earlier incidents of the same service, newest first; then those of others that resemble it.

    What was to be done after those and is not done yet stands below them: the backlog check.
    """
    known = {each.id for each in record.past}
    past = [
        Fact(f"{each.id} {each.title}", at=each.declared_at, note=f"SEV{each.severity}, {each.status}")
        for each in record.past
    ] + [_similar(each) for each in record.similar if each.past.id not in known]
    left = [_left_open(record, each) for each in record.backlog]
    alone = record.service is not None and not record.past
    remarks = ("Tocsin knows no earlier incident of this service.",) if alone else ()
    return Content((*past, *left, *notes.facts("recurrence")), remarks)


def people(record: Record) -> dict[str, int]:
    """Everybody on the timeline with the number of their lines, the busiest first."""
    counted: dict[str, int] = {}
    for person in (record.incident.declared_by, record.incident.lead):
        counted.setdefault(record.who(person), 0)
    for event in record.events:
        name = record.who(event.by)
        counted[name] = counted.get(name, 0) + 1
    counted.pop("", None)
    return dict(sorted(counted.items(), key=lambda pair: -pair[1]))


def _busiest(record: Record) -> str:
    """The one closest to the context: who wrote most of the timeline."""
    busiest = next(iter(people(record).items()), ("", 0))
    return busiest[0] if busiest[1] else ""


def _event(record: Record, event: Event) -> Fact:
    text = with_names(record, event.text).removeprefix(f"{event.kind}: ")
    return Fact(text, label=event.kind.value, at=event.at, by=record.who(event.by), link=event.link)


def _message(event: Event) -> str:
    """Which message a line was made from: what follows the first word of its source."""
    return event.source.partition(":")[2]


def _similar(found: Similar) -> Fact:
    past = found.past
    why = (f"{found.score:.0%} alike", *found.reasons, f"what fixed it: {past.fix}" if past.fix else "")
    return Fact(f"{past.id} {past.title}", at=past.declared_at, note="; ".join(part for part in why if part))


def _left_open(record: Record, each: Followup) -> Fact:
    owner = f"owner {record.who(each.owner)}" if each.owner else "no owner"
    state = "overdue since" if each.is_late(record.now) else "due"
    late = f"; {state} {each.due:%Y-%m-%d}" if each.due else ""
    return Fact(each.text, f"Left open since {each.incident}", each.at, link=each.link, note=f"{owner}{late}")


def _change(change: Change) -> Fact:
    where = ", ".join(part for part in (change.repository, change.environment, change.state) if part)
    return Fact(named(change), at=change.at, by=change.author, link=change.url, note=where)


def _marked(record: Record, each: Marked) -> Fact:
    plain = _change(each.change)
    said = "suspect" if each.mark is Mark.SUSPECT else "ruled out"
    note = f"{plain.note}; {said}, says {record.who(each.by)}"
    return Fact(plain.text, at=plain.at, by=plain.by, link=plain.link, note=note)


def _names(level: OnCallLevel) -> str:
    return ", ".join(person.name for person in level.people)


def _objective(objective: float, unit: str, window: str) -> str:
    return f"{objective:g} {unit} over {window}"
