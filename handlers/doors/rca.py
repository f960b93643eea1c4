"""The doors of the document after an incident."""

from bot.domain.grammar import Takes
from handlers.commands import rca
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, F, Knock, Knocks, R, S, W, door

DOORS = (
    door("rca", "", NOTHING, R, rca.state),
    door("rca", "*", TEXT, F, rca.section),
    door("rca", "why|whys", OPTIONAL, S, rca.why),
    door("rca", "note", TEXT, W, rca.note),
    door("rca", "find|search", TEXT, R, rca.find),
    door("rca", "share|publish", OPTIONAL, W, rca.share),
    door("rca", "owner|author", Takes.PERSON, W, rca.owner),
    door("rca", "done|finished", OPTIONAL, W, rca.done),
)

BUTTONS: Knocks = {
    "rca_section_form": Knock(F, rca.section_form),
    "rca_why_form": Knock(F, rca.why_form),
    "rca_share": Knock(W, rca.share_pressed),
    "rca_place_form": Knock(F, rca.place_form),
    "rca_state": Knock(R, rca.state_pressed),
    "rca_done": Knock(W, rca.done_pressed),
    "rca_drop": Knock(W, rca.dropped),
}
SHORTCUTS: Knocks = {"add_to_rca": Knock(F, rca.add_form)}
