"""A GitHub at wire level, as far as the bot asks it: `routes` over a `GithubTwin`."""

from bot.sandbox.github.account import (
    TOKEN,
    Commit,
    Deployment,
    GithubTwin,
    Guard,
    Pull,
    Release,
    Repository,
    Run,
)
from bot.sandbox.github.wire import routes

__all__ = [
    "TOKEN",
    "Commit",
    "Deployment",
    "GithubTwin",
    "Guard",
    "Pull",
    "Release",
    "Repository",
    "Run",
    "routes",
]
