"""What Slack's answers mean in our words: done, refused, or not known."""

import asyncio
from collections.abc import Awaitable, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import Rejected, Unreachable

TIMEOUT = 10
TRANSIENT = frozenset({"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"})


async def asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Await a call and put what went wrong in our words.

    A connection lost, a time-out or a page that is not Slack's JSON is uncertain: Slack may have acted.
    The time-out is ours: the SDK sets none on a session that it was given.
    """
    try:
        async with asyncio.timeout(TIMEOUT):
            return await call
    except SlackApiError as error:
        raise _translated(error) from error
    except aiohttp.ClientConnectorError as error:
        raise Unreachable(str(error)) from error
    except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as error:
        raise Unreachable(str(error) or "no answer", uncertain=True) from error
    except AttributeError as error:  # the SDK asks whatever came with status 200 for its `ok`, also a text
        raise Unreachable("no answer that can be read", uncertain=True) from error


async def unless(call: Awaitable[AsyncSlackResponse], *codes: str) -> None:
    """As `asked`; where Slack refuses with one of the codes, what was wanted is so already."""
    try:
        await asked(call)
    except Rejected as refused:
        if refused.code not in codes:
            raise


def _translated(error: SlackApiError) -> Unreachable | Rejected:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return Unreachable("no answer that can be read", uncertain=True)
    code = str(response.get("error") or "") if isinstance(response.data, dict) else ""
    if response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        return Unreachable("Slack asks us to wait", retry_after=waiting(response.headers))
    if response.status_code >= 500 or code in TRANSIENT or not code:
        return Unreachable(f"Slack answered {response.status_code} {code}".strip(), uncertain=True)
    needed = str(response.get("needed") or "")
    return Rejected(code, f"{code} (needs {needed})" if needed else code)


def waiting(headers: Mapping[str, str]) -> float | None:
    """The seconds of Retry-After; None where it is not there or no number."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(told) if told.isascii() and told.isdigit() else None
