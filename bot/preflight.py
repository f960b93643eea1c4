"""What is asked of Slack before a start: who we are, what we may, where to connect; told in words."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.integrations.slack import OPTIONAL, SCOPES, SlackSettings, asked
from bot.ports import Rejected, Unreachable
from bot.settings import BadSettings

log = logging.getLogger("tocsin")
FATAL = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's words for a token that will not do, now or later."""


async def preflight(slack: SlackSettings, client: AsyncWebClient) -> tuple[Mapping[str, Any], str]:
    """Who we are to Slack and, for Socket Mode, the first address to connect to.

    Raises BadSettings with all that is wrong with the tokens, Unreachable where Slack does not answer.
    """
    problems: list[str] = []
    identity: Mapping[str, Any] = {}
    try:
        answer = await asked(client.auth_test())
        identity = answer.data if isinstance(answer.data, dict) else {}
        problems += [_lacks(scope) for scope in missing_scopes(answer.headers)]
    except Rejected as refused:
        problems.append(
            f"SLACK_BOT_TOKEN: Slack refused it ({refused.code}): copy the Bot User OAuth Token again"
        )
    except Unreachable as trouble:
        raise Unreachable(f"SLACK_API_URL: no Slack answers at {slack.api_url} ({trouble})") from trouble
    first = await _first(slack, client, problems) if slack.over_socket else ""
    if problems:
        raise BadSettings(problems)
    return identity, first


def missing_scopes(headers: Mapping[str, str]) -> list[str]:
    """The scopes that the token lacks and cannot do without; none where Slack does not say which it has."""
    return [each for each in lacking(headers) if each not in OPTIONAL]


def lacking(headers: Mapping[str, str]) -> list[str]:
    """As `missing_scopes`, with those that only a setting needs."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    have = {scope.strip() for scope in told.split(",") if scope.strip()}
    return [scope for scope in SCOPES if scope not in have] if have else []


def _lacks(scope: str) -> str:
    return (
        f"SLACK_BOT_TOKEN lacks the scope {scope}: {SCOPES[scope]}. Add it under "
        "OAuth & Permissions and install the app again"
    )


async def _first(slack: SlackSettings, client: AsyncWebClient, problems: list[str]) -> str:
    try:
        return await ticket(slack, client)
    except BadSettings as bad:
        problems += bad.problems
    except Rejected as refused:
        problems.append(_refused(refused))
    except Unreachable as trouble:
        if trouble.retry_after is None:
            raise
        log.warning("Slack gives no address to connect to yet (%s); it is asked again", trouble)
    return ""


async def ticket(slack: SlackSettings, client: AsyncWebClient) -> str:
    """A single-use address for Socket Mode.

    Raises BadSettings where Slack says for good that the token will not do; Rejected, Unreachable.
    """
    token = slack.app_token.get_secret_value() if slack.app_token else ""
    try:
        return str((await asked(client.apps_connections_open(app_token=token)))["url"])
    except Rejected as refused:
        if refused.code in FATAL:
            raise BadSettings([_refused(refused)]) from refused
        raise


def _refused(refused: Rejected) -> str:
    return (
        f"SLACK_APP_TOKEN: Slack refused it ({refused.code}): make an App-Level Token with "
        "the scope connections:write, and turn Socket Mode on"
    )
