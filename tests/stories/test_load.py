"""Promise 30: how the load is shared, by the clocks of those who carry it."""

from tests.living import Night
from tests.stories.telling import asks


async def test_the_load_counts_hours_and_pages_by_each_persons_own_clock(night: Night) -> None:
    lena = night.person("U0LENA")
    await asks(lena, "#general", "/inc page storefront are you there")
    await lena.sees("#general", "Paging")
    await night.settled()

    told = await asks(lena, "#general", "/oncall load storefront 30d")

    assert "On-call load: Storefront" in told
    assert "h sleep" in told
    assert "1 page (" in told
    assert "Gaps in the next 90 days: none" in told
    assert "Quality of the plan: " in told
    await lena.click("Chart", channel="#general")
    await lena.meets("@bot", lambda message: bool(message["files"]), "the chart", within=30)


async def test_gaps_are_found_ninety_days_ahead(night: Night) -> None:
    told = await asks(night.person("U0JO"), "#general", "/oncall gaps messaging")

    assert "Gaps: Messaging" in told
    assert "Gaps in the next 90 days: none" in told


async def test_four_weeks_are_drawn_while_the_answer_is_there_at_once(night: Night) -> None:
    finn = night.person("U0FINN")
    told = await asks(finn, "#general", "/oncall schedule storefront")

    await finn.click("Picture", channel="#general")

    assert told.startswith("Schedule: Storefront")
    message = await finn.meets("@bot", lambda message: bool(message["files"]), "the picture", within=30)
    assert message["files"][0]["title"] == "On call, Storefront: the next four weeks"
