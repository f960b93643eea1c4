"""Promise 10, and writing together: whys as a tree, two people in one section, a document that follows."""

import pytest

from bot.sandbox.person import Person
from store.rca import whys
from tests.living import Night
from tests.stories.telling import asks, declares, document, joins

RENEWED = 21


@pytest.mark.slow
async def test_rca_why_shows_the_whys_before_and_the_document_holds_each_with_author_and_permalink(
    night: Night,
) -> None:
    room = await declares(night, "payments down service:payments-api")
    await joins(night.bo, room)
    await asks(night.ana, room, "/rca why did the pool fill up? because every retry opens a connection")
    await night.ana.sees(room, "*Why did the pool fill up?*")

    await night.bo.type(room, "/rca why")
    form = await night.bo.opens()
    await night.bo.submit({"question": "Why do retries never end?", "answer": "the client has no limit"})
    await night.bo.sees(room, "*Why do retries never end?*")
    await night.bo.type(room, "/rca why")
    first = next(
        value for value in _offered(await night.bo.opens()) if value.startswith("below:") and value[6:]
    )
    await night.bo.submit({"which": first, "question": "Why so many retries?", "answer": "the network"})
    await night.until(lambda: _linked(night, 3))

    assert "1. *Why did the pool fill up?* every retry opens a connection — Ana Silva" in str(form["blocks"])
    assert "1 of at least 5 asked." in str(form["blocks"])
    section = (await _printed(night)).split("## 16. Five whys")[1].split("## 17.")[0]
    assert [line.split(" ([link](http")[0] for line in section.splitlines() if "- **" in line] == [
        "- **1. Why did the pool fill up?** every retry opens a connection — Ana Silva",
        "    - **2. Why do retries never end?** the client has no limit — Bo Lindqvist",
        "    - **2. Why so many retries?** the network — Bo Lindqvist",
    ]
    assert section.count("([link](http") == 3
    assert "_3 of at least 5 asked._" in section


async def test_of_two_who_edit_one_section_the_second_sees_the_first_and_loses_no_word(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await joins(night.bo, room)
    mine, theirs = await _opens(night.ana, room), await _opens(night.bo, room)

    await night.bo.submit({"text": "the pool is shared"}, view_id=theirs)
    told = await night.ana.submit({"text": "no limit in the client"}, view_id=mine)
    conflict = await night.ana.opens()
    await night.ana.submit({})
    await night.ana.sees(room, "*7. Fault* of *INC-6* is kept")

    shown = str(conflict["blocks"])
    assert not told["closed"]
    assert "<@U0BO> changed this section" in shown
    assert "&gt; the pool is shared" in shown
    assert "'initial_value': 'no limit in the client'" in shown
    printed = await _printed(night)
    assert "## 7. Fault\n\nthe pool is shared\n\nno limit in the client\n\n_Ana Silva, " in printed
    assert "Bo Lindqvist: wrote “Fault”" in printed
    assert "wrote “Fault”" in await asks(night.ana, room, "/tocsin audit INC-6")


@pytest.mark.slow
async def test_the_document_in_the_channel_is_one_and_follows_ten_edits_once(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await asks(night.ana, room, "/inc resolve it went away")
    await night.ana.sees(room, "Draft ready", within=8)
    await document(night, room)
    before = await _root(night.ana, room)

    for number in range(10):
        await asks(night.ana, room, f"/rca note went well: deed number {number}")
    await night.ana.do("clock", advance=RENEWED)

    shared = await document(night, room, 2)
    assert "deed number 0" in shared
    assert "deed number 9" in shared
    assert await _root(night.ana, room) == before
    assert len([m for m in await night.ana.messages(room) if "Draft ready" in m["rendered"]]) == 1


async def test_a_mention_in_a_thread_opens_the_form_by_a_button(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    head = await night.ana.post(room, "what do we know?")

    ts = await night.ana.post(room, "@Tocsin rca fault", thread=head)
    offered = await night.ana.meets(
        room, lambda m: m["bot"] and m["ts"] > ts and m.get("thread_ts") == head, "a form"
    )
    await night.ana.click("Open the form", channel=room, ts=offered["ts"])
    form = await night.ana.opens()

    assert form["title"]["text"] == "7. Fault"


async def _opens(person: Person, room: str) -> str:
    """Somebody opens the form of section 7; its id."""
    await person.type(room, "/rca fault")
    return str((await person.opens())["id"])


def _offered(view: dict[str, object]) -> list[str]:
    """What the select of the whys offers."""
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    select = next(block["element"] for block in blocks if block.get("block_id") == "which")
    return [option["value"] for option in select["options"]]


async def _linked(night: Night, count: int) -> bool:
    """Whether so many whys know where they were said."""
    assert night.app is not None
    return [bool(why.link) for why in night.app.store.read(whys.whys, "INC-6")] == [True] * count


async def _root(person: Person, room: str) -> int:
    """How many messages of the bot stand in the channel's root."""
    said = [m for m in await person.messages(room) if m["bot"] and not m.get("ephemeral")]
    return len([message for message in said if not message.get("thread_ts")])


async def _printed(night: Night) -> str:
    return (await night.terminal("rca", "INC-6")).out
