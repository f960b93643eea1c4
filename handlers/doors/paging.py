"""The doors of paging."""

from handlers.commands import paging
from handlers.doors.shape import TEXT, F, Knock, Knocks, W, door

DOORS = (door("inc", "page|escalate", TEXT, W, paging.page),)

BUTTONS: Knocks = {
    "inc_page_form": Knock(F, paging.page_form),
    "page_acknowledge": Knock(W, paging.acknowledge),
    "page_decline": Knock(W, paging.decline),
}
