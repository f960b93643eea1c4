"""One call to PagerDuty by pdpyras, in a thread: asked once, and what goes wrong said without the key."""

import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import SecretStr

from bot.ports import Rejected, Unreachable

Json = dict[str, Any]
T = TypeVar("T")
V3 = {"Accept": "application/json", "X-Early-Access": "flexible-schedules-early-access"}
"""The headers of the v3 schedules, which are in early access.

Source: https://developer.pagerduty.com/api-reference/d90c4c94e3ce2-create-a-schedule
"""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked. A GET repeats itself harmlessly; after anything else that failed nobody knows."""

    path: str
    params: Json = field(default_factory=dict)
    method: str = "get"
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What PagerDuty said; only what went through is JSON for sure."""

    status: int
    body: Any


def session(url: str, key: SecretStr, deadline: float) -> Any:
    """A pdpyras session that asks once: repeating is ours to decide."""
    warnings.filterwarnings("ignore", 'The package "pdpyras" is deprecated', UserWarning)
    import pdpyras  # type: ignore[import-untyped]  # noqa: PLC0415  (60 ms, and only where PagerDuty is used)

    made = pdpyras.APISession(key.get_secret_value())
    made.url = url
    made.timeout = deadline
    made.auth = lambda request: request  # or a .netrc of the machine would replace the key
    made.max_network_attempts = 0
    made.max_http_attempts = -1  # pdpyras sleeps before every further attempt; below zero there is none
    made.retry = {429: 1}
    made.log = logging.getLogger("tocsin.quiet.pdpyras")
    made.log.disabled = True
    return made


def send(made: Any, call: Call) -> Answer:
    """One request. Raises Unreachable (uncertain where a write may have come through) or Rejected."""
    import pdpyras  # noqa: PLC0415  (imported by the session already)

    writes = call.method != "get"
    given: Json = {"params": call.params, "headers": dict(call.headers)}
    if call.body is not None:
        given["json"] = call.body
    try:
        response = made.request(call.method, call.path, **given)
    except pdpyras.PDHTTPError as error:
        raise Rejected(str(error.response.status_code), "PagerDuty does not accept the key") from None
    except pdpyras.PDClientError as error:
        reason = type(error.__cause__ or error).__name__
        raise Unreachable(f"PagerDuty could not be reached ({reason})", uncertain=writes) from None
    _refuse_trouble(response.status_code, response.headers, writes)
    if response.status_code == 204:
        return Answer(204, {})
    try:
        body = response.json()
    except ValueError:
        raise Unreachable("PagerDuty answered with something that is not JSON", uncertain=writes) from None
    return Answer(response.status_code, body if isinstance(body, dict | list) else {})


def _refuse_trouble(status: int, headers: Mapping[str, str], writes: bool) -> None:
    if status == 429:
        raise Unreachable("PagerDuty asks us to wait", retry_after=_seconds(headers))
    if status >= 500:
        raise Unreachable(f"PagerDuty answered {status}", uncertain=writes)


def _seconds(headers: Mapping[str, str]) -> float:
    """How long a 429 asks us to wait: PagerDuty says seconds in both headers."""
    for name in ("retry-after", "ratelimit-reset"):
        said = headers.get(name, "")
        if said.isdigit():
            return float(said)
    return 60.0


def checked(answer: Answer) -> Json:
    """The body of what went through. Raises Rejected with PagerDuty's own reasons."""
    if answer.status in (200, 201, 202, 204):
        return answer.body if isinstance(answer.body, dict) else {}
    raise Rejected(str(answer.status), f"PagerDuty answered {answer.status} {said(answer.body)}".rstrip())


def said(body: Any) -> str:
    """What an error says: its message and its details."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return ""
    details = [str(each) for each in error.get("errors") or ()]
    return ": ".join(filter(None, [str(error.get("message", "")), "; ".join(details)]))


def understood(read: Callable[[], T]) -> T:
    """What PagerDuty said in our words. Raises Unreachable where it has another shape."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreachable(f"PagerDuty answered in an unknown shape ({type(error).__name__})") from error


def iso(at: datetime) -> str:
    """An instant as PagerDuty takes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str | None) -> datetime | None:
    """An instant as PagerDuty gives it."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
