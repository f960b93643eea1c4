"""The document from the rows: everything gathered, built, rendered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from sqlite3 import Connection

from bot import documents
from bot.blocks.change import plain_gap
from bot.domain.catalog import Service
from bot.domain.change import Window, repositories
from bot.domain.followup import Followup, Sort
from bot.domain.incident import Incident
from bot.domain.markup import tame
from bot.domain.rca import Document, Record, Section, Stamp, build, file_name
from bot.domain.rca.notes import mentioned
from bot.domain.rca.written import Edit
from bot.domain.reading import gaps
from bot.domain.refusal import Refusal
from bot.domain.similar import Similar, likely
from bot.flows import naming, scorecard
from bot.flows.catalog.reaching import fresh_impact
from bot.flows.rota import levels
from bot.flows.similar import resembling
from bot.ports import Bot, Rows
from store import audit, catalog, followup, incident, owed, rca
from store import change as changes
from store.rca import additions, whys

BEFORE = timedelta(hours=24)
MOST_CHANGES = 25
PAST = 5


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, ready to be shared; `questions` are the sections that need a human.

    `holds` is a digest of what it says, whatever its number and its time.
    """

    name: str
    title: str
    markdown: str
    filled: int
    questions: tuple[Section, ...]
    version: int
    holds: str


def compose(rows: Rows, incident_id: str, now: datetime) -> Document:
    """The document of an incident as values. Raises Refusal where there is no such incident."""
    return build(rows.read(gather, incident_id, now))


async def composed(bot: Bot, incident_id: str) -> Document:
    """As `compose`, on a reader's thread."""
    return build(await bot.rows.query(gather, incident_id, bot.clock.now()))


def render(rows: Rows, incident_id: str, now: datetime, template: str = "tocsin") -> Rendered:
    """The document of an incident as Markdown.

    Raises Refusal where there is no such incident, or where the template is wrong.
    """
    return rows.read(rendered, incident_id, now, template)


def gather(db: Connection, incident_id: str, now: datetime) -> Record:
    """Everything that the store knows of an incident. Raises Refusal where there is no such incident."""
    found = incident.get(db, incident_id)
    if found is None:
        raise Refusal(f"There is no {incident_id}.")
    service = catalog.service(db, found.service) if found.service else None
    needs = catalog.dependencies(db, service.id) if service else ()
    window = Window(found.declared_at - BEFORE, found.declared_at, MOST_CHANGES, incident=found.id)
    about = (service, *needs) if service else ()
    before, total = changes.recent(db, repositories(about), window) if about else ((), 0)
    events = incident.events(db, found.id)
    past = incident.of_service(db, found.service, PAST + 1) if found.service else ()
    record = Record(
        incident=found,
        now=now,
        events=events,
        stamps=tuple(Stamp(*stamp) for stamp in incident.stamps(db, found.id)),
        service=service,
        team=catalog.owner(db, service) if service else None,
        dependencies=needs,
        changes=before,
        changes_total=total,
        marks=changes.marks(db, found.id),
        missing=_missing(db, about, window),
        oncall=levels.of_service(db, service, found.declared_at).levels if service else (),
        past=tuple(each for each in past if each.number < found.number)[:PAST],
        similar=_similar(db, found),
        drafts=rca.times(db, found.id),
        readiness=scorecard.of_service(db, service, now) if service else None,
        hurt=fresh_impact(db, service.id, now) if service else None,
        declared_ready=rca.ready(db, found.id, found.service),
        texts=rca.texts(db, found.id),
        whys=whys.whys(db, found.id),
        additions=additions.additions(db, found.id),
        followups=followup.of_incident(db, found.id),
        edits=_edits(db, found.id),
        owed=owed.get(db, found.id),
    )
    record = replace(record, backlog=_backlog(db, record))
    return replace(record, people=_names(db, record))


def _backlog(db: Connection, record: Record) -> tuple[Followup, ...]:
    """What is still open of the incidents before it, those that resemble it among them."""
    before = dict.fromkeys((*(each.id for each in record.past), *(each.past.id for each in record.similar)))
    kept = (each for id in before for each in followup.of_incident(db, id, Sort.FOLLOWUP))
    return tuple(each for each in kept if each.is_open)


def why_record(db: Connection, found: Incident) -> Record:
    """As much of a record as the whys need."""
    events = incident.events(db, found.id)
    record = Record(found, found.declared_at, events, whys=whys.whys(db, found.id))
    return replace(record, people=_names(db, record))


def _edits(db: Connection, incident_id: str) -> tuple[Edit, ...]:
    """What people did to the document, as the audit has it."""
    done = (each for each in audit.entries(db, incident_id) if each.what.startswith(("rca.", "followup.")))
    return tuple(Edit(each.at, each.who, str(each.detail.get("text") or each.what)) for each in done)


def _similar(db: Connection, found: Incident) -> tuple[Similar, ...]:
    """Those that were declared before it and resemble it enough to be told."""
    return tuple(each for each in likely(resembling(db, found)) if each.past.number < found.number)


def rendered(db: Connection, incident_id: str, now: datetime, template: str = "tocsin") -> Rendered:
    """As `render`, from one moment of the store."""
    record = gather(db, incident_id, now)
    document = build(record)
    return Rendered(
        name=file_name(record.incident.channel_name, record.incident.id),
        title=tame(f"{document.incident} {document.title} (draft {document.version})"),
        markdown=documents.render(document, template),
        filled=document.filled,
        questions=document.open,
        version=document.version,
        holds=_digest(record),
    )


def _digest(record: Record) -> str:
    still = build(replace(record, now=record.incident.declared_at, drafts=()))
    return sha256(repr(still.sections).encode()).hexdigest()


def _names(db: Connection, record: Record) -> dict[str, str]:
    """The names of everybody whom the document names and the catalog knows."""
    ids = {
        *(record.incident.declared_by, record.incident.lead),
        record.owed.owner if record.owed else "",
        record.owed.done_by if record.owed else "",
        *(event.by for event in record.events),
        *(id for event in record.events for id in mentioned(event.text)),
        *(each.person for each in record.texts.values()),
        *(each.person for each in record.whys),
        *(each.person for each in record.additions),
        *(each.person for each in record.edits),
        *(each.owner for each in record.followups),
        *(each.by for each in record.followups),
        *(each.owner for each in record.backlog),
    } - {""}
    return naming.known(db, ids)


def _missing(db: Connection, about: tuple[Service, ...], window: Window) -> tuple[str, ...]:
    """What is not known of the changes before the incident, in plain words."""
    names = repositories(about)
    found = gaps(about, changes.readings(db, names), window.since)
    return tuple(plain_gap(gap) for gap in found)
