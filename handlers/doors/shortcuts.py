"""The doors of shortcuts: on a message, and from anywhere."""

from handlers.commands import shortcuts
from handlers.doors.shape import F, Knock, Knocks, W

SHORTCUTS: Knocks = {
    "declare_from_message": Knock(F, shortcuts.declare_form),
    "add_to_timeline": Knock(W, shortcuts.add_to_timeline),
    "who_is_on_call": Knock(F, shortcuts.oncall_form),
}
