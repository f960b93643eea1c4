"""The way out to GitHub: what changed, and how repositories are kept; loaded where it is on."""

from typing import TYPE_CHECKING, Any

from bot.integrations.github.settings import GithubSettings

if TYPE_CHECKING:
    from bot.integrations.github.client import Credential, Github, build

__all__ = ["Credential", "Github", "GithubSettings", "build"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from bot.integrations.github import client  # noqa: PLC0415  (a bot without GitHub does not hold it)

    return getattr(client, name)
