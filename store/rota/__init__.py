"""Rows of the on-call noun: rotas of our own, and PagerDuty as last synced."""

from store.rota.changes import RotaChange, add_change, change, end_change, overrides_taken, waiting_changes
from store.rota.generation import generation
from store.rota.own import RotaRow, count, get, of_person, revise, save, written
from store.rota.pager import (
    PagerSync,
    claim_sync,
    note_failure,
    pager_incidents,
    pager_person,
    pager_person_by_email,
    pager_service,
    pager_stale_since,
    schedules_of_policy,
    services_of_policy,
    spans_of_person,
    spans_of_policy,
    spans_of_schedule,
    strangers,
    sync_state,
)
from store.rota.saving import pager_schedule, save_snapshot, tallies

__all__ = [
    "PagerSync",
    "RotaChange",
    "RotaRow",
    "add_change",
    "change",
    "claim_sync",
    "count",
    "end_change",
    "generation",
    "get",
    "note_failure",
    "of_person",
    "overrides_taken",
    "pager_incidents",
    "pager_person",
    "pager_person_by_email",
    "pager_schedule",
    "pager_service",
    "pager_stale_since",
    "revise",
    "save",
    "save_snapshot",
    "schedules_of_policy",
    "services_of_policy",
    "spans_of_person",
    "spans_of_policy",
    "spans_of_schedule",
    "strangers",
    "sync_state",
    "tallies",
    "waiting_changes",
    "written",
]
