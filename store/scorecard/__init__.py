"""Rows of readiness: what the forge told of repositories, and how services stand."""

from store.scorecard.looking import Look, due, keep, keep_silence, look
from store.scorecard.standing import behind, forget, page, save, services, standing, tally

__all__ = [
    "Look",
    "behind",
    "due",
    "forget",
    "keep",
    "keep_silence",
    "look",
    "page",
    "save",
    "services",
    "standing",
    "tally",
]
