"""What happens to the document: gathered from the rows, rendered, kept as a draft."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot import documents
from bot.blocks.change import plain_gap
from bot.domain.catalog import Service
from bot.domain.change import Window, repositories
from bot.domain.incident import Event, Incident
from bot.domain.markup import tame
from bot.domain.rca import Document, Record, Section, Stamp, build, file_name
from bot.domain.reading import gaps
from bot.domain.refusal import Refusal
from bot.domain.similar import Similar, likely
from bot.flows import scorecard
from bot.flows.rota import levels
from bot.flows.similar import resembling
from bot.ports import Bot, Rows
from store import catalog, incident, rca
from store import change as changes

BEFORE = timedelta(hours=24)
MOST_CHANGES = 25
PAST = 5


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, ready to be shared; `questions` are the sections that need a human."""

    name: str
    title: str
    markdown: str
    filled: int
    questions: tuple[Section, ...]
    version: int


def compose(rows: Rows, incident_id: str, now: datetime) -> Document:
    """The document of an incident as values. Raises Refusal where there is no such incident."""
    return build(rows.read(gather, incident_id, now))


async def composed(bot: Bot, incident_id: str) -> Document:
    """As `compose`, on a reader's thread."""
    return build(await bot.rows.query(gather, incident_id, bot.clock.now()))


def render(rows: Rows, incident_id: str, now: datetime) -> Rendered:
    """The document of an incident as Markdown. Raises Refusal where there is no such incident."""
    return rows.read(_rendered, incident_id, now)


async def draft(bot: Bot, incident_id: str) -> Rendered:
    """Compose the document and keep it as the next draft; the slow part runs on a reader's thread."""
    now = bot.clock.now()
    made = await bot.rows.query(_rendered, incident_id, now)
    kept = rca.Draft(
        incident=incident_id,
        version=made.version,
        name=made.name,
        title=made.title,
        markdown=made.markdown,
        filled=made.filled,
        questions=len(made.questions),
        made_at=now,
    )
    await bot.rows.run(rca.save, kept)
    return made


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
    return Record(
        incident=found,
        now=now,
        events=events,
        stamps=tuple(Stamp(*stamp) for stamp in incident.stamps(db, found.id)),
        people=_names(db, found, events),
        service=service,
        team=catalog.team(db, service.team) if service and service.team else None,
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
    )


def _similar(db: Connection, found: Incident) -> tuple[Similar, ...]:
    """Those that were declared before it and resemble it enough to be told."""
    return tuple(each for each in likely(resembling(db, found)) if each.past.number < found.number)


def _rendered(db: Connection, incident_id: str, now: datetime) -> Rendered:
    record = gather(db, incident_id, now)
    document = build(record)
    return Rendered(
        name=file_name(record.incident.channel_name, record.incident.id),
        title=tame(f"{document.incident} {document.title} (draft {document.version})"),
        markdown=documents.render(document),
        filled=document.filled,
        questions=document.open,
        version=document.version,
    )


def _names(db: Connection, found: Incident, events: tuple[Event, ...]) -> dict[str, str]:
    """The names of everybody on the timeline whom the catalog knows."""
    ids = {found.declared_by, found.lead, *(event.by for event in events)} - {""}
    known = ((id, catalog.person_by_slack(db, id)) for id in sorted(ids))
    return {id: person.name for id, person in known if person}


def _missing(db: Connection, about: tuple[Service, ...], window: Window) -> tuple[str, ...]:
    """What is not known of the changes before the incident, in plain words."""
    names = repositories(about)
    found = gaps(about, changes.readings(db, names), window.since)
    return tuple(plain_gap(gap) for gap in found)
