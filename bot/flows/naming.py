"""People by name: the ids that Slack puts for whoever is mentioned, as the catalog calls them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from sqlite3 import Connection

from bot.domain.incident import Event, Kind
from bot.domain.rca.notes import MENTION, mentioned
from store import catalog
from store import incident as rows


def events(db: Connection, incident: str, *, but: Collection[Kind] = ()) -> tuple[Event, ...]:
    """The timeline with `@U123` in what people wrote as `@Ana`; of some kinds as it is kept."""
    found = rows.events(db, incident)
    names = known(db, {id for each in found for id in mentioned(each.text)})
    return tuple(each if each.kind in but else _named(each, names) for each in found)


def known(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Slack id → name, of those that the catalog knows."""
    people = ((id, catalog.person_by_slack(db, id)) for id in sorted(ids))
    return {id: person.name for id, person in people if person}


def _named(event: Event, names: Mapping[str, str]) -> Event:
    def name(found: re.Match[str]) -> str:
        known = names.get(found[1] or found[2])
        return f"@{known}" if known else found[0]

    return replace(event, text=MENTION.sub(name, event.text)) if names else event
