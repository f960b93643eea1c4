"""Drafts of documents in the store."""

from datetime import timedelta

from bot.domain.incident import Incident
from store import incident as incidents
from store import rca
from store.rca import Draft
from store.sqlite import Store
from tests.make import NOW, incident


def draft(version: int = 1, **fields: object) -> Draft:
    plain = {"name": "inc-12.md", "title": "INC-12", "markdown": "# INC-12\n", "filled": 9, "questions": 17}
    made = NOW + timedelta(minutes=version)
    return Draft(incident="INC-12", version=version, made_at=made, **(plain | fields))  # type: ignore[arg-type]


async def declared(rows: Store) -> Incident:
    return await rows.run(incidents.save, incident())


async def test_the_newest_draft_counts_and_the_older_are_kept(rows: Store) -> None:
    await declared(rows)

    await rows.run(rca.save, draft(1))
    await rows.run(rca.save, draft(2, markdown="# INC-12 again\n"))

    assert rows.read(rca.latest, "INC-12") == draft(2, markdown="# INC-12 again\n")
    assert rows.read(rca.times, "INC-12") == (draft(1).made_at, draft(2).made_at)


async def test_the_same_draft_saved_twice_is_there_once(rows: Store) -> None:
    await declared(rows)

    await rows.run(rca.save, draft(1))
    await rows.run(rca.save, draft(1, filled=10))

    assert rows.read(rca.latest, "INC-12") == draft(1, filled=10)
    assert len(rows.read(rca.times, "INC-12")) == 1


async def test_an_incident_without_a_draft_has_none(rows: Store) -> None:
    await declared(rows)

    assert rows.read(rca.latest, "INC-12") is None
    assert rows.read(rca.times, "INC-12") == ()
