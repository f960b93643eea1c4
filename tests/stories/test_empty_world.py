"""Slack tokens only: every command says what is missing and how to add it, and a whole incident works."""

import pytest

from bot.sandbox.slack.world import BOT_USER
from handlers.doors import DOORS
from handlers.usage import HELP
from tests.living import Night
from tests.stories.telling import asks, declares, document, says, timeline

Words = tuple[str, str]
NOWHERE = "/inc <title> declares one"
CATALOG = "`tocsin import catalog.yaml`"
GITHUB = "set `GITHUB_TOKEN`"
STRANGER = "add `slack: U0ANA` to the person"
OF_WORD = {
    "inc": NOWHERE,
    "svc": CATALOG,
    "oncall": CATALOG,
    "changes": CATALOG,
    "ready": CATALOG,
    "rca": NOWHERE,
    "tocsin": "What you can type",
}
"""What a command of that word answers, unless said otherwise."""
BARE: dict[Words, str] = {
    ("inc", "new"): "Declare",
    ("inc", "list"): "No open incidents. `/inc <title>` declares one.",
    ("inc", "similar"): "Say a few words",
    ("svc", "find"): "`/svc find <text>`",
    ("svc", "owner"): "`/svc owner <name>`",
    ("svc", "deps"): "`/svc deps <name>`",
    ("svc", "changes"): "`/svc changes <name> [2h]`",
    ("oncall", "me"): STRANGER,
    ("oncall", "take"): "add slack: U0ANA",
    ("oncall", "calendar-off"): "add slack: U0ANA",
    ("svc", "orphans"): "Every service has an owner.",
    ("ready", "what-if"): "Every service passes every rule",
    ("ready", "import"): "`managers:` in tocsin.yaml",
    ("changes", ""): GITHUB,
    ("rca", "note"): "`/rca note <text>`",
    ("rca", "find"): "`/rca find <words>`",
    ("rca", "owner"): "`/rca owner @x`",
    ("tocsin", "health"): "PagerDuty is off: set `PAGERDUTY_API_KEY`",
    ("tocsin", "audit"): "/tocsin audit INC-n",
}
"""What is answered to no further words, where that differs from the word's own answer."""
FULL: dict[Words, tuple[str, str]] = {
    ("inc", "status"): ("identified", NOWHERE),
    ("inc", "mitigate"): ("rolled back", NOWHERE),
    ("inc", "resolve"): ("rolled back", NOWHERE),
    ("inc", "reopen"): ("it is back", NOWHERE),
    ("inc", "lead"): ("@bo", NOWHERE),
    ("inc", "note"): ("pool is full", NOWHERE),
    ("inc", "timeline"): ("pool is full", NOWHERE),
    ("inc", "similar"): ("pool is full", "`tocsin import`"),
    ("svc", "*"): ("payments", CATALOG),
    ("svc", "find"): ("payments", CATALOG),
    ("svc", "owner"): ("payments", CATALOG),
    ("svc", "deps"): ("payments", CATALOG),
    ("svc", "changes"): ("payments 2h", CATALOG),
    ("oncall", "*"): ("payments", CATALOG),
    ("changes", "*"): ("payments 2h", CATALOG),
    ("ready", "*"): ("payments", CATALOG),
    ("rca", "*"): ("fault", NOWHERE),
    ("rca", "why"): ("did it fill? because of retries", NOWHERE),
    ("rca", "note"): ("went well: the roll-back", NOWHERE),
    ("rca", "find"): ("pool", "`tocsin import`"),
    ("rca", "owner"): ("@bo", NOWHERE),
    ("tocsin", "help"): ("svc", "`/svc <name>`"),
    ("tocsin", "audit"): ("INC-1", "Nothing is recorded about INC-1."),
}
"""Further words that somebody may type, and what is answered then."""
FORMS = {"/inc convert", "/tocsin inc convert", "/oncall calendar", "/tocsin oncall calendar"}
"""What opens a form, which says the rest itself."""
DECLARING = {("inc", ""), ("inc", "*")}
DOORS_HERE = [key for door in DOORS if (key := (door.word, door.verb.name)) not in DECLARING]
ASKED = [
    *((key, "", BARE.get(key, OF_WORD[key[0]])) for key in DOORS_HERE if key[1] != "*"),
    *((key, words, expected) for key, (words, expected) in FULL.items()),
]


def _typed(key: Words, words: str) -> str:
    word, verb = key
    return " ".join(part for part in (word, verb.replace("*", ""), words) if part)


def _spoken(key: Words, words: str) -> str:
    """What is said after the bot's own name."""
    return _typed(key, words).removeprefix("tocsin").strip()


def test_free_words_are_asked_too() -> None:
    assert {key for key in DOORS_HERE if key[1] == "*"} <= set(FULL)


async def test_every_command_says_what_is_missing_and_how_to_add_it(quiet_night: Night) -> None:
    silent = {}
    for key, words, expected in ASKED:
        for typed in dict.fromkeys((f"/{_typed(key, words)}", f"/tocsin {_spoken(key, words)}")):
            answer = await asks(quiet_night.ana, "#general", typed.strip())
            usage = "" if words else HELP[key][0]
            if expected not in answer and not (usage and usage in answer):
                silent[typed] = answer

    opened = {typed for typed in silent if not silent[typed]}
    assert opened <= FORMS
    assert {typed: answer for typed, answer in silent.items() if typed not in FORMS} == {}


async def test_a_mention_says_the_same(quiet_night: Night) -> None:
    general = await quiet_night.ana.channel("#general")
    await quiet_night.ana.do("channel", do="invite", channel=general, user=BOT_USER)

    for key in (("svc", "*"), ("inc", "note"), ("changes", ""), ("tocsin", "health")):
        words, expected = FULL.get(key) or ("", BARE[key])
        _, told = await says(quiet_night.ana, "#general", f"@Tocsin {_spoken(key, words)}")

        assert expected in told["rendered"]


async def test_the_bare_word_opens_the_form_that_declares(quiet_night: Night) -> None:
    await quiet_night.ana.type("#general", "/inc")
    await quiet_night.ana.opens()
    told = await quiet_night.ana.submit({"title": "api is down"})

    assert told["ok"]
    await quiet_night.ana.sees("#general", "*INC-1* declared → #inc-1-api-is-down")


async def test_health_says_what_is_off_and_how_to_turn_it_on(quiet_night: Night) -> None:
    answer = await asks(quiet_night.ana, "#general", "/tocsin health")

    assert answer.splitlines()[:4] == [
        "*Tocsin is well.*",
        "PagerDuty is off: set `PAGERDUTY_API_KEY`",
        "GitHub is off: set `GITHUB_TOKEN`",
        "The catalog is empty: `tocsin import catalog.yaml` fills it",
    ]


async def test_the_card_helps_without_a_service(quiet_night: Night) -> None:
    await declares(quiet_night, "search is slow")
    room = await declares(quiet_night, "api is down", who=quiet_night.bo)

    card = (await quiet_night.ana.sees(room, "🔴 INC-2 api is down"))["rendered"]

    assert "GitHub is off: set `GITHUB_TOKEN`." in card
    assert "PagerDuty is off: set `PAGERDUTY_API_KEY`." in card
    assert "*Which service?* The catalog is empty: `tocsin import catalog.yaml` fills it." in card
    assert "*Open incidents*\n🔴 *INC-1* search is slow" in card
    assert "*On call now*\nNobody known: bring teams and rotas in" in card
    assert "*Last production changes*\nNone known." in card
    assert "Choose service" not in card


@pytest.mark.parametrize("label", ["Who is on call", "All open incidents"])
async def test_the_ways_on_from_the_card_lead_somewhere(quiet_night: Night, label: str) -> None:
    room = await declares(quiet_night, "api is down")

    await quiet_night.ana.click(label, channel=room)

    expected = {"Who is on call": "Nobody is known to be on call", "All open incidents": "1 open incident"}
    await quiet_night.ana.sees(room, expected[label])


@pytest.mark.slow
async def test_an_incident_is_lived_through_to_its_document(quiet_night: Night) -> None:
    room = await declares(quiet_night, "api is down")
    ana = quiet_night.ana
    ts = await ana.post(room, "pool is full on db-3")

    await ana.react(room, ts, "pushpin")
    await asks(ana, room, "/inc note it was the pool")
    await asks(ana, room, "/inc lead @bo")
    await ana.sees(room, "@bo leads *INC-1* now")
    await quiet_night.settled()
    lines = await timeline(ana, room)
    await asks(ana, room, "/inc resolve raised the pool")

    shared = await document(quiet_night, room)
    assert [line.split(" ", 1)[1].split(" (", 1)[0] for line in lines] == ["declared", "pin", "note", "lead"]
    for said in ("api is down", "pool is full on db-3", "it was the pool", "raised the pool"):
        assert said in shared


async def test_whom_no_catalog_knows_is_paged_by_mention(quiet_night: Night) -> None:
    await asks(quiet_night.ana, "#general", "/inc api is down")
    await quiet_night.settled()

    answer = await asks(quiet_night.ana, "#inc-1-api-is-down", "/inc page @bo help")

    assert answer.startswith("Paging @bo (primary)…")
    await quiet_night.bo.sees("#inc-1-api-is-down", "*Page for @bo*: help")
