"""The doors of what is to be done: now (tasks) and later (follow-ups)."""

from handlers.commands import followup
from handlers.doors.shape import NOTHING, OPTIONAL, F, Knock, Knocks, R, S, W, door

DOORS = (
    door("inc", "task|todo", OPTIONAL, S, followup.task),
    door("inc", "tasks|todos", NOTHING, R, followup.tasks),
    door("inc", "followup|follow-up|action|action-item", OPTIONAL, S, followup.followup),
    door("inc", "followups|follow-ups|actions|action-items", NOTHING, R, followup.followups),
)
NEED_INCIDENT = ("task", "tasks", "followup", "followups")

BUTTONS: Knocks = {
    "followup_done": Knock(W, followup.done),
    "followup_drop": Knock(W, followup.drop),
    "followup_reopen": Knock(W, followup.reopen),
    "followup_form": Knock(F, followup.form),
}
SHORTCUTS: Knocks = {"add_followup": Knock(F, followup.from_message)}
