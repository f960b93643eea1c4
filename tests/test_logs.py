"""The log: a line per entry, libraries quiet, and no secret in any of it, tracebacks included."""

import asyncio
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.running import secrets
from bot.settings import load
from tests.loopback import refusing

SECRET = "planted-signing-secret"
PLANTED = [
    "xoxb-1234567890-abcdefghij",
    "xoxp-1234567890-abcdefghij",
    "xapp-1-A123-456-abcdef",
    "xoxe.xoxb-1-abcdefghij",
    "xwfp-abcdefghij",
    "ghp_abcdefghij0123456789",
    "ghs_abcdefghij0123456789",
    "github_pat_11ABCDEFG_abcdefghij",
    "wss://wss-primary.slack.com/link/?ticket=abcdefgh-1234&app_id=A1",
    "ws://127.0.0.1:8800/socket/abcdefgh-1234",
    "https://hooks.slack.com/commands/T1/123/abcdefghij",
    "https://hooks.slack.com/actions/T1/123/abcdefghij",
    SECRET,
]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is written by the formatter of the bot, and nothing else's."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Redacting([SECRET, "short"]))
    log = logging.getLogger("planted")
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


def tail(planted: str) -> str:
    """The part of a secret that must not come out."""
    return planted.rpartition("/")[2].rpartition("ticket=")[2].partition("&")[0][-8:]


@pytest.mark.parametrize("planted", PLANTED)
def test_no_secret_comes_out(stream: io.StringIO, planted: str) -> None:
    logging.getLogger("planted").error("refused: %s, again: {%r}", planted, {"token": planted})

    written = stream.getvalue()
    assert tail(planted) not in written
    assert "[secret]" in written
    assert written.endswith("\n")


@pytest.mark.parametrize("planted", PLANTED)
def test_no_secret_comes_out_of_a_traceback(stream: io.StringIO, planted: str) -> None:
    try:
        raise ValueError(planted)
    except ValueError:
        logging.getLogger("planted").exception("failed")

    written = stream.getvalue()
    assert "Traceback" in written
    assert tail(planted) not in written


def test_what_is_no_secret_stays(stream: io.StringIO) -> None:
    logging.getLogger("planted").error("short words, xoxb, INC-12, ghp, https://example.com/socket")

    assert stream.getvalue().endswith("planted: short words, xoxb, INC-12, ghp, https://example.com/socket\n")


def test_every_secret_of_the_settings_is_known() -> None:
    env = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_SIGNING_SECRET": "signing",
        "PAGERDUTY_API_KEY": "pagerduty",
        "GITHUB_TOKEN": "github",
    }

    assert sorted(secrets(load(env))) == ["github", "pagerduty", "signing", "xapp-1", "xoxb-1"]
    assert secrets(load({})) == []


@contextmanager
def configured() -> Iterator[None]:
    """The log as `run` sets it up, at its chattiest; put back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers = []
    logs.configure([SECRET], "DEBUG")
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        logging.raiseExceptions = True
        for library in logs.LIBRARIES:
            logging.getLogger(library).setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    ("name", "level", "shown"),
    [
        ("tocsin.requests", logging.DEBUG, True),
        ("slack_sdk.web.async_client", logging.INFO, False),
        ("slack_sdk.web.async_client", logging.WARNING, True),
        ("slack_bolt.AsyncApp", logging.WARNING, False),
        ("slack_bolt.AsyncApp", logging.ERROR, True),
        ("aiohttp.access", logging.WARNING, False),
        ("urllib3.connectionpool", logging.DEBUG, False),
        ("asyncio", logging.DEBUG, False),
    ],
)
def test_libraries_speak_only_when_something_is_wrong(
    capsys: pytest.CaptureFixture[str], name: str, level: int, shown: bool
) -> None:
    logger = logging.getLogger(name)
    with configured():
        before, logger.level = logger.level, logging.DEBUG
        logger.log(level, "words")
        logger.level = before

    assert ("words" in capsys.readouterr().err) is shown


def test_the_sdk_at_its_chattiest_tells_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    client = AsyncWebClient("xoxb-1234567890-planted", base_url=f"{refusing()}/", retry_handlers=[])

    async def call() -> None:
        try:
            await client.apps_connections_open(app_token="xapp-1-planted")
        except OSError:
            logging.getLogger("tocsin").exception("failed")

    with configured():
        asyncio.run(call())

    written = capsys.readouterr().err
    assert "Traceback" in written
    assert "planted" not in written


def test_a_log_that_cannot_be_written_tells_nothing_either(capsys: pytest.CaptureFixture[str]) -> None:
    with configured():
        (handler,) = logging.getLogger().handlers
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(io.StringIO())
        handler.stream.close()
        logging.getLogger("tocsin").error("xoxb-1234567890-planted")

    assert capsys.readouterr().err == ""
