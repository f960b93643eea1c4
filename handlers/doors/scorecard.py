"""The doors of readiness."""

from handlers.commands import scorecard
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, F, Knock, Knocks, R, W, door

DOORS = (
    door("ready", "", NOTHING, R, scorecard.overview),
    door("ready", "*", TEXT, R, scorecard.show),
    door("ready", "what-if|whatif", OPTIONAL, R, scorecard.what_if),
    door("ready", "waive", TEXT, F, scorecard.waive),
    door("ready", "snooze", TEXT, W, scorecard.snooze),
    door("ready", "import", NOTHING, F, scorecard.bring),
)

BUTTONS: Knocks = {
    "ready_show": Knock(R, scorecard.pick),
    "ready_what_if": Knock(R, scorecard.what_if),
    "ready_chart": Knock(W, scorecard.chart),
    "ready_snooze": Knock(W, scorecard.snooze),
    "ready_waive_form": Knock(F, scorecard.waive_form),
    "ready_grant": Knock(W, scorecard.grant),
    "ready_refuse": Knock(W, scorecard.refuse),
    "ready_bring": Knock(W, scorecard.bring_in),
}
