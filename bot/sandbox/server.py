"""The sandbox: Slack, PagerDuty and GitHub on one loopback port, their control API and the page over it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.slack.world import Member, Room

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-sandbox", "xapp-sandbox", "sandbox-signing-secret"  # noqa: S105


class Company(Protocol):
    """What a sandbox is filled with. A vendor that is None is not mounted."""

    @property
    def people(self) -> Sequence[Member]: ...
    @property
    def channels(self) -> Sequence[Room]: ...
    @property
    def pagerduty(self) -> Any: ...
    @property
    def github(self) -> Any: ...
    @property
    def catalog(self) -> Path | None: ...


class Sandbox:
    """`async with Sandbox(company, manifest=…) as sandbox:` serves on `sandbox.url` until the block ends."""

    def __init__(
        self,
        company: Company,
        *,
        manifest: Mapping[str, Any],
        clock: SandboxClock | None = None,
        port: int = 0,
    ) -> None:
        self.company = company
        self.manifest = manifest
        self.clock = clock or SandboxClock()
        self.port = port
        self.faults = Faults()
        self.url = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
