"""Promise 12: a lead edits a rota in Slack, sees before and after, applies it and may take it back."""

import re

from bot.domain import rota
from bot.sandbox.person import Person
from tests.living import Night
from tests.stories.telling import asks
from tests.stories.test_covering import ROOM, STOREFRONT, on_call, primary

FORM = {"day": "mon", "clock": "09:00", "zone": "Europe/Berlin", "length": "1 week", "begins": ""}


WRONG = (
    ({"people": "aiko\nzed"}, "nobody is called “zed” in the catalog"),
    ({"zone": "Mars/Olympus"}, "'Mars/Olympus' is not a time zone"),
    ({"clock": "25:00"}, "'25:00' is not a time of day"),
    ({"length": "forever"}, "“forever” is none"),
    ({"begins": "someday"}, "“someday”: That is not a time"),
    ({"people": "finn, tomas, aiko"}, "Storefront, primary is so already"),
)


async def proposes(lead: Person, people: str, **more: str) -> None:
    """A lead opens the form of the first rota and compares."""
    await asks(lead, "#general", "/oncall edit storefront")
    await lead.click("Storefront, primary", channel="#general")
    await lead.opens()
    told = await lead.submit({**FORM, "people": people, **more})
    assert told["ok"], told


async def test_before_and_after_are_compared_then_applied_and_everybody_hears(night: Night) -> None:
    lena, before = night.person("U0LENA"), primary(night)

    await proposes(lena, "aiko\nlena")
    proposed = await lena.sees("#general", "Proposed for Storefront, primary")
    unchanged = primary(night).rota == before.rota
    await lena.click("Apply", channel="#general")
    applied = await lena.sees("#general", "Storefront, primary is changed.")

    assert unchanged
    assert "who is on call before → *after*" in proposed["rendered"]
    assert "on call twice" in proposed["rendered"]
    assert "Nobody is on call" not in proposed["rendered"]
    assert "[Undo]" in applied["rendered"]
    await lena.sees(ROOM, "The rota Storefront, primary was edited")
    for each in ("finn", "tomas"):
        await night.person(STOREFRONT[each]).sees("@bot", "The rota Storefront, primary was edited")
    after = primary(night).rota
    now = night.sandbox.clock.now()
    assert rota.who(after, now) == rota.who(before.rota, now)
    assert rota.people(after) >= {"aiko", "lena"}

    await lena.click("Undo", channel="#general")
    await lena.sees("#general", "Taken back: edited Storefront, primary")
    assert primary(night).rota == before.rota


async def test_who_is_no_lead_reads_whom_to_ask(night: Night) -> None:
    tomas = night.person("U0TOMAS")

    edit = await asks(tomas, "#general", "/oncall edit storefront")
    override = await asks(tomas, "#general", "/oncall override storefront")

    for said in (edit, override):
        assert said.startswith(
            "The rotas of Storefront are changed by its leads: @lena. Nothing was changed."
        )


async def test_the_second_of_two_edits_sees_what_the_first_one_changed(night: Night) -> None:
    lena = night.person("U0LENA")
    await proposes(lena, "aiko\nlena")
    await lena.sees("#general", "Proposed for Storefront, primary")
    await asks(lena, "#general", "/oncall override storefront")
    await lena.click("Storefront, primary", channel="#general")
    await lena.opens()
    await lena.submit({"user": "U0AIKO", "since": "in 1h", "until": "in 3h", "instead": ""})
    await lena.sees("#general", "is on call for Storefront, primary")

    await lena.click("Apply", channel="#general")

    refused = await lena.sees("#general", "was changed while you were at it, so yours was not applied")
    assert "is on call for Storefront, primary" in refused["rendered"]
    assert [each.user for each in primary(night).rota.overrides] == ["aiko"]


async def test_a_wrong_form_names_the_field_and_changes_nothing(night: Night) -> None:
    lena, before = night.person("U0LENA"), primary(night)

    await asks(lena, "#general", "/oncall edit storefront")
    await lena.click("Storefront, primary", channel="#general")
    await lena.opens()
    wrong = [await lena.submit({**FORM, "people": "aiko", **each}) for each, _ in WRONG]
    unchanged = primary(night).rota == before.rota
    right = await lena.submit({**FORM, "people": "aiko"})

    assert unchanged
    assert right["closed"]
    for told, (each, said) in zip(wrong, WRONG, strict=True):
        assert list(told["errors"]) == list(each)
        assert said in next(iter(told["errors"].values()))
    await lena.sees("#general", "Proposed for Storefront, primary")


async def test_overrides_are_listed_and_deleted(night: Night) -> None:
    lena, whose = night.person("U0LENA"), on_call(night)
    await asks(lena, "#general", "/oncall override storefront")
    await lena.click("Storefront, primary", channel="#general")
    await lena.opens()
    await lena.submit({"user": "U0LENA", "since": "now", "until": "in 3h"})
    await lena.sees("#general", "Lena Vogt is on call for Storefront, primary instead of")
    covered = on_call(night)

    listed = await asks(lena, "#general", "/oncall overrides storefront")
    await lena.click("Delete", channel="#general")

    await lena.sees("#general", "override of Storefront, primary is taken back")
    await night.person(STOREFRONT[whose]).sees("@bot", "is taken back; on call again: ")
    assert covered == "lena"
    assert "Lena Vogt" in listed
    assert on_call(night) == whose
    recorded = await asks(lena, "#general", "/tocsin audit storefront")
    assert re.findall(r"@lena (\S+): Lena Vogt", recorded) == ["rota.override", "rota.removal"]


async def test_the_schedule_shows_four_weeks_of_each_rota(night: Night) -> None:
    shown = await asks(night.person("U0LENA"), "#general", "/oncall schedule storefront")

    assert "Storefront, primary" in shown
    assert "Storefront, secondary" in shown
    assert shown.count("→") > 8
    assert "[Override] [Edit] [Overrides]" in shown
