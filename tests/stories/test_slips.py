"""Promise 29: a slip of the finger does nothing, says what may be meant, and where; all of it is audited."""

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares


async def test_a_slip_elsewhere_names_the_verb_and_my_channel_and_a_button_runs_it(night: Night) -> None:
    room = await declares(night)

    answer = await asks(night.ana, "#general", "/inc reslove rolled back")
    await night.ana.click("Resolve rolled back in #inc-6-checkout-500s", channel="#general")

    assert answer.splitlines() == [
        "Did you mean `resolve`? Nothing was done yet. You are not in an incident channel; yours: "
        "#inc-6-checkout-500s.",
        '[Resolve rolled back in #inc-6-checkout-500s] [Declare "reslove rolled back"] [Help on resolve]',
    ]
    await night.ana.sees(room, "INC-6 resolved* by @ana: rolled back")


async def test_a_slip_in_the_channel_itself_is_run_there(night: Night) -> None:
    room = await declares(night)

    answer = await asks(night.ana, room, "/inc mitgate rolled back")
    await night.ana.click("Run /inc mitigate rolled back", channel=room)

    assert answer.startswith("Did you mean `mitigate`? Nothing was done yet.\n")
    await night.ana.sees(room, "INC-6 mitigated* by @ana: rolled back")


async def test_whoever_has_no_incident_is_told_so_and_offered_nothing_that_cannot_be(night: Night) -> None:
    answer = await asks(night.ana, "#general", "/inc reslove")

    text, buttons = answer.splitlines()
    assert text.startswith(
        "Did you mean `resolve`? Nothing was done yet. "
        "You are not in an incident channel, and no open incident is yours. /inc list shows all"
    )
    assert buttons == '[Declare "reslove"] [Help on resolve]'


async def test_a_title_that_begins_like_a_command_is_asked_about_and_declared_by_a_press(
    night: Night,
) -> None:
    answer = await asks(night.ana, "#general", "/inc private keys leaked")
    await night.ana.click('Declare "private keys leaked"', channel="#general")

    assert answer.startswith("`private` may also be a command. Nothing was done yet.")
    await night.ana.sees("#general", "*INC-6* declared: private keys leaked.")


SLIPS = [
    ("/inc lead bo", "`lead` is a command: `/inc lead @x`. Nothing was done yet."),
    ("/inc backfill", "`backfill` may also be a command. Nothing was done yet."),
    ("/inc status soon", "`status` is a command: `/inc status [state]`. Nothing was done yet."),
    ("/tocsin hepl", "I do not know “hepl”. Did you mean `/tocsin help`? Nothing was done yet."),
    ("/tocsin resolve it works", "I do not know “resolve”. Did you mean `/inc resolve it works`?"),
    (
        "/tocsin audit",
        "`audit` is written like this: `/tocsin audit INC-n|team|service`. Nothing was done.",
    ),
    ("/tocsin audit yesterday", "Nothing is called “yesterday”: write an incident (INC-12), a team or a"),
    ("/rca blah", "No section is called “blah”. /rca lists all 26; a number does too: /rca 7."),
]


async def test_words_that_do_not_fit_are_answered_with_those_that_do(night: Night) -> None:
    room = await declares(night)

    for words, said in SLIPS:
        answer = await asks(night.ana, room, words)

        assert answer.startswith(said), words


@pytest.mark.slow
async def test_the_audit_says_who_what_when_and_from_where(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc note pool is full on db-3")
    await night.ana.click("I lead", channel=room)
    await night.ana.sees(room, "🧭 @ana leads")

    answer = await asks(night.ana, "#general", "/tocsin audit INC-6")

    head, *deeds, foot = answer.splitlines()
    assert head == "*Audit of INC-6* (3 entries)"
    assert [deed.partition(" @")[2] for deed in deeds] == [
        "ana declared: checkout 500s · from /inc",
        "ana note: pool is full on db-3 · from /inc",
        "ana lead: leads · from block_actions",
    ]
    assert all(deed.startswith(f"{night.sandbox.clock.now():%b %-d, %Y} ") for deed in deeds)
    assert foot == "The chain is whole."
    printed = await night.terminal("audit", "--verify")
    assert printed.code == 0
