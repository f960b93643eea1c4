"""The environment, `.env` and `tocsin.yaml` as frozen values; the only file that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.domain.refusal import Refusal

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bot.domain.house import House
    from bot.integrations.github import GithubSettings
    from bot.integrations.pagerduty import PagerDutySettings
    from bot.integrations.slack import SlackSettings

Model = TypeVar("Model", bound="BaseModel")


class BadSettings(Refusal):
    """The bot can't start: each line of `problems` names a setting and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a start needs. `pagerduty` and `github` are None where they have no credentials.

    `wrong`: what must be corrected, a line each (in its place stands the default); `lacking`: what Slack
    still needs before the bot can run.
    """

    slack: "SlackSettings | None"
    pagerduty: "PagerDutySettings | None"
    github: "GithubSettings | None"
    database: Path
    http_host: str
    http_port: int
    house: "House"
    log_level: str = "INFO"
    wrong: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


QUOTED = re.compile(r"""(['"])(.*)\1\s*(#.*)?$""")
COMMENT = re.compile(r"(^|\s+)#.*$")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SLACK = {
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "api_url": "SLACK_API_URL",
}
PAGERDUTY = {
    "api_key": "PAGERDUTY_API_KEY",
    "api_url": "PAGERDUTY_API_URL",
    "webhook_secret": "PAGERDUTY_WEBHOOK_SECRET",
    "events_url": "PAGERDUTY_EVENTS_URL",
    "sender": "PAGERDUTY_FROM",
    "page_service": "PAGERDUTY_PAGE_SERVICE",
}
GITHUB = {
    "token": "GITHUB_TOKEN",
    "app_id": "GITHUB_APP_ID",
    "app_private_key_file": "GITHUB_APP_PRIVATE_KEY_FILE",
    "installation_id": "GITHUB_INSTALLATION_ID",
    "api_url": "GITHUB_API_URL",
    "org": "GITHUB_ORG",
    "webhook_secret": "GITHUB_WEBHOOK_SECRET",
}
NOT_SET = (
    "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from your app's page, "
    "OAuth & Permissions"
)
NO_WAY_IN = (
    "neither SLACK_APP_TOKEN (Socket Mode, xapp-…, scope connections:write) nor SLACK_SIGNING_SECRET "
    "(HTTP) is set: take one from your app's page, Basic Information"
)
WORDS = {
    ("SLACK_BOT_TOKEN", "missing"): NOT_SET,
    ("GITHUB_INSTALLATION_ID", "int_parsing"): (
        "GITHUB_INSTALLATION_ID: is not a number; it stands at the end of the address of the installed App"
    ),
}
"""Our own words where pydantic's name no remedy."""


def columns() -> int:
    """How wide the terminal is, in characters."""
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (ValueError, OSError):
        return 80


def environment(folder: Path | None = None) -> dict[str, str]:
    """The process's environment over what `.env` in the folder says. Raises BadSettings."""
    file = (folder or Path.cwd()) / ".env"
    problems: list[str] = []
    kept = dotenv(_text(file, ".env", problems)) if file.is_file() else {}
    if problems:
        raise BadSettings(problems)
    return {**kept, **os.environ}


def dotenv(text: str) -> dict[str, str]:
    """`NAME=value` lines; `export `, comments and one pair of quotes are taken off."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = _bare(value.strip())
    return found


def _bare(value: str) -> str:
    """A value without its quotes, or, where it has none, without the comment after it."""
    quoted = QUOTED.match(value)
    return quoted.group(2) if quoted else COMMENT.sub("", value)


def database(env: Mapping[str, str]) -> Path:
    """Where the database is."""
    return Path(env.get("TOCSIN_DATABASE") or "tocsin.db").expanduser()


def load(env: Mapping[str, str]) -> Settings:
    """The settings. Raises BadSettings with every problem at once."""
    settings = read(env)
    if settings.wrong:
        raise BadSettings(list(settings.wrong))
    return settings


def read(env: Mapping[str, str]) -> Settings:
    """The settings with whatever is wrong with them."""
    # Only a start needs the vendors' models; a look-up in the terminal reads no more than the environment.
    from bot.integrations.github import GithubSettings  # noqa: PLC0415
    from bot.integrations.pagerduty import PagerDutySettings  # noqa: PLC0415
    from bot.integrations.slack import SlackSettings  # noqa: PLC0415

    problems: list[str] = []
    slack = _filled(SlackSettings, SLACK, env, problems)
    pagerduty = _filled(PagerDutySettings, PAGERDUTY, env, problems)
    github = _filled(GithubSettings, GITHUB, env, problems)
    host, port = _address(env.get("TOCSIN_HTTP") or "127.0.0.1:8080", problems)
    house, level = _house(env, problems), _level(env, problems)
    return Settings(
        slack=slack,
        pagerduty=pagerduty,
        github=github,
        database=database(env),
        http_host=host,
        http_port=port,
        house=house,
        log_level=level,
        wrong=tuple(dict.fromkeys(problems)),
        lacking=_lacking(env),
    )


def house(env: Mapping[str, str]) -> "House":
    """The rules of the house alone. Raises BadSettings with every problem at once."""
    problems: list[str] = []
    found = _house(env, problems)
    if problems:
        raise BadSettings(problems)
    return found


def _lacking(env: Mapping[str, str]) -> tuple[str, ...]:
    """What Slack still needs before the bot can run; what a token is worth, only Slack knows."""
    bot = env.get("SLACK_BOT_TOKEN", "").strip()
    app = env.get("SLACK_APP_TOKEN", "").strip()
    secret = env.get("SLACK_SIGNING_SECRET", "").strip()
    problems = []
    if not bot:
        problems.append(NOT_SET)
    elif not bot.startswith("xoxb-"):
        problems.append("SLACK_BOT_TOKEN does not begin with xoxb-: take the Bot User OAuth Token, no other")
    if not app and not secret:
        problems.append(NO_WAY_IN)
    elif app and not app.startswith("xapp-"):
        problems.append(
            "SLACK_APP_TOKEN does not begin with xapp-: make an App-Level Token with connections:write"
        )
    return tuple(problems)


def _filled(
    model: type[Model], names: Mapping[str, str], env: Mapping[str, str], problems: list[str]
) -> Model | None:
    """The vendor's model from its variables; None where none of its credentials is set."""
    from pydantic import ValidationError  # noqa: PLC0415  (heavy, and a look-up needs none of it)

    given = {field: env[name] for field, name in names.items() if env.get(name, "").strip()}
    secrets = given.keys() - {"api_url", "org", "sender", "page_service"}
    try:
        found = model.model_validate(given)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = names[str(fault["loc"][0])] if fault["loc"] else "GITHUB_APP_ID"
            if secrets or fault["type"] != "missing":
                problems.append(WORDS.get((name, fault["type"]), f"{name}: {fault['msg']}"))
        return None
    return found if secrets else None


def _address(text: str, problems: list[str]) -> tuple[str, int]:
    host, _, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdigit() and len(port) < 6) or int(port) > 65535:
        problems.append(f"TOCSIN_HTTP: {text!r} is not host:port, for example 127.0.0.1:8080")
        return "127.0.0.1", 8080
    return host, int(port)


def _level(env: Mapping[str, str], problems: list[str]) -> str:
    level = (env.get("TOCSIN_LOG") or "INFO").upper()
    if level not in LEVELS:
        problems.append(f"TOCSIN_LOG: {level!r} is not a level; it is one of {', '.join(LEVELS)}")
        return "INFO"
    return level


def _house(env: Mapping[str, str], problems: list[str]) -> "House":
    path = env.get("TOCSIN_CONFIG", "")
    file = Path(path or "tocsin.yaml").expanduser()
    if not file.is_file():
        if path:
            problems.append(f"TOCSIN_CONFIG: there is no file {path}; correct the path or leave it out")
        from bot.domain.house import House  # noqa: PLC0415  (a look-up in a terminal asks for no rules)

        return House()
    from bot import house_file  # noqa: PLC0415  (most starts have no file, and YAML is heavy)

    house, faults = house_file.read(_text(file, str(file), problems), str(file))
    problems.extend(faults)
    return house


def _text(file: Path, name: str, problems: list[str]) -> str:
    """What the file says; "" and a problem where nobody can read it."""
    try:
        return file.read_text("utf-8-sig")
    except OSError as trouble:
        problems.append(f"{name} cannot be read ({trouble.strerror}): check who may read it")
    except UnicodeDecodeError:
        problems.append(f"{name} is not UTF-8 text: save it as UTF-8")
    return ""
