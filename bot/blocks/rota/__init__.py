"""How being on call looks: who is, whose shifts, and what is changed of a rota."""

from bot.blocks.rota.instants import answer
from bot.blocks.rota.showing import form, in_house, lines, name, reach, shift_lines, source

__all__ = ["answer", "form", "in_house", "lines", "name", "reach", "shift_lines", "source"]
