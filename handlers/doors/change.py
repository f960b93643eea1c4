"""The doors of changes: merged, deployed, released; suspects."""

from handlers.commands import change
from handlers.doors.shape import NOTHING, TEXT, Knock, Knocks, R, W, door

DOORS = (
    door("svc", "changes", TEXT, R, change.show),
    door("changes", "", NOTHING, R, change.overview),
    door("changes", "*", TEXT, R, change.show),
)

BUTTONS: Knocks = {
    "change_suspect": Knock(W, change.suspect),
    "change_dismiss": Knock(W, change.dismiss),
    "change_more": Knock(R, change.more),
    "change_restore": Knock(W, change.restore),
}
