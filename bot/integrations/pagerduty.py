"""The way out to PagerDuty, by pdpyras: who is on call, and who we are to it. Read only."""

import asyncio
import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from bot.integrations.credentials import address, blank_is_none, header_safe, several
from bot.integrations.threads import Threads, together, twice, within
from bot.ports import Clock, Pager, PagerPerson, PagerService, PagerSnapshot, PagerSpan, Rejected, Unreachable

VENDOR = "PagerDuty"
PAGE, AT_ONCE = 100, 4
LAST = 10_000  # PagerDuty refuses offset + limit beyond it
AHEAD = timedelta(days=14)
DEADLINE = 5.0
PATIENCE = 60.0
PHONES = ("phone_contact_method", "sms_contact_method")

Json = dict[str, Any]


class PagerDutySettings(BaseModel):
    """What the environment says of PagerDuty; without a key it is off."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    api_key: SecretStr | None = None
    api_url: str = "https://api.pagerduty.com"
    webhook_secret: tuple[SecretStr, ...] = ()

    _key = field_validator("api_key", mode="before")(blank_is_none)
    _safe = field_validator("api_key")(header_safe)
    _url = field_validator("api_url")(address)
    _several = field_validator("webhook_secret", mode="before")(several)


def build(settings: PagerDutySettings, clock: Clock | None = None) -> Pager | None:
    """The pager, or None where no key is set. Asks nothing of the network."""
    if settings.api_key is None:
        return None
    return PagerDuty(settings.api_url, settings.api_key, clock=clock)


class PagerDuty:
    """PagerDuty's REST API. Answers are whole or an error; the key is in no message and no log."""

    def __init__(
        self,
        url: str,
        key: SecretStr,
        *,
        clock: Clock | None = None,
        deadline: float = DEADLINE,
        patience: float = PATIENCE,
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._pace = asyncio.Semaphore(AT_ONCE)
        self._threads: Threads[Any] = Threads(
            VENDOR, partial(_session, url, key, deadline), limit=AT_ONCE, deadline=deadline
        )

    async def snapshot(self) -> PagerSnapshot:
        """Services, users and on-call spans of the next fortnight, in pages of 100."""
        now = self._clock.now() if self._clock else datetime.now(UTC)
        return await within(self._patience, self._snapshot(now), VENDOR)

    async def ping(self) -> str:
        """Whom the key belongs to; a key of the whole account belongs to nobody."""
        answer = await self._ask("/users/me", {})
        if answer.status == 400:  # PagerDuty's answer to an account's key
            abilities = _checked(await self._ask("/abilities", {})).get("abilities", [])
            return f"PagerDuty account key, {len(abilities)} abilities"
        return f"PagerDuty user {(_checked(answer).get('user') or {}).get('name', '')}"

    async def aclose(self) -> None:
        """Give the threads and the connections back."""
        await self._threads.aclose()

    async def _snapshot(self, now: datetime) -> PagerSnapshot:
        window = {"since": _iso(now), "until": _iso(now + AHEAD), "time_zone": "UTC"}
        services, users, oncalls = await together(
            (
                self._all("services", {}),
                self._all("users", {"include[]": "contact_methods"}),
                self._all("oncalls", window),
            )
        )
        try:
            return _read(services, users, oncalls)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable(f"PagerDuty answered in an unknown shape ({type(error).__name__})") from error

    async def _all(self, what: str, params: Json) -> list[Json]:
        """Every entry of a list: the first page says how many there are, the others are read side by side."""
        first = await self._page(what, params | {"total": "true"}, 0)
        total = int(first.get("total") or 0)
        if total > LAST:
            raise Rejected("too_many", f"PagerDuty lists {total:,} {what} and gives out {LAST:,} at most")
        pages = [first, *await together(self._page(what, params, n) for n in range(PAGE, total, PAGE))]
        while pages[-1].get("more"):
            pages.append(await self._page(what, params, len(pages) * PAGE))
        return [each for page in pages for each in page[what]]

    async def _page(self, what: str, params: Json, offset: int) -> Json:
        asked = {**params, "limit": PAGE, "offset": offset}
        async with self._pace:
            page = _checked(await twice(partial(self._ask, f"/{what}", asked), VENDOR))
        if not isinstance(page.get(what), list):
            raise Unreachable(f"PagerDuty answered without {what}")
        return page

    async def _ask(self, path: str, params: Json) -> "Answer":
        return await self._threads.call(lambda session: _get(session, path, params))


@dataclass(frozen=True, slots=True)
class Answer:
    """What PagerDuty said; only what went through is JSON for sure."""

    status: int
    body: Json


def _session(url: str, key: SecretStr, deadline: float) -> Any:
    """A pdpyras session that asks once: repeating is ours to decide."""
    warnings.filterwarnings("ignore", 'The package "pdpyras" is deprecated', UserWarning)
    import pdpyras  # type: ignore[import-untyped]  # noqa: PLC0415  (60 ms, and only where PagerDuty is used)

    session = pdpyras.APISession(key.get_secret_value())
    session.url = url
    session.timeout = deadline
    session.auth = lambda request: request  # or a .netrc of the machine would replace the key
    session.max_network_attempts = 0
    session.max_http_attempts = -1  # pdpyras sleeps before every further attempt; below zero there is none
    session.retry = {429: 1}
    session.log = logging.getLogger("tocsin.quiet.pdpyras")
    session.log.disabled = True
    return session


def _get(session: Any, path: str, params: Json) -> Answer:
    """One GET in a thread. Raises Unreachable or Rejected, in words without the key."""
    import pdpyras  # noqa: PLC0415  (imported by the session already)

    try:
        response = session.get(path, params=params)
    except pdpyras.PDHTTPError as error:
        raise Rejected(str(error.response.status_code), "PagerDuty does not accept the key") from None
    except pdpyras.PDClientError as error:
        reason = type(error.__cause__ or error).__name__
        raise Unreachable(f"PagerDuty could not be reached ({reason})") from None
    _refuse_trouble(response.status_code, response.headers)
    try:
        body = response.json()
    except ValueError:
        raise Unreachable("PagerDuty answered with something that is not JSON") from None
    return Answer(response.status_code, body if isinstance(body, dict) else {})


def _refuse_trouble(status: int, headers: Mapping[str, str]) -> None:
    if status == 429:
        raise Unreachable("PagerDuty asks us to wait", retry_after=_seconds(headers))
    if status >= 500:
        raise Unreachable(f"PagerDuty answered {status}")


def _seconds(headers: Mapping[str, str]) -> float:
    """How long a 429 asks us to wait: PagerDuty says seconds in both headers."""
    for name in ("retry-after", "ratelimit-reset"):
        said = headers.get(name, "")
        if said.isdigit():
            return float(said)
    return 60.0


def _checked(answer: Answer) -> Json:
    if answer.status == 200:
        return answer.body
    error = answer.body.get("error")
    detail = str(error.get("message", "")) if isinstance(error, dict) else ""
    raise Rejected(str(answer.status), f"PagerDuty answered {answer.status} {detail}".rstrip())


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _read(services: list[Json], users: list[Json], oncalls: list[Json]) -> PagerSnapshot:
    """The lists in our words; an entry that moved between two pages while we read stands once."""
    return PagerSnapshot(
        services=tuple({each["id"]: _service(each) for each in services}.values()),
        people=tuple({each["id"]: _person(each) for each in users}.values()),
        spans=tuple(dict.fromkeys(_span(each) for each in oncalls)),
    )


def _service(raw: Json) -> PagerService:
    policy = raw.get("escalation_policy") or {}
    return PagerService(raw["id"], raw.get("name") or "", policy.get("id") or "", raw.get("html_url") or "")


def _person(raw: Json) -> PagerPerson:
    methods = raw.get("contact_methods") or ()
    return PagerPerson(
        id=raw["id"],
        name=raw.get("name") or "",
        email=raw.get("email") or "",
        phones=tuple(dict.fromkeys(_phone(each) for each in methods if each.get("type") in PHONES)),
        timezone=raw.get("time_zone") or "",
        url=raw.get("html_url") or "",
    )


def _phone(method: Json) -> str:
    """`+351 5550101`: the country's code stands apart from the number."""
    return f"+{method.get('country_code') or ''} {method.get('address') or ''}".replace("+ ", "").strip()


def _span(raw: Json) -> PagerSpan:
    schedule = raw.get("schedule") or {}
    return PagerSpan(
        policy=raw["escalation_policy"]["id"],
        level=int(raw["escalation_level"]),
        person=raw["user"]["id"],
        start=_at(raw.get("start")),
        end=_at(raw.get("end")),
        schedule=schedule.get("id") or "",
        schedule_name=schedule.get("summary") or schedule.get("name") or "",
    )
