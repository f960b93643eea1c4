"""The doors of the house: help, health, audit; what any form or refusal offers; who is who."""

from handlers import events
from handlers.commands import house
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, F, Knock, Knocks, R, W, door

DOORS = (
    door("tocsin", "", NOTHING, R, house.help),
    door("tocsin", "help", OPTIONAL, R, house.help),
    door("tocsin", "health", NOTHING, R, house.health),
    door("tocsin", "audit", TEXT, R, house.audit),
)

BUTTONS: Knocks = {
    "form_open": Knock(F, house.open_form),
    "try_again": Knock(W, house.try_again),
    "help_on": Knock(R, house.help_on),
}
EVENTS: Knocks = {
    "app_home_opened": Knock(W, events.home_opened),
    "team_join": Knock(R, events.person_changed),
    "user_change": Knock(R, events.person_changed),
}
