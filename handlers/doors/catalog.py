"""The doors of the catalog: services, and what happened before."""

from handlers.commands import catalog, similar
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, Knock, Knocks, R, door

DOORS = (
    door("svc", "", NOTHING, R, catalog.overview),
    door("svc", "*", TEXT, R, catalog.show),
    door("svc", "find", TEXT, R, catalog.find),
    door("svc", "owner", TEXT, R, catalog.owner),
    door("svc", "deps", TEXT, R, catalog.deps),
    door("inc", "similar", OPTIONAL, R, similar.show),
)

BUTTONS: Knocks = {
    "svc_show": Knock(R, catalog.pick),
}
