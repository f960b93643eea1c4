"""What people ask about being on call, and the sync that keeps the answers fresh. Answers ask no vendor."""

from bot.flows.rota.duties import of_person
from bot.flows.rota.file import read_file
from bot.flows.rota.levels import oncall_for_service, oncall_for_team
from bot.flows.rota.search import Answered, answer, in_house, look_up, look_up_then, overview
from bot.flows.rota.sync import SyncReport, freshen, sync_pagerduty

__all__ = [
    "Answered",
    "SyncReport",
    "answer",
    "freshen",
    "in_house",
    "look_up",
    "look_up_then",
    "of_person",
    "oncall_for_service",
    "oncall_for_team",
    "overview",
    "read_file",
    "sync_pagerduty",
]
