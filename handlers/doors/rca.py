"""The doors of the document after an incident."""

from handlers.commands import rca
from handlers.doors.shape import NOTHING, R, door

DOORS = (door("rca", "", NOTHING, R, rca.state),)
