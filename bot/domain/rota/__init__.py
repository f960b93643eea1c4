"""Rotas: reading one, who is on call at a time, until when, and the shifts of a range or of a person."""

from bot.domain.rota import cover, definition, fairness, planning, surprises, times
from bot.domain.rota.page import BadRota, Problem
from bot.domain.rota.reading import parse
from bot.domain.rota.shape import Kind, Layer, Override, Rota, Shift, Unit, Version, Window
from bot.domain.rota.turns import around, people, shifts, shifts_of, until, who

__all__ = [
    "BadRota",
    "Kind",
    "Layer",
    "Override",
    "Problem",
    "Rota",
    "Shift",
    "Unit",
    "Version",
    "Window",
    "around",
    "cover",
    "definition",
    "fairness",
    "parse",
    "people",
    "planning",
    "shifts",
    "shifts_of",
    "surprises",
    "times",
    "until",
    "who",
]
