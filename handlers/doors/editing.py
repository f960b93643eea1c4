"""The doors of an incident's fields: title, services, stamps, several at once."""

from bot.domain.grammar import Takes
from handlers.commands import editing
from handlers.doors.shape import NOTHING, TEXT, F, W, door

DOORS = (
    door("inc", "convert", NOTHING, F, editing.convert),
    door("inc", "title|rename", TEXT, W, editing.title),
    door("inc", "edit", NOTHING, F, editing.edit_form),
    door("inc", "add", TEXT, W, editing.add),
    door("inc", "set", Takes.STAMP, W, editing.set_stamp),
)
NEED_INCIDENT = ("title", "edit", "add", "set")
