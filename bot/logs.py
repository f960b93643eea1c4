"""Logging: one line per entry, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable

TOKENS = re.compile(
    r"\b(xox[abeprs]|xapp|xwfp|ghp|ghs|gho|github_pat)[-_][A-Za-z0-9_-]{6,}|/socket/[\w-]{8,}"
)
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Redacting(logging.Formatter):
    """Formats as usual, then takes out tokens and the secrets it was told of (tracebacks included)."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = tuple(secret for secret in secrets if len(secret) > 5)

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return TOKENS.sub("[secret]", line)


def configure(secrets: Iterable[str], level: str = "INFO") -> None:
    """Log to standard error; libraries speak up only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("slack_bolt", "slack_sdk", "aiohttp", "github", "urllib3", "asyncio", "pdpyras"):
        logging.getLogger(library).setLevel(logging.WARNING)
    for quiet in ("slack_bolt.AsyncApp", "aiohttp.access"):
        logging.getLogger(quiet).setLevel(logging.ERROR)
