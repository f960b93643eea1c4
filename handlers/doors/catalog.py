"""The doors of the catalog: services, and what happened before."""

from handlers.commands import catalog, similar
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, F, Knock, Knocks, Offers, R, W, door

DOORS = (
    door("svc", "", NOTHING, R, catalog.overview),
    door("svc", "*", TEXT, R, catalog.show),
    door("svc", "find", TEXT, R, catalog.find),
    door("svc", "owner", TEXT, R, catalog.owner),
    door("svc", "orphans", NOTHING, R, catalog.orphans),
    door("svc", "deps", TEXT, R, catalog.deps),
    door("svc", "sources", TEXT, R, catalog.sources),
    door("svc", "impact", TEXT, R, catalog.impact),
    door("svc", "edit", TEXT, F, catalog.edit),
    door("inc", "similar", OPTIONAL, R, similar.show),
)

BUTTONS: Knocks = {
    "svc_show": Knock(R, catalog.pick),
    "svc_claim": Knock(W, catalog.claim),
    "svc_edit": Knock(F, catalog.edit_button),
}
OPTIONS: Offers = {"team": catalog.team_options}
