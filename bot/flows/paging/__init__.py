"""Paging people: by PagerDuty, which escalates by itself, or in Slack along a team's levels; who answered."""

from bot.flows.paging.answering import acknowledge, decline
from bot.flows.paging.asking import page, suggested
from bot.flows.paging.calling import call, called
from bot.flows.paging.hearing import Heard, hear
from bot.flows.paging.watching import watch

__all__ = ["Heard", "acknowledge", "call", "called", "decline", "hear", "page", "suggested", "watch"]
