"""Suspect, Dismiss and Bring back: what a press does for everybody in the incident."""

from typing import Any

import pytest

from bot.domain.catalog import Catalog, Service
from bot.domain.refusal import Refusal
from bot.ports import Ask, Bot, Handler, Reply
from handlers.commands import change
from store import catalog as catalogs
from store import change as kept
from store import incident as incidents
from store.sqlite import Store
from tests.make import NOW, incident
from tests.make import bot as made_bot
from tests.make import change as made_change

SHOP = Service("shop", "Shop", repository="acme/shop")


@pytest.fixture
async def here(rows: Store) -> Bot:
    """A bot in the middle of INC-12, with one change known."""
    await rows.run(catalogs.save, Catalog(services=(SHOP,)), NOW)
    await rows.run(incidents.save, incident(service="shop", channel="C12"))
    await rows.run(kept.keep, [made_change(id="c812", repository="acme/shop")])
    return made_bot(rows)


def ask(words: str = "", person: str = "U0ANA", channel: str = "C99") -> Ask:
    return Ask(person, channel, words, NOW, "slash")


def press(value: str) -> Ask:
    """Ana presses a button of that value in the channel of INC-12."""
    return Ask("U0ANA", "C12", "", NOW, "button", values={"value": value})


async def answered(handler: Handler, bot: Bot, ask: Ask) -> Reply:
    answer = await handler(bot, ask)
    assert isinstance(answer, Reply)
    return answer


def read(reply: Reply) -> str:
    """Everything that a person reads in an answer."""
    return text(list(reply.blocks)) or reply.text


def text(blocks: Any) -> str:
    match blocks:
        case list():
            return "\n".join(part for part in map(text, blocks) if part)
        case {"text": str(said)}:
            return said
        case {"text": dict(inner)}:
            return text(inner)
        case {"elements": list(inner)}:
            return text(inner)
    return ""


async def test_suspect_marks_the_change_and_the_list_shows_it(here: Bot) -> None:
    reply = await answered(change.suspect, here, press("INC-12|c812\nshop|1d|0"))

    (line,) = here.rows.read(incidents.events, "INC-12")
    assert reply.replace
    assert "*Suspect*, says <@U0ANA>" in read(reply)
    assert line.text.startswith("Suspect: #812 Lower the pool size")


async def test_a_press_on_the_card_is_answered_without_replacing_it(here: Bot) -> None:
    reply = await answered(change.suspect, here, press("INC-12|c812"))

    assert (reply.replace, reply.public) == (False, False)
    assert reply.text.endswith("is a suspect: on the timeline of INC-12 and in its document.")


async def test_dismiss_hides_it_for_everybody_there_and_it_can_be_brought_back(here: Bot) -> None:
    hidden = await answered(change.dismiss, here, press("INC-12|c812\nshop|1d|0"))
    for_bo = await answered(change.overview, here, ask(channel="C12", person="U0BO"))
    elsewhere = await answered(change.show, here, ask("shop"))
    back = await answered(change.restore, here, press("INC-12|\nshop|1d|0"))

    said = [read(reply).split("\n")[0] for reply in (hidden, for_bo, elsewhere, back)]
    assert said == [
        "*No changes of Shop in the last 1d*",
        "*No changes of Shop in the last 1d*",
        "*1 change of Shop in the last 1d*",
        "*1 change of Shop in the last 1d*",
    ]


async def test_pressed_twice_it_is_marked_once(here: Bot) -> None:
    await change.suspect(here, press("INC-12|c812"))

    second = await answered(change.suspect, here, press("INC-12|c812"))

    assert second.text.startswith("<@U0ANA> already marked")
    assert len(here.rows.read(incidents.events, "INC-12")) == 1


@pytest.mark.parametrize(
    ("handler", "value", "said"),
    [
        (change.suspect, "", change.OLD),
        (change.suspect, "INC-12", change.OLD),
        (change.more, "", change.OLD),
        (change.more, "shop|soon|0", change.OLD),
        (change.more, "shop|1d|x", change.OLD),
        (
            change.more,
            "gone|1d|0",
            "The catalog has no service or team gone any more. Search it: /svc find gone",
        ),
        (change.dismiss, "INC-99|c812", "There is no INC-99."),
    ],
)
async def test_an_old_button_is_refused_with_words(
    here: Bot, handler: Handler, value: str, said: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await handler(here, press(value))

    assert refused.value.text == said
