"""Promise 18: one post for each incident in #incidents, edited in place."""

import pytest

from tests.living import Night


@pytest.mark.slow
async def test_one_post_follows_the_incident(night: Night) -> None:
    await night.person("U0MAYA").type("#general", "/inc checkout 500s")
    post = await night.person("U0MAYA").sees("#incidents", "INC-6", within=6)
    assert "investigating" in post["rendered"]

    await night.person("U0MAYA").type("#inc-6-checkout-500s", "/inc update card payments fail")
    await night.person("U0MAYA").sees("#incidents", "card payments fail")
    await night.person("U0MAYA").type("#inc-6-checkout-500s", "/inc resolve rolled back")

    last = await night.person("U0MAYA").sees("#incidents", "resolved")
    assert last["ts"] == post["ts"]
    messages = await night.person("U0MAYA").messages("#incidents")
    assert sum("INC-6" in message["rendered"] for message in messages) == 1


async def test_a_house_without_the_room_works_all_the_same(quiet_night: Night) -> None:
    await quiet_night.ana.type("#general", "/inc checkout 500s")

    await quiet_night.ana.sees("#inc-1-checkout-500s", "INC-1 checkout 500s", within=6)
    await quiet_night.ana.type("#general", "/tocsin health")
    health = await quiet_night.ana.sees("#general", "Tocsin")
    assert "given up" not in health["rendered"]
