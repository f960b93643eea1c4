"""The environment, `.env` and `tocsin.yaml` as frozen values; the only file that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.domain.house import House

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bot.integrations.github import GithubSettings
    from bot.integrations.pagerduty import PagerDutySettings
    from bot.integrations.slack import SlackSettings

Model = TypeVar("Model", bound="BaseModel")


class BadSettings(Exception):
    """The bot can't start: each line of `problems` names a setting and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a start needs. `pagerduty` and `github` are None where they have no credentials."""

    slack: "SlackSettings | None"
    pagerduty: "PagerDutySettings | None"
    github: "GithubSettings | None"
    database: Path
    http_host: str
    http_port: int
    house: House
    sandbox: str = ""


SLACK = {
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "api_url": "SLACK_API_URL",
}
PAGERDUTY = {"api_key": "PAGERDUTY_API_KEY", "api_url": "PAGERDUTY_API_URL"}
GITHUB = {
    "token": "GITHUB_TOKEN",
    "app_id": "GITHUB_APP_ID",
    "app_private_key_file": "GITHUB_APP_PRIVATE_KEY_FILE",
    "installation_id": "GITHUB_INSTALLATION_ID",
    "api_url": "GITHUB_API_URL",
    "org": "GITHUB_ORG",
}


def environment(folder: Path | None = None) -> dict[str, str]:
    """The process's environment over what `.env` in the folder says."""
    file = (folder or Path.cwd()) / ".env"
    kept = dotenv(file.read_text()) if file.is_file() else {}
    return {**kept, **os.environ}


def dotenv(text: str) -> dict[str, str]:
    """`NAME=value` lines; `export `, comments and one pair of quotes are taken off."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            value = value.strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
            found[name.strip()] = value[1:-1] if quoted else value
    return found


def load(env: Mapping[str, str]) -> Settings:
    """Read the settings. Raises BadSettings with every problem at once."""
    # Only a start needs the vendors' models; a look-up in the terminal reads no more than the environment.
    from bot.integrations.github import GithubSettings  # noqa: PLC0415
    from bot.integrations.pagerduty import PagerDutySettings  # noqa: PLC0415
    from bot.integrations.slack import SlackSettings  # noqa: PLC0415

    problems: list[str] = []
    slack = _filled(SlackSettings, SLACK, env, problems)
    pagerduty = _filled(PagerDutySettings, PAGERDUTY, env, problems)
    github = _filled(GithubSettings, GITHUB, env, problems)
    host, port = _address(env.get("TOCSIN_HTTP", "127.0.0.1:8080"), problems)
    house = _house(env, problems)
    if problems:
        raise BadSettings(problems)
    return Settings(
        slack=slack,
        pagerduty=pagerduty,
        github=github,
        database=Path(env.get("TOCSIN_DATABASE", "tocsin.db")),
        http_host=host,
        http_port=port,
        house=house,
        sandbox=env.get("TOCSIN_SANDBOX", ""),
    )


def slack_problems(slack: "SlackSettings | None") -> list[str]:
    """What Slack still lacks before the bot can run."""
    if slack is None:
        return [
            "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from your app's page, "
            "OAuth & Permissions"
        ]
    problems = []
    if not slack.bot_token.get_secret_value().startswith("xoxb-"):
        problems.append("SLACK_BOT_TOKEN does not begin with xoxb-: take the Bot User OAuth Token, no other")
    if slack.app_token is None and slack.signing_secret is None:
        problems.append(
            "neither SLACK_APP_TOKEN (Socket Mode, xapp-…, scope connections:write) nor SLACK_SIGNING_SECRET "
            "(HTTP) is set: take one from your app's page, Basic Information"
        )
    if slack.app_token and not slack.app_token.get_secret_value().startswith("xapp-"):
        problems.append(
            "SLACK_APP_TOKEN does not begin with xapp-: make an App-Level Token with connections:write"
        )
    return problems


def _filled(
    model: type[Model], names: Mapping[str, str], env: Mapping[str, str], problems: list[str]
) -> Model | None:
    """The vendor's model from its variables; None where none of its credentials is set."""
    from pydantic import ValidationError  # noqa: PLC0415  (heavy, and a look-up needs none of it)

    given = {field: env[name] for field, name in names.items() if env.get(name)}
    if not given.keys() - {"api_url", "org"}:
        return None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            field = str(fault["loc"][0]) if fault["loc"] else ""
            problems.append(f"{names.get(field, 'settings')}: {fault['msg']}")
        return None


def _address(text: str, problems: list[str]) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        problems.append(f"TOCSIN_HTTP: {text!r} is not host:port, for example 127.0.0.1:8080")
        return "127.0.0.1", 8080
    return host, int(port)


def _house(env: Mapping[str, str], problems: list[str]) -> House:
    path = env.get("TOCSIN_CONFIG", "")
    file = Path(path or "tocsin.yaml")
    if not file.is_file():
        if path:
            problems.append(f"TOCSIN_CONFIG: there is no file {path}")
        return House()
    from bot.house_file import read  # noqa: PLC0415  (most starts have no file, and YAML is heavy)

    house, faults = read(file.read_text(), str(file))
    problems.extend(faults)
    return house
