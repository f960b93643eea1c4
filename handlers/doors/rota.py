"""The doors of rotas: who is on call, what is to come, and changing it."""

from handlers.commands import calendar, covering, handoff, roster, rota
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, F, Knock, Knocks, R, W, door

DOORS = (
    door("oncall", "", NOTHING, R, rota.overview),
    door("oncall", "*", TEXT, R, rota.show),
    door("oncall", "me", NOTHING, R, rota.mine),
    door("oncall", "schedule|rota", TEXT, R, roster.schedule),
    door("oncall", "edit", TEXT, F, roster.edit),
    door("oncall", "override", TEXT, F, roster.override),
    door("oncall", "overrides", TEXT, R, roster.overrides),
    door("oncall", "load", TEXT, R, roster.load),
    door("oncall", "gaps", TEXT, R, roster.gaps),
    door("oncall", "calendar", OPTIONAL, F, calendar.calendar),
    door("oncall", "calendar-off", OPTIONAL, W, calendar.off),
    door("oncall", "cover", TEXT, W, covering.cover),
    door("oncall", "swap", TEXT, W, covering.swap),
    door("oncall", "take", OPTIONAL, W, covering.take),
)

BUTTONS: Knocks = {
    "oncall_show": Knock(R, rota.pick),
    "handoff_note": Knock(F, handoff.edit),
    "rota_schedule": Knock(R, roster.schedule),
    "rota_overrides": Knock(R, roster.overrides),
    "rota_gaps": Knock(R, roster.gaps),
    "rota_load_chart": Knock(W, roster.load_chart),
    "rota_picture": Knock(W, roster.picture),
    "rota_edit": Knock(F, roster.edit),
    "rota_apply": Knock(W, roster.apply),
    "rota_undo": Knock(W, roster.undo),
    "rota_override": Knock(F, roster.override),
    "rota_remove": Knock(W, roster.remove),
    "cover_ask": Knock(W, covering.cover_of),
    "cover_take": Knock(W, covering.take_it),
    "cover_part": Knock(F, covering.take_part),
    "cover_cannot": Knock(W, covering.cannot),
    "cover_withdraw": Knock(W, covering.withdraw),
    "swap_agree": Knock(W, covering.agree),
    "swap_decline": Knock(W, covering.decline),
}
