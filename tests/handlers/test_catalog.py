"""`/svc …` and its buttons: words to values, one answer each."""

import pytest

from bot.domain.catalog import Catalog, Dependency, Service
from bot.ports import Answer, Ask, Reply
from handlers.commands import catalog as commands
from store import catalog
from store.sqlite import Store
from tests import make
from tests.make import NOW

SERVICES = (
    Service(
        "payments-api",
        "Payments API",
        ("payments",),
        channel="#team-payments",
        depends_on=(Dependency("payouts"),),
    ),
    Service("payouts", "Payouts"),
    Service("payment-methods", "Payment methods"),
)


@pytest.fixture
async def company(rows: Store) -> Store:
    """A store with the services above."""
    await rows.run(catalog.save, Catalog(services=SERVICES), NOW)
    return rows


def ask(words: str = "", **values: str) -> Ask:
    return Ask("U0ANA", "C0GENERAL", words, NOW, "command", values=values)


def reply(answer: Answer) -> Reply:
    assert isinstance(answer, Reply)
    return answer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("payments", "*Payments API* `payments-api`"),
        ("Payments API", "*Payments API* `payments-api`"),
        ("<@U0BO>", "Nothing in the catalog is called “@U0BO”"),
    ],
)
async def test_a_name_shows_the_service_to_the_asker_alone(company: Store, words: str, said: str) -> None:
    answer = reply(await commands.show(make.bot(company), ask(words)))

    assert (answer.text[: len(said)], answer.public, answer.replace) == (said, False, False)


async def test_a_part_offers_three_and_a_press_shows_the_service_in_place(company: Store) -> None:
    bot = make.bot(company)

    offered = reply(await commands.show(bot, ask("pay")))
    buttons = offered.blocks[1]["elements"]
    picked = reply(await commands.pick(bot, ask(value=buttons[0]["value"])))

    assert [each["text"]["text"] for each in buttons] == ["Payouts", "Payments API", "Payment methods"]
    assert [each["action_id"].split(":")[0] for each in buttons] == ["svc_show"] * 3
    assert (picked.replace, picked.text.startswith("*Payouts*")) == (True, True)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("payments-api", "*Payments API* `payments-api`"),
        ("more 1 pay", "3 services fit “pay” (2 to 3)"),
        ("deps 0 payments-api", "*Payments API* needs 1 and is needed by 0; over two hops 1 and 0."),
        ("deps 1 payouts", "*Payouts* needs 0 and is needed by 1; over two hops 0 and 1."),
        ("more x pay", "Nothing in the catalog is called “more x pay”"),
        ("gone-since", "Nothing in the catalog is called “gone-since”"),
        ("", "Nothing in the catalog is called “”"),
    ],
)
async def test_a_press_shows_a_service_its_dependencies_or_the_next_page(
    company: Store, value: str, said: str
) -> None:
    answer = reply(await commands.pick(make.bot(company), ask(value=value)))

    assert (answer.text[: len(said)], answer.replace) == (said, True)


async def test_the_other_words_answer_for_one_service_and_offer_several(company: Store) -> None:
    bot = make.bot(company)

    assert reply(await commands.owner(bot, ask("payouts"))).text.startswith("Nobody owns *Payouts*")
    assert reply(await commands.owner(bot, ask("pay"))).text.startswith("3 services fit “pay”")
    assert reply(await commands.deps(bot, ask("payments"))).text.startswith("*Payments API* needs 1")
    assert reply(await commands.deps(bot, ask("pay"))).text.startswith("3 services fit “pay”")
    assert reply(await commands.find(bot, ask("methods"))).text == "1 service fits “methods”: Payment methods"


async def test_the_bare_word_is_about_the_channel_s_service_where_it_has_one(company: Store) -> None:
    bot = make.bot(company)

    own = reply(await commands.overview(bot, ask(channel_name="team-payments")))
    elsewhere = reply(await commands.overview(bot, ask()))

    assert own.text.startswith("*Payments API*")
    assert elsewhere.text.startswith("The catalog holds 3 services")


@pytest.mark.parametrize("words", ["payments", ""])
async def test_an_empty_catalog_says_how_to_fill_it(rows: Store, words: str) -> None:
    bot = make.bot(rows)

    for handler in (commands.show, commands.find, commands.owner, commands.deps, commands.overview):
        assert "tocsin import catalog.yaml" in reply(await handler(bot, ask(words))).text
