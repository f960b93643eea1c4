"""The table of vendors: each is off, on, unreachable or rejected, and says what to do."""

from typing import Any

import pytest

from bot.integrations.pagerduty import PagerDutySettings
from bot.integrations.roster import ROSTER, Integration, Sight, clients, look
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, routes
from tests.loopback import serving

PAGERDUTY = next(entry for entry in ROSTER if entry.name == "pagerduty")


@pytest.mark.parametrize("entry", ROSTER, ids=lambda entry: entry.name)
async def test_a_vendor_without_credentials_is_off_and_says_how_to_turn_it_on(entry: Integration) -> None:
    client = entry.build(entry.settings(), None)

    sight = await look(entry, client)

    assert client is None
    assert sight == Sight(entry.name, "off", f"{entry.title} is off", entry.remedy)


@pytest.mark.parametrize(
    ("key", "fault", "state", "text"),
    [
        (KEY, None, "on", "PagerDuty account key, 4 abilities"),
        (KEY, {"kind": "server_error"}, "unreachable", "PagerDuty answered 500"),
        ("wrong", None, "rejected", "PagerDuty does not accept the key"),
    ],
)
async def test_what_a_vendor_answers_becomes_its_state(
    key: str, fault: dict[str, Any] | None, state: str, text: str
) -> None:
    faults = Faults()
    if fault:
        faults.add({"vendor": "pagerduty", **fault})
    async with serving(routes(PagerDutyTwin(), faults)) as url:
        settings = {"api_key": key, "api_url": f"{url}/pagerduty"}
        client = PAGERDUTY.build(PagerDutySettings.model_validate(settings), None)

        sight = await look(PAGERDUTY, client)
        await client.aclose()

    assert (sight.state, sight.text, bool(sight.remedy)) == (state, text, state != "on")


def test_only_what_has_credentials_gets_a_client() -> None:
    settings = PagerDutySettings.model_validate({"api_key": KEY})

    found = clients({"pagerduty": settings, "github": None})

    assert {name: client is not None for name, client in found.items()} == {
        "pagerduty": True,
        "github": False,
    }
