"""Looking services up, and telling which one is meant."""

import pytest

from bot.domain.catalog import Catalog, Counts, Service
from bot.domain.refusal import Refusal
from bot.flows import catalog as flow
from bot.flows.catalog import showing
from bot.flows.catalog.finding import is_ready, known
from bot.flows.catalog.readying import make_ready
from store import catalog
from store.sqlite import Store
from tests import make
from tests.make import NOW

SERVICES = (
    Service("payments-api", "Payments API", ("payments",), "Takes money", channel="#team-payments"),
    Service("payouts", "Payouts", tags=("money",)),
    Service("payment-methods", "Payment methods"),
    Service("checkout", "Checkout", channel="#shop"),
    Service("storefront", "Storefront", channel="#shop"),
)


@pytest.fixture
async def company(rows: Store) -> Store:
    """A store with the services above."""
    await rows.run(catalog.save, Catalog(services=SERVICES), NOW)
    return rows


# Looking up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "one", "options", "near"),
    [
        ("payments", "payments-api", [], False),
        ("PAYOUTS", "payouts", [], False),
        ("methods", "payment-methods", [], False),
        ("pay", "", ["payouts", "payments-api", "payment-methods"], False),
        ("chekout", "", ["checkout"], True),
        ("zzzzzz", "", [], True),
        ("", "", [], True),
    ],
)
async def test_one_is_shown_several_are_offered_and_a_typing_error_is_met(
    company: Store, text: str, one: str, options: list[str], near: bool
) -> None:
    found = await flow.look_up(make.bot(company), text)

    assert (found.profile.service.id if found.profile else "") == one
    assert ([each.id for each in found.options], found.near) == (options, near)
    assert found == flow.seek(company, text)


async def test_a_look_up_offers_five_and_says_how_many_there_are(rows: Store) -> None:
    many = tuple(Service(f"pay-{n:03}", f"Pay {n}") for n in range(292))
    await rows.run(catalog.save, Catalog(services=many), NOW)

    found = await flow.look_up(make.bot(rows), "pay")

    assert (len(found.options), found.total) == (5, 292)


async def test_a_search_reads_descriptions_and_tags_too_a_page_at_a_time(company: Store) -> None:
    bot = make.bot(company)

    assert [each.id for each in (await flow.search(bot, "money")).options] == ["payments-api", "payouts"]
    assert [each.id for each in (await flow.search(bot, "pay", 2)).options] == ["payment-methods"]
    assert (await flow.search(bot, "pay", 99)).offset == 0


async def test_an_empty_catalog_says_so(rows: Store) -> None:
    bot = make.bot(rows)

    assert (await flow.look_up(bot, "payments")).empty
    assert flow.overview(bot) == Counts(0, 0, 0)


async def test_names_are_learned_anew_only_after_a_write(company: Store) -> None:
    first = company.read(known, company)
    again = company.read(known, company)

    await company.run(catalog.save, Catalog(services=(Service("new-one", "New"),)), NOW)
    after = company.read(known, company)

    assert first is again
    assert "new one" in after.names.owners


# Which service? -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "channel", "meant"),
    [
        ("down again service:payments", "", ("payments-api", "named", "down again")),
        ('down service:"Payments API" again', "#shop", ("payments-api", "named", "down again")),
        ("service:payouts", "", ("payouts", "named", "")),
        ("checkout is slow", "team-payments", ("payments-api", "channel", "checkout is slow")),
        ("checkout is slow", "#shop", ("checkout", "guessed", "checkout is slow")),
        ("checkout is slow", "", ("checkout", "guessed", "checkout is slow")),
        ("microservice:payouts leaks", "", ("payouts", "guessed", "microservice:payouts leaks")),
        ("everything is slow", "", ("", "", "everything is slow")),
    ],
)
async def test_a_service_is_named_or_the_channel_s_or_guessed(
    company: Store, words: str, channel: str, meant: tuple[str, str, str]
) -> None:
    choice, title = await flow.choose(make.bot(company), words, channel)

    assert (choice.service.id if choice.service else "", choice.how, title) == meant


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("checkout cannot reach payouts", ["checkout", "payouts"]),
        ("payment page broken", ["payment-methods"]),
        ("chekout is down", ["checkout"]),
    ],
)
async def test_what_is_not_sure_is_offered(company: Store, words: str, options: list[str]) -> None:
    choice, _ = await flow.choose(make.bot(company), words, "")

    assert (choice.service, [each.id for each in choice.options]) == (None, options)


async def test_an_unknown_service_is_refused_with_the_nearest(company: Store) -> None:
    with pytest.raises(Refusal) as refused:
        await flow.choose(make.bot(company), "down service:chekout", "")

    assert refused.value.text == (
        'The catalog has no service "chekout"; nothing was done. Nearest: service:checkout. '
        "Search with /svc find <text>."
    )


async def test_on_an_empty_catalog_the_words_stay_whole(rows: Store) -> None:
    choice, title = await flow.choose(make.bot(rows), "down service:payments", "")

    assert (choice.service, title) == (None, "down service:payments")


# Showing ------------------------------------------------------------------------------------------------


async def test_the_bare_word_shows_the_channel_s_service_else_the_counts(company: Store) -> None:
    own = await showing.overview(make.bot(company), "#team-payments")
    shared = await showing.overview(make.bot(company), "#shop")

    assert own.text.startswith("*Payments API*")
    assert shared.text.startswith("The catalog holds 5 services, 0 teams and 0 people.")


async def test_the_names_are_made_ready_before_somebody_asks_and_again_after_a_write(company: Store) -> None:
    bot = make.bot(company)

    seen = [is_ready(company)]
    await make_ready(bot)
    seen.append(is_ready(company))
    await company.run(catalog.save, Catalog(services=(Service("ledger", "Ledger"),)), NOW)
    seen.append(is_ready(company))
    await make_ready(bot)
    seen.append(is_ready(company))

    assert seen == [False, True, False, True]


async def test_names_that_cannot_be_read_now_are_read_another_time(company: Store) -> None:
    company.close()

    await make_ready(make.bot(company))
