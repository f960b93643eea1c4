"""Every word is also `/tocsin <word>`, and every word has its help."""

from handlers.usage import HELP
from tests.living import Night
from tests.stories.telling import asks, declares, read

WORDS = ("inc", "svc", "oncall", "changes", "rca")
ASKED = (
    "svc payments-api",
    "svc find pay",
    "svc deps payments-api",
    "svc owner payments-api",
    "oncall payments-api",
    "oncall me",
    "changes payments-api 4h",
    "inc status",
    "inc list",
    "inc timeline",
    "rca",
)


async def test_help_for_a_word_is_its_table(night: Night) -> None:
    for word in WORDS:
        answer = await asks(night.ana, "#general", f"/{word} help")

        usages = [usage for (of, _), (usage, _) in HELP.items() if of == word]
        assert [usage for usage in usages if f"`{usage}`" not in answer] == [], word
        assert "`/tocsin health`" not in answer, word
    assert "`/inc`" in await asks(night.ana, "#general", "/tocsin help")


async def test_help_for_a_verb_is_its_line(night: Night) -> None:
    answers = [
        await asks(night.ana, "#general", words) for words in ("/inc help resolve", "/tocsin help resolve")
    ]

    assert answers[0] == answers[1]
    assert answers[0].splitlines() == [
        "What you can type",
        "`/inc resolve [note]` It is over: the document is drafted",
        "Everything also as `/tocsin <word> …` and `@Tocsin <word> …`, in threads too.",
    ]


async def test_tocsin_and_a_word_are_the_word(night: Night) -> None:
    await read(night, "pagerduty")
    await read(night, "github")
    room = await declares(night)
    await night.settled()

    for words in ASKED:
        short = await asks(night.ana, room, f"/{words}")
        long = await asks(night.ana, room, f"/tocsin {words}")

        assert short, words
        assert _ageless(long) == _ageless(short)


def _ageless(answer: str) -> list[str]:
    """The lines without those that say how old something is to the second."""
    return [line for line in answer.splitlines() if " ago" not in line]


async def test_health_says_first_whether_all_is_well(night: Night) -> None:
    await read(night, "pagerduty")
    await read(night, "github")
    await night.settled()

    answer = await asks(night.ana, "#general", "/tocsin health")

    assert answer.splitlines()[0] == "*Tocsin is well.*"
    assert answer.endswith("13 services · 0 open incidents · 0 requests open · no message waits")
