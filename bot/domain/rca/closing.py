"""What the bot itself knows for the sections about readiness, and about the document and its people."""

from collections.abc import Iterator

from bot.domain.rca.facts import people
from bot.domain.rca.notes import Notes, links
from bot.domain.rca.record import Content, Fact, Record
from bot.domain.rca.timing import clock
from bot.domain.scorecard import standing

SHOWN_EDITS = 30


def gaps(record: Record, notes: Notes) -> Content:
    """How ready the service was when it began, what is closed and open since, and what people wrote.

    What the scorecard misses now is only a candidate, for nobody said that it hurt.
    """
    return Content((*_readied(record), *notes.facts("gaps")), tuple(_candidates(record)))


def material(record: Record, notes: Notes) -> Content:
    """Open questions, who was there, addresses that were shared, and what became of the document."""
    return Content(
        (
            *(
                Fact(each.text, "Open question", each.at, each.by, each.link)
                for each in notes.facts("questions")
            ),
            *(Fact(name, label="Took part") for name in people(record)),
            *(Fact(name, label="Consulted") for name in _consulted(record)),
            *(Fact(address, label="Link", by=by) for address, by in links(record)),
        ),
        (*_edits(record), *_drafts(record)),
    )


def _consulted(record: Record) -> tuple[str, ...]:
    """Who wrote or was quoted in the document and is not on the timeline."""
    wrote = [
        *(each.person for each in record.edits),
        *(each.person for each in record.additions),
        *(each.person for each in record.whys),
    ]
    names = dict.fromkeys(record.who(person) for person in wrote if person)
    return tuple(name for name in names if name not in people(record))


def _edits(record: Record) -> Iterator[str]:
    left = len(record.edits) - SHOWN_EDITS
    if left > 0:
        yield f"And {left} earlier edits; /tocsin audit {record.incident.id} has them all."
    for edit in record.edits[-SHOWN_EDITS:]:
        yield f"{clock(edit.at)}, {record.who(edit.person)}: {edit.what}"


def _drafts(record: Record) -> Iterator[str]:
    version = len(record.drafts) + 1
    for number, at in enumerate((*record.drafts, record.now)[-10:], max(1, version - 9)):
        yield f"Draft {number}: {clock(at)}"


def _readied(record: Record) -> Iterator[Fact]:
    """The score when it began, then what changed since: only where that was written down."""
    before = record.declared_ready
    if before is None:
        return
    missing = ", ".join(before.missing) or "nothing"
    yield Fact(f"{before.score}, missing: {missing}", label="Readiness when declared", at=before.at)
    if record.readiness is None or record.readiness.service.id != before.service:
        return
    now = {rule.title for rule in record.readiness.result.open}
    closed = [title for title in before.missing if title not in now]
    opened = sorted(now - set(before.missing))
    for label, titles in (("Closed since", closed), ("Missing since", opened)):
        if titles:
            yield Fact(", ".join(titles), label=label)


def _candidates(record: Record) -> Iterator[str]:
    """How the service stands, and each gap with its owner and its fix."""
    if record.readiness is None:
        return
    yield f"Readiness of {record.readiness.service.title}: {standing(record.readiness.result)}."
    for gap in record.readiness.gaps:
        why = f" (no data: {gap.why})" if gap.why else ""
        yield f"Missing: {gap.title}{why}. Owner: {gap.owner}. Fix: {gap.fix}. Did that hurt?"
