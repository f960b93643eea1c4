"""Where words, buttons and events lead: every spelling to one door, and what of it is kept first."""

import pytest

from bot.domain.may import Member, Standing
from bot.domain.refusal import Refusal
from bot.ports import Ask, Bot, Reply
from handlers import routing
from handlers.doors import BUTTONS, DOORS, EVENTS, SHORTCUTS, VERBS, WORDS, Effect
from handlers.request import Kind, Request
from handlers.routing import Route
from handlers.usage import HELP
from store import member as members
from store.sqlite import Store
from tests import make
from tests.make import NOW


def request(kind: Kind, name: str, words: str = "", **values: str) -> Request:
    return Request(kind, name, Ask("U0ANA", "C1", words, NOW, "test", key="k", values=values))


def led(word: str, words: str) -> tuple[str, str, str]:
    """The word, verb ("?" for a doubt) and rest that a command leads to."""
    found = routing.find(request(Kind.COMMAND, word, words))
    assert isinstance(found, Route)
    return found.word, found.door.verb.name if found.door else f"?{found.near}", found.rest


# Commands -----------------------------------------------------------------------------------------------

REST = {
    "nothing": "",
    "any text or none": "rolled back",
    "text": "pool is full",
    "one person": "<@U0BO>",
    "a status, or nothing": "mitigated",
    "an incident, as INC-12": "INC-12",
    "a severity, or nothing": "2",
    "a role and a person": "scribe <@U0BO>",
    "a length of time": "20m",
    "a stamp and a time": "mitigated 14:05",
    "a reason that can be nothing else, or nothing": "false alarm",
}
SPELLINGS = [(door, name) for door in DOORS for name in door.verb.spellings if name not in ("", "*")]


@pytest.mark.parametrize(("door", "spelling"), SPELLINGS, ids=[f"{d.word} {name}" for d, name in SPELLINGS])
@pytest.mark.parametrize("write", [str, str.upper])
def test_every_spelling_leads_to_its_door(door: object, spelling: str, write: object) -> None:
    assert isinstance(door, type(DOORS[0]))
    rest = REST.get(door.verb.takes.value, "")

    found = led(door.word, f"  {write(spelling)}   {rest} ")  # type: ignore[operator]

    assert found == (door.word, door.verb.name, rest)


@pytest.mark.parametrize(("word", "target"), WORDS.items())
def test_every_word_leads_the_same_way_after_tocsin(word: str, target: str) -> None:
    bare = led(target, "")

    assert led("tocsin", word) == bare
    assert led("tocsin", word.upper() + "\n") == bare


@pytest.mark.parametrize(
    ("word", "words", "expected"),
    [
        ("inc", "checkout answers 500", ("inc", "*", "checkout answers 500")),
        ("inc", "new status page is down", ("inc", "new", "status page is down")),
        ("inc", "note\npool is full\non db-3", ("inc", "note", "pool is full\non db-3")),
        ("inc", "resolve\u00a0rolled back", ("inc", "resolve", "rolled back")),
        ("inc", "status page is down", ("inc", "?status", "status page is down")),
        ("inc", "reslove", ("inc", "?resolve", "reslove")),
        ("inc", "cancel button broken", ("inc", "?cancel", "cancel button broken")),
        ("inc", "decline orders fails", ("inc", "?cancel", "decline orders fails")),
        ("inc", "resolve", ("inc", "resolve", "")),
        ("svc", "finds nothing", ("svc", "*", "finds nothing")),
        ("svc", "find", ("svc", "?find", "find")),
        ("svc", "Owner ", ("svc", "?owner", "Owner")),
        ("svc", "owner payments", ("svc", "owner", "payments")),
        ("oncall", "me please", ("oncall", "*", "me please")),
        ("rca", "find words", ("rca", "find", "words")),
        ("tocsin", "frobnicate now", ("tocsin", "?", "frobnicate now")),
        ("tocsin", "inc new payments down", ("inc", "new", "payments down")),
        ("tocsin", "who payments", ("oncall", "*", "payments")),
        ("tocsin", "audit INC-12", ("tocsin", "audit", "INC-12")),
        ("tocsin", "audit", ("tocsin", "?audit", "audit")),
        ("tocsin", "tocsin health", ("tocsin", "health", "")),
        ("tocsin", "/svc pay", ("svc", "*", "pay")),
        ("nowhere", "", ("tocsin", "", "")),
    ],
)
def test_words_lead_where_a_person_means(word: str, words: str, expected: tuple[str, str, str]) -> None:
    assert led(word, words) == expected


@pytest.mark.parametrize("ask", ["help", "?", "--help", "HELP"])
@pytest.mark.parametrize("word", sorted(set(WORDS.values())))
def test_help_is_help_everywhere(word: str, ask: str) -> None:
    expected = "" if word == "tocsin" else word

    assert led(word, "help") == ("tocsin" if word == "tocsin" else word, "help", expected)
    if word != "tocsin":
        assert led(word, f"{ask} me") == (word, "help", f"{word} me")


def test_every_word_and_verb_is_in_the_help() -> None:
    assert {(door.word, door.verb.name) for door in DOORS} == set(HELP)
    for (word, _), (usage, says) in HELP.items():
        assert usage.split()[0] == f"/{word}"
        assert says


def test_every_word_knows_its_verbs() -> None:
    assert set(VERBS) == set(WORDS.values())


# What is kept first -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "words", "kept"),
    [
        (Kind.COMMAND, "inc", "", False),
        (Kind.COMMAND, "inc", "checkout 500s", True),
        (Kind.COMMAND, "inc", "status", False),
        (Kind.COMMAND, "inc", "status mitigated", True),
        (Kind.COMMAND, "inc", "timeline", False),
        (Kind.COMMAND, "inc", "timeline pool is full", True),
        (Kind.COMMAND, "inc", "resolve", True),
        (Kind.COMMAND, "inc", "list", False),
        (Kind.COMMAND, "inc", "cancel button broken", False),
        (Kind.COMMAND, "inc", "cancel false alarm", True),
        (Kind.COMMAND, "inc", "reslove", False),
        (Kind.COMMAND, "inc", "help resolve", False),
        (Kind.COMMAND, "svc", "pay", False),
        (Kind.COMMAND, "tocsin", "inc checkout 500s", True),
        (Kind.COMMAND, "tocsin", "svc pay", False),
        (Kind.COMMAND, "tocsin", "frobnicate", False),
        (Kind.MENTION, "tocsin", "svc pay", True),
        (Kind.FORM, "declare", "", True),
        (Kind.SHORTCUT, "declare_incident", "", False),
        (Kind.SHORTCUT, "of_an_older_version", "", False),
        (Kind.EVENT, "reaction_added", "", True),
        (Kind.EVENT, "channel_rename", "", True),
        (Kind.EVENT, "user_change", "", False),
        (Kind.EVENT, "message", "", False),
        (Kind.BUTTON, "inc_lead_me", "", True),
        (Kind.BUTTON, "inc_note_form", "", False),
        (Kind.BUTTON, "svc_show", "", False),
        (Kind.BUTTON, "page_link", "", False),
        (Kind.BUTTON, "of_an_older_version", "", False),
    ],
)
def test_what_writes_is_kept_first(kind: Kind, name: str, words: str, kept: bool) -> None:
    asked = request(kind, name, words)

    assert routing.writes(asked, routing.find(asked)) is kept


@pytest.mark.parametrize(
    ("value", "kept", "channel"),
    [
        ("inc status", False, ""),
        ("inc status mitigated", True, ""),
        ("inc@C12 resolve rolled back", True, "C12"),
        ("inc cancel button broken", True, ""),
        ("inc@C12 cancel the old version", True, "C12"),
        ("svc pay", False, ""),
        ("", False, ""),
        ("nowhere x", False, ""),
    ],
)
def test_a_button_that_types_leads_where_its_words_do(value: str, kept: bool, channel: str) -> None:
    asked = request(Kind.BUTTON, "say", value=value)
    found = routing.find(asked)

    assert isinstance(found, Route)
    assert (routing.writes(asked, found), found.channel) == (kept, channel)


def test_every_effect_of_a_table_is_known() -> None:
    for knock in (*BUTTONS.values(), *SHORTCUTS.values(), *EVENTS.values()):
        assert knock.effect in (Effect.READS, Effect.WRITES, Effect.OPENS)


# What is said where no door fits ------------------------------------------------------------------------


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """A house where Ana is known."""
    await rows.run(members.keep, [Member("U0ANA", Standing.MEMBER)], NOW)
    return make.bot(rows)


async def answered(bot: Bot, asked: Request) -> object:
    return await routing.handle(bot, asked, routing.find(asked))


async def test_a_press_that_nobody_handles_says_so(bot: Bot) -> None:
    with pytest.raises(Refusal, match="That button is of an older version of Tocsin"):
        await answered(bot, request(Kind.BUTTON, "of_an_older_version"))


@pytest.mark.parametrize(
    ("kind", "name"), [(Kind.BUTTON, "page_link"), (Kind.EVENT, "message"), (Kind.EVENT, "of_the_future")]
)
async def test_what_needs_no_word_gets_none(bot: Bot, kind: Kind, name: str) -> None:
    assert await answered(bot, request(kind, name)) is None


async def test_a_form_that_nobody_handles_says_so(bot: Bot) -> None:
    with pytest.raises(Refusal, match="That form is of an older version of Tocsin"):
        await answered(bot, request(Kind.FORM, "of_an_older_version"))


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("tocsin", "helth", "health"),
        ("tocsin", "serivce", "svc"),
        ("tocsin", "frobnicate", "/tocsin help"),
        ("tocsin", "audit", "/tocsin audit INC-n"),
        ("rca", "x" * 4000, "/tocsin help"),
    ],
)
async def test_unknown_words_are_met_with_what_may_be_meant(
    bot: Bot, name: str, words: str, said: str
) -> None:
    try:
        answer = await answered(bot, request(Kind.COMMAND, name, words))
    except Refusal as refusal:
        answer = Reply(refusal.text)

    assert isinstance(answer, Reply)
    assert said in answer.text + str(answer.blocks)


async def test_nobody_offers_for_a_select_that_is_unknown(bot: Bot) -> None:
    assert await routing.offer(bot, "of_an_older_version", "x") == ()


@pytest.mark.parametrize(
    ("asked", "name", "typed"),
    [
        (request(Kind.COMMAND, "inc", "note secret words"), "inc note", "inc note secret words"),
        (request(Kind.COMMAND, "inc", "reslove secret"), "inc ?", "inc reslove secret"),
        (request(Kind.COMMAND, "inc", ""), "inc", "inc"),
        (request(Kind.MENTION, "tocsin", "svc pay"), "svc *", "tocsin svc pay"),
        (request(Kind.BUTTON, "say", value="inc note secret"), "say", ""),
        (request(Kind.EVENT, "reaction_added"), "reaction_added", ""),
    ],
)
def test_the_log_names_the_door_and_never_the_words(asked: Request, name: str, typed: str) -> None:
    assert routing.named(asked, routing.find(asked)) == name
    assert routing.typed(asked) == typed
