"""The document's words, buttons and forms as the desk carries them out: opened, sent, overtaken, placed."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.domain.refusal import Refusal
from bot.flows import drafts
from bot.ports import Answer, Ask, Bot, Open, Reply
from handlers import forms
from handlers.commands import followup, house, rca
from store import followup as followups
from store import inbox
from store import incident as incidents
from store import rca as texts
from store.rca import additions, whys
from store.sqlite import Store
from tests.make import NOW, bot, incident


class Desk:
    """Asks the handlers as the desk does; each ask is accepted by the inbox before."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.rows = bot.rows
        self._count = 0

    async def ask(self, words: str = "", **values: str) -> Ask:
        self._count += 1
        key = f"k{self._count}"
        await self.rows.run(inbox.accept, key, "command", {}, NOW)
        at = NOW + timedelta(seconds=self._count)
        return Ask("U0ANA", "C12", words, at, "slash", key=key, values=values)

    async def form(self, opening: Answer) -> tuple[dict[str, object], Mapping[str, str]]:
        """The view of a form, and what its draft keeps."""
        assert isinstance(opening, Open)
        view = await forms.view(self.bot, await self.ask(), opening)
        draft = drafts.find(self.bot, str(view["private_metadata"]).split()[0])
        assert draft is not None
        return view, draft.body

    async def send(self, opening: Answer, **values: str) -> Answer:
        """Open a form, fill it in, and send it."""
        assert isinstance(opening, Open)
        view = await forms.view(self.bot, await self.ask(), opening)
        asked = await forms.check(
            self.bot, await self.ask(**values), opening.form, str(view["private_metadata"])
        )
        assert isinstance(asked, Ask), asked
        await self.rows.run(inbox.accept, asked.key, "form", {}, NOW)
        return await forms.submitted(self.bot, asked, opening.form)


@pytest.fixture
async def desk(rows: Store) -> Desk:
    """INC-12 in C12."""
    await rows.run(incidents.save, incident(channel="C12", channel_name="inc-12"))
    return Desk(bot(rows))


def said(answer: Answer) -> str:
    assert isinstance(answer, Reply)
    return answer.text


@pytest.mark.parametrize("typed", ["did it fill? because of retries", "Why did it fill? because of retries"])
async def test_whys_are_typed_one_below_the_other(desk: Desk, typed: str) -> None:
    first = await rca.why(desk.bot, await desk.ask(typed))
    await rca.note(desk.bot, await desk.ask("why were there retries? because nobody limits them"))

    found = desk.rows.read(whys.whys, "INC-12")
    assert "1 of at least 5 asked" in said(first)
    assert [(why.question, why.answer) for why in found] == [
        ("Why did it fill?", "of retries"),
        ("Why were there retries?", "nobody limits them"),
    ]
    assert found[1].parent == found[0].key
    assert await rca.why(desk.bot, await desk.ask()) == Open("rca_why", {"incident": "INC-12"})


async def test_a_why_that_somebody_changed_meanwhile_is_shown_again_with_ones_own_words(desk: Desk) -> None:
    await rca.why(desk.bot, await desk.ask("a? because b"))
    (why,) = desk.rows.read(whys.whys, "INC-12")
    opening = await rca.why_form(desk.bot, await desk.ask(value="INC-12"))
    which = f"change:{why.key}:1"

    await desk.send(opening, which=which, answer="c")
    again = await desk.send(opening, which=which, answer="d")
    view, kept = await desk.form(again)
    dropped = await desk.send(opening, which=f"drop:{why.key}:2")
    gone = await desk.send(opening, which=which, question="why e?", answer="f")
    shown, _ = await desk.form(gone)

    assert "@U0ANA changed it while you wrote" in str(view["blocks"])
    assert (kept["answer"], kept["which"]) == ("d", f"change:{why.key}:2")
    assert "'initial_value': 'd'" in str(view["blocks"])
    assert "0 of at least 5 asked" in said(dropped)
    assert "Somebody took it away while you wrote" in str(shown["blocks"])


async def test_a_note_is_placed_elsewhere_and_taken_away(desk: Desk) -> None:
    await rca.note(desk.bot, await desk.ask("the vendor was told"))
    (note,) = desk.rows.read(additions.additions, "INC-12")
    value = f"INC-12|{note.key}"

    moved = await desk.send(await rca.place_form(desk.bot, await desk.ask(value=value)), section="messaging")
    gone = await rca.dropped(desk.bot, await desk.ask(value=value))
    again = await rca.dropped(desk.bot, await desk.ask(value=value))

    assert "Added to *25. Messaging* of *INC-12*" in said(moved)
    assert said(gone) == "That note of *INC-12* is out of the document again."
    assert said(again) == "That note of *INC-12* was taken away already."


@pytest.mark.parametrize("channel", ["C12", "C99"])
async def test_a_message_is_offered_to_the_incidents_that_it_may_be_of(desk: Desk, channel: str) -> None:
    await desk.rows.run(incidents.save, incident(13, channel="C13"))
    ask = await desk.ask(message="1795000000.000100", text="it was Sunday", author="U0BO")
    opening = await rca.add_form(desk.bot, ask)
    assert isinstance(opening, Open)
    elsewhere = Open("rca_add", {**opening.draft, "from": channel})

    kept = await desk.send(elsewhere, section="lucky", incident="INC-13")
    later = Open("followup", {**elsewhere.draft, "sort": "follow-up", "begins": "page at 100 ms"})
    view, draft = await desk.form(later)
    done = await desk.send(later, text="page at 100 ms pool wait", about="INC-13")

    assert "Added to *21. Where we got lucky* of *INC-13*" in said(kept)
    assert draft["incident"] == ("INC-12" if channel == "C12" else "INC-13")
    assert "page at 100 ms" in str(view["blocks"])
    assert "Follow-up of *INC-13*" in said(done)


@pytest.mark.parametrize("form", ["rca_add", "followup"])
async def test_without_an_incident_a_message_goes_nowhere(rows: Store, form: str) -> None:
    empty = Desk(bot(rows))
    about = {"from": "C1", "message": "1.2", "text": "x", "author": "U1", "sort": "follow-up", "begins": "x"}

    with pytest.raises(Refusal, match="There is no incident yet"):
        await empty.form(Open(form, about))


async def test_a_section_is_sent_and_an_overtaken_one_comes_back_with_both(desk: Desk) -> None:
    opening = await rca.section_form(desk.bot, await desk.ask(value="INC-12|fault"))
    assert isinstance(opening, Open)
    first, _ = await desk.form(opening)

    kept = await desk.send(opening, text="the pool")
    stale = Ask("U0ANA", "C12", "", NOW, "form", key="k0", values={
        "incident": "INC-12", "section": "fault", "over": "0", "text": "dns",
    })  # fmt: skip
    await desk.rows.run(inbox.accept, "k0", "form", {}, NOW)
    overtaken = await rca.written(desk.bot, stale)
    view, draft = await desk.form(overtaken)
    long = await desk.send(overtaken, text="x" * 2999, meets="below")
    too_long, _ = await desk.form(long)

    assert "initial_value" not in str(first["blocks"])
    assert "is kept" in said(kept)
    assert (draft["over"], draft["before"], draft["mine"]) == ("1", "0", "dns")
    assert "changed this section" in str(view["blocks"])
    assert "longer than the 3,000 characters of a field" in str(too_long["blocks"])
    assert desk.rows.read(texts.text, "INC-12", "fault").text == "the pool"


async def test_the_state_and_the_sharing_have_buttons(desk: Desk) -> None:
    state = await rca.state_pressed(desk.bot, await desk.ask(value="INC-12"))
    shared = await rca.share_pressed(desk.bot, await desk.ask(value="INC-12"))
    typed = await rca.share(desk.bot, await desk.ask())

    assert "sections hold facts" in said(state)
    assert said(shared) == said(typed)
    with pytest.raises(Refusal, match="INC-12 owes no document"):
        await rca.owner(desk.bot, await desk.ask("<@U0BO>"))
    for late in (rca.done, rca.done_pressed):
        with pytest.raises(Refusal, match="INC-12 owes no document"):
            await late(desk.bot, await desk.ask(value="INC-12"))


async def test_a_follow_up_is_typed_filled_in_changed_dropped_and_opened_again(desk: Desk) -> None:
    bare = await followup.followup(desk.bot, await desk.ask())
    await desk.send(bare, text="alert on pool waits", owner="U0BO", weeks="2", type="detect")
    await followup.task(desk.bot, await desk.ask("restart db-3 <@U0BO>"))
    changing = await followup.form(desk.bot, await desk.ask(value="1"))
    view, _ = await desk.form(changing)

    await desk.send(changing, text="alert at 100 ms", owner="U0CY")
    dropped = await followup.drop(desk.bot, await desk.ask(value="1"))
    opened = await followup.reopen(desk.bot, await desk.ask(value="1"))
    tasks = await followup.tasks(desk.bot, await desk.ask())

    first = desk.rows.read(followups.get, 1)
    assert first is not None
    assert (first.text, first.owner, first.is_open) == ("alert at 100 ms", "U0CY", True)
    assert "alert on pool waits" in str(view["blocks"])
    assert "0 of 1 follow-up to do" in said(dropped)
    assert said(opened) == said(await followup.followups(desk.bot, await desk.ask()))
    assert "1 of 1 task to do" in said(tasks)
    ended = await followup.done(desk.bot, await desk.ask(value="2"))
    assert "0 of 1 task to do" in said(ended)


async def test_a_form_that_could_not_open_is_offered_with_all_that_it_began_with(desk: Desk) -> None:
    opening = Open(
        "rca_section", {"incident": "INC-12", "section": "fault", "mine": "x" * 2900, "before": "0"}
    )

    offered = await forms.offer(desk.bot, await desk.ask(), opening)
    value = offered.blocks[1]["elements"][0]["value"]
    opened = await house.open_form(desk.bot, await desk.ask(value=value))

    assert len(value) < 100
    assert opened == opening
    assert await house.open_form(desk.bot, await desk.ask(value="declare")) == Open("declare")
    with pytest.raises(Refusal, match="too old"):
        await house.open_form(desk.bot, await desk.ask(value="rca_section draft:gone"))
