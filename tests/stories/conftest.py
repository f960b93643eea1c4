"""The nights that the stories are told in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import company
from tests.living import Night, living


@pytest.fixture
def over_http(request: pytest.FixtureRequest) -> bool:
    """Which transport, where a story is told in both."""
    return bool(getattr(request, "param", "socket") == "http")


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme, an online shop, over Socket Mode."""
    async with living(company.acme(datetime.now(UTC)), tmp_path) as found:
        yield found


@pytest.fixture
async def quiet_night(tmp_path: Path) -> AsyncIterator[Night]:
    """Slack tokens only: no catalog, no vendors."""
    async with living(company.empty(), tmp_path) as found:
        yield found


MONDAY, SUNDAY = 0, 6


@pytest.fixture
async def midshift(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme more than a day before the storefront hands over, on Mondays at nine, whenever it is told."""
    async with living(company.acme(datetime.now(UTC)), tmp_path, started=False) as found:
        now = found.sandbox.clock.now()
        if now.weekday() == SUNDAY or (now.weekday() == MONDAY and now.hour < 10):
            found.sandbox.clock.advance(48 * 3600)
        await found.start()
        yield found
