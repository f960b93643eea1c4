"""Promises 4 and 5: look-ups find what was half said, and need no vendor."""

from tests.living import Night
from tests.stories.telling import asks, primary, read


async def test_half_a_name_is_three_choices_and_one_press(night: Night) -> None:
    asked = await asks(night.ana, "#general", "/svc pay")

    await night.ana.click("Payments API", channel="#general")

    assert asked.endswith("[Payouts] [Payments API] [Payment methods]")
    shown = await night.ana.sees("#general", "Takes card and bank charges")
    assert "tier 1" in shown["rendered"]
    assert "Payouts" not in shown["rendered"]


async def test_on_call_is_known_while_pagerduty_answers_500(night: Night) -> None:
    await read(night, "pagerduty")
    await night.fault("*", "server_error", vendor="pagerduty")
    await night.ana.do("clock", advance=7 * 60)

    told = await night.ana.type("#general", "/oncall payments-api")

    assert told["ok"]
    assert told["ms"] < 2000
    answer = (await night.ana.messages("#general"))[-1]["rendered"]
    first = primary(night, "payments-api")
    assert f"{first.name} until" in answer
    assert first.phones[0] in answer
    assert "PagerDuty, cached 7 min ago" in answer


async def test_somebody_is_asked_who_is_on_call_in_plain_words(night: Night) -> None:
    await read(night, "pagerduty")

    answer = await asks(night.ana, "#general", "/tocsin who is on call for payments right now?")
    mine = await asks(night.bo, "#general", "/oncall me")

    assert answer.startswith("On call: Payments")
    assert "Bo Lindqvist" in mine


async def test_who_will_be_on_call_is_asked_with_a_time(night: Night) -> None:
    tomas = await asks(night.ana, "#general", "/oncall storefront at 2027-06-24T09:00Z")
    aiko = await asks(night.ana, "#general", "/oncall storefront at 2027-07-01T09:00Z")
    twice = await asks(night.ana, "#general", "/oncall storefront at 2027-10-31 01:30")

    assert [answer.startswith("On call: Storefront\nAt ") for answer in (tomas, aiko)] == [True, True]
    assert "*Primary:* Tomás Herrera until" in tomas
    assert "*Primary:* 佐藤 愛子 (Aiko Sato) until" in aiko
    assert "show “2027-10-31 01:30” twice" in twice


async def test_an_incident_knows_its_own_service(night: Night) -> None:
    await asks(night.ana, "#general", "/inc payments down service:payments-api")
    await night.ana.sees("#inc-6-payments-down", "Last changes")

    answer = await asks(night.ana, "#inc-6-payments-down", "/svc")

    assert answer.startswith("Payments API")


async def test_what_is_not_known_says_how_to_go_on(night: Night) -> None:
    unknown = [
        await asks(night.ana, "#general", words) for words in ("/svc zzz", "/oncall zzz", "/changes zzz")
    ]

    assert ["/svc find" in unknown[0], "/oncall me" in unknown[1], "/svc find" in unknown[2]] == [True] * 3


async def test_a_verb_that_lacks_its_words_is_no_name(night: Night) -> None:
    answers = [await asks(night.ana, "#general", words) for words in ("/svc find", "/svc owner")]

    assert answers == [
        f"`{verb}` is written like this: `/svc {verb} {what}`. Nothing was done. "
        "`/tocsin help svc` shows what else there is."
        for verb, what in (("find", "<text>"), ("owner", "<name>"))
    ]
