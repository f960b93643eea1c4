"""The way out to GitHub: what changed, and how repositories are kept."""

from bot.integrations.github.client import Credential, Github, build
from bot.integrations.github.settings import GithubSettings

__all__ = ["Credential", "Github", "GithubSettings", "build"]
