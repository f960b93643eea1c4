"""Logging: one line per entry, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable

TOKENS = re.compile(
    r"\b(?:xox[abeprs]|xapp|xwfp|ghp|ghs|gho|github_pat)[-_.][A-Za-z0-9._-]{6,}"
    r"|/socket/[\w-]{8,}|\bticket=[^&\s'\"]+"
    r"|\bhooks\.slack\.com/[^\s'\"]+|/response/\w+/[\w-]{8,}"
)
"""Tokens of Slack and GitHub, and addresses that let whoever has them in: of a socket, of an answer."""
MARKS = (
    *("xox", "xapp", "xwfp", "ghp", "ghs", "gho", "github_pat"),
    *("/socket/", "ticket=", "hooks.slack", "/response/"),
)
"""Each of them has one of these; a line without (nearly every one) need not be looked through."""
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
        return TOKENS.sub("[secret]", line) if any(mark in line for mark in MARKS) else line


LIBRARIES = frozenset({"aiohttp", "asyncio", "github", "pdpyras", "slack_bolt", "slack_sdk", "urllib3"})
QUIET = frozenset({"aiohttp.access", "slack_bolt.AsyncApp"})


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Libraries speak up only when something is wrong; Bolt gives its loggers the level of the root."""
    if record.name in QUIET:
        return record.levelno >= logging.ERROR
    return record.name.partition(".")[0] not in LIBRARIES or record.levelno >= logging.WARNING


def configure(secrets: Iterable[str], level: str = "INFO") -> None:
    """Log to standard error. Where that fails, logging's own complaint would tell what we leave out: none."""
    logging.raiseExceptions = False
    # No line tells of threads, processes or the place in the source: they need not be looked up for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # so logging's HOWTO says
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets))
    handler.addFilter(_worth_a_line)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)
