"""The doors of what people are told: updates, reminders, severity, roles."""

from bot.domain.grammar import Takes
from handlers.commands import telling
from handlers.doors.shape import NOTHING, OPTIONAL, F, Knock, Knocks, R, S, W, door

DOORS = (
    door("inc", "update|post", OPTIONAL, S, telling.update),
    door("inc", "remind", Takes.DELAY, W, telling.remind),
    door("inc", "sev|severity", Takes.SEVERITY, S, telling.set_severity),
    door("inc", "role|assign", Takes.ROLE, W, telling.role),
    door("inc", "roles", NOTHING, R, telling.listed_roles),
    door("inc", "handoff|handover", Takes.PERSON, W, telling.handoff),
    door("inc", "catchup|catch-up|summarize", NOTHING, R, telling.catchup),
)
NEED_INCIDENT = ("update", "remind", "sev", "role", "roles", "handoff", "catchup")

BUTTONS: Knocks = {
    "inc_update_form": Knock(F, telling.update_form),
    "inc_snooze": Knock(W, telling.snooze),
    "inc_stop_reminding": Knock(W, telling.stop),
    "inc_undo_severity": Knock(W, telling.undo_severity),
}
