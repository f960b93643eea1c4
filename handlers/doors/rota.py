"""The doors of rotas: who is on call."""

from handlers.commands import rota
from handlers.doors.shape import NOTHING, TEXT, Knock, Knocks, R, door

DOORS = (
    door("oncall", "", NOTHING, R, rota.overview),
    door("oncall", "*", TEXT, R, rota.show),
    door("oncall", "me", NOTHING, R, rota.mine),
)

BUTTONS: Knocks = {
    "oncall_show": Knock(R, rota.pick),
}
