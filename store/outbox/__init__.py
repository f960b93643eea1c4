"""What is to go out to Slack: kept with the change that calls for it, sent in order, never lost."""

from store.outbox.adding import add
from store.outbox.ending import dead, done
from store.outbox.sending import next_due, ready, recover, retry, revive, sending, uncertain
from store.outbox.standing import (
    find,
    given_up,
    latest,
    of_incident,
    oldest,
    place,
    prune,
    result,
    stuck,
    told,
    vacate,
)

__all__ = [
    "add",
    "dead",
    "done",
    "find",
    "given_up",
    "latest",
    "next_due",
    "of_incident",
    "oldest",
    "place",
    "prune",
    "ready",
    "recover",
    "result",
    "retry",
    "revive",
    "sending",
    "stuck",
    "told",
    "uncertain",
    "vacate",
]
