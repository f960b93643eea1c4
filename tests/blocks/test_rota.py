"""How being on call looks: what it says, what foreign text cannot do, and Slack's limits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import rota as blocks
from bot.blocks.kit import when
from bot.domain.catalog import Person
from bot.domain.oncall import Candidate, Candidates, Duties, Duty, OnCall, OnCallLevel, Overview
from bot.ports import Reply
from bot.sandbox.slack.blocks import complaints
from tests.make import NOW

HOUR = timedelta(hours=1)
ANA = Person("ana", "Ana Silva", "ana@acme.example", slack="U0ANA", phone="+351 555 0101")
BO = Person("bo", "Bo Lindqvist")
LEVELS = (OnCallLevel(1, (ANA,), NOW + HOUR, (BO,)), OnCallLevel(2, (BO,)))
FOUND = OnCall("Payments API", LEVELS, "pagerduty", NOW - timedelta(minutes=2))
UNTIL = f"{when(NOW + HOUR)} (1 h)"
EVIL = "<!channel> & <@U1> *x* | <https://e.example|x>"


def texts(reply: Reply) -> list[str]:
    """What a reader reads, block by block."""
    return [text for block in reply.blocks for text in shown(block)]


def shown(block: dict[str, Any]) -> list[str]:
    if block["type"] == "actions":
        return [f"[{element['text']['text']}]" for element in block["elements"]]
    if block["type"] == "context":
        return [element["text"] for element in block["elements"]]
    return [block["text"]["text"]]


def test_a_level_says_who_how_to_reach_them_until_when_and_who_is_next() -> None:
    reply = blocks.answer(FOUND, NOW)

    assert texts(reply) == [
        "On call: Payments API",
        "PagerDuty, read 2 min ago",
        f"*Primary:* Ana Silva until {UNTIL}, then Bo Lindqvist\n"
        "<@U0ANA> · 📞 <tel:+3515550101|+351 555 0101> · ✉️ <mailto:ana@acme.example|ana@acme.example>",
        "*Secondary:* Bo Lindqvist",
    ]
    assert reply.text == (
        f"On call for Payments API: *Primary:* Ana Silva until {UNTIL}, then Bo Lindqvist"
        " · *Secondary:* Bo Lindqvist"
    )
    assert not reply.public


def test_several_people_of_a_level_are_each_reached_by_name() -> None:
    level = OnCallLevel(1, (ANA, replace(BO, phone="+46 8")))

    reply = blocks.answer(replace(FOUND, levels=(level,)), NOW)

    assert texts(reply)[2].splitlines() == [
        "*Primary:* Ana Silva, Bo Lindqvist",
        "Ana Silva: <@U0ANA> · 📞 <tel:+3515550101|+351 555 0101>"
        " · ✉️ <mailto:ana@acme.example|ana@acme.example>",
        "Bo Lindqvist: 📞 <tel:+468|+46 8>",
    ]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "PagerDuty, read 2 min ago"),
        ({"as_of": NOW - timedelta(minutes=7)}, "PagerDuty, cached 7 min ago"),
        (
            {"failing_since": NOW - HOUR},
            f"PagerDuty, cached 2 min ago · could not be reached since {when(NOW - HOUR)}",
        ),
        ({"as_of": None}, "PagerDuty, not read yet"),
        ({"source": "rota"}, "From the team's own rota, no vendor needed"),
        ({"source": "person"}, "From the catalog"),
        ({"source": ""}, ""),
    ],
)
def test_the_source_says_its_age(fields: dict[str, Any], line: str) -> None:
    assert blocks.source(replace(FOUND, **fields), NOW) == line


def test_a_silent_vendor_is_said_once_in_the_reader_s_time() -> None:
    silent = replace(
        FOUND, failing_since=NOW, note="PagerDuty could not be reached since 2026-11-20 12:00 UTC."
    )

    said = [text for text in texts(blocks.answer(silent, NOW)) if "could not be reached" in text]

    assert said == [f"PagerDuty, cached 2 min ago · could not be reached since {when(NOW)}"]


def test_nobody_is_said_with_what_to_do() -> None:
    reply = blocks.answer(OnCall("Lonely", note="Lonely has no team: add `team:` to it."), NOW)

    assert texts(reply) == ["On call: Lonely", "Lonely has no team: add `team:` to it."]
    assert reply.text == "On call for Lonely: Lonely has no team: add `team:` to it."


def test_a_team_of_the_same_name_is_a_button() -> None:
    reply = blocks.answer(replace(FOUND, also=(Candidate("team", "payments", "Payments"),)), NOW)

    assert reply.blocks[-1]["elements"] == [
        {
            "type": "button",
            "action_id": "oncall_show",
            "text": {"type": "plain_text", "text": "Team Payments"},
            "value": "team:payments",
        }
    ]


def test_a_card_s_lines_are_one_a_level() -> None:
    assert blocks.lines(FOUND, NOW) == (
        f"*Primary:* Ana Silva until {UNTIL}, then Bo Lindqvist",
        "*Secondary:* Bo Lindqvist",
    )


def test_a_card_s_lines_say_what_is_missing_first() -> None:
    nobody = OnCall("Checkout", (OnCallLevel(1, ()),), "rota", NOW, "The rota x does not exist.")

    assert blocks.lines(nobody, NOW) == ("The rota x does not exist.", "*Primary:* nobody")


def test_a_card_s_lines_fit_a_field_whole() -> None:
    crowd = tuple(replace(ANA, name=f"{'x' * 70} {n}") for n in range(9))
    many = tuple(OnCallLevel(n, crowd, NOW + HOUR, crowd) for n in range(1, 30))

    lines = blocks.lines(replace(FOUND, levels=many), NOW)

    assert len("\n".join(lines)) < 2000
    assert lines[-1] == f"and {29 - (len(lines) - 1)} more"
    assert "and 5 more until" in lines[0]


# A person, the house, several ---------------------------------------------------------------------------


def test_a_person_sees_now_next_and_how_they_are_reached() -> None:
    current = (
        Duty("Payments primary", 1, NOW - HOUR, NOW + HOUR, "pagerduty"),
        Duty("Ops", 3, None, None, "person"),
    )
    upcoming = (Duty("storefront", 0, NOW + HOUR, NOW + 2 * HOUR, "rota"),)

    reply = blocks.answer(Duties(ANA, current, upcoming, NOW), NOW)

    assert texts(reply) == [
        "On call: Ana Silva",
        "PagerDuty, read 0 s ago",
        f"*Now:* Payments primary, primary, until {UNTIL}\nOps, tertiary, always",
        f"*Next:* storefront, from {UNTIL} until {when(NOW + 2 * HOUR)}",
        "Ana Silva",
        "<@U0ANA> · 📞 <tel:+3515550101|+351 555 0101> · ✉️ <mailto:ana@acme.example|ana@acme.example>",
    ]
    assert reply.text == f"Ana Silva: Payments primary, primary, until {UNTIL}; Ops, tertiary, always"


def test_a_person_without_shifts_reads_why() -> None:
    reply = blocks.answer(Duties(BO, note="Bo Lindqvist is not on call, and no shift is planned."), NOW)

    assert reply.text == "Bo Lindqvist: Bo Lindqvist is not on call, and no shift is planned."


def test_the_house_is_listed_team_by_team_with_a_way_on() -> None:
    reply = blocks.answer(Overview((replace(FOUND, about="Payments"),), 288, rest=287), NOW)

    assert texts(reply) == [
        "On call now",
        f"*Payments*\n*Primary:* Ana Silva until {UNTIL}, then Bo Lindqvist",
        "[and 287 more teams]",
        "Try `/oncall &lt;service or team&gt;`, `/oncall @someone` or `/oncall me`.",
    ]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            Overview((), 0, empty=True),
            "Nobody is known to be on call. "
            "Bring services, teams, people and rotas in with `tocsin import catalog.yaml`.",
        ),
        (
            Overview((), 3),
            "Nobody is known to be on call. "
            "No team has anybody on call: give each its levels under `oncall:`.",
        ),
        (
            Candidates("pay<", empty=True),
            "Nothing is in the catalog yet, so nobody is known for “pay&lt;”. "
            "Bring services, teams, people and rotas in with `tocsin import catalog.yaml`.",
        ),
        (
            Candidates("nope"),
            "No service, team or person is called “nope”. "
            "Try `/oncall &lt;service or team&gt;`, `/oncall @someone` or `/oncall me`.",
        ),
    ],
)
def test_what_is_missing_is_said_with_the_next_step(found: Overview | Candidates, text: str) -> None:
    assert blocks.answer(found, NOW).text == text


def test_several_are_buttons_and_the_last_leads_on() -> None:
    options = (Candidate("team", "pay", "Pay"), *(Candidate("service", f"s{n}", f"S{n}") for n in range(5)))

    reply = blocks.answer(Candidates("pay", options, total=30), NOW)

    assert texts(reply) == [
        "Who is on call for which “pay”?",
        "[Team Pay]",
        "[S0]",
        "[S1]",
        "[S2]",
        "[S3]",
        "[and 25 more]",
    ]


# Foreign text and limits --------------------------------------------------------------------------------

STRANGER = Person(EVIL, EVIL, EVIL, phone=EVIL)
CROWD = tuple(
    Person("", f"{'佐' * 200}{n}", "e" * 300, phone="+" + "1" * 200, slack=f"UCROWD{n}") for n in range(30)
)
BIG = tuple(OnCallLevel(n, CROWD, NOW + HOUR, CROWD, "n" * 500) for n in range(1, 40))
EXTREMES = [
    OnCall(EVIL, (OnCallLevel(1, (STRANGER,), None, (STRANGER,), EVIL),), "pagerduty", NOW, EVIL),
    OnCall(EVIL, note=EVIL, also=(Candidate("team", EVIL, EVIL),)),
    OnCall("x" * 500, BIG, "pagerduty", NOW, "n" * 5000, NOW, (Candidate("team", "t" * 90, "T" * 90),) * 40),
    OnCall("", (OnCallLevel(1, ()),), "rota"),
    Duties(STRANGER, (Duty(EVIL, 1, None, None, "pagerduty"),), (Duty(EVIL, 2, NOW + HOUR, None, "rota"),)),
    Duties(CROWD[0], tuple(Duty("a" * 400, n, None, NOW + HOUR, "rota") for n in range(60)), note="n" * 5000),
    Overview(tuple(OnCall(EVIL, (OnCallLevel(1, (STRANGER,)),)) for _ in range(10)), 400),
    Overview(tuple(OnCall("a" * 400, BIG) for _ in range(10)), 400),
    Candidates(EVIL, (Candidate("service", EVIL, EVIL),), 1),
    Candidates("x" * 4000, tuple(Candidate("service", "s" * 90, "S" * 300) for _ in range(60)), 6000),
]


@pytest.mark.parametrize("found", EXTREMES, ids=lambda found: type(found).__name__)
def test_slack_takes_every_answer(found: OnCall | Duties | Overview | Candidates) -> None:
    reply = blocks.answer(found, NOW)

    assert complaints(list(reply.blocks), "message") == []
    assert 0 < len(reply.text) <= 4000


@pytest.mark.parametrize("found", EXTREMES, ids=lambda found: type(found).__name__)
def test_foreign_text_reaches_nobody(found: OnCall | Duties | Overview | Candidates) -> None:
    reply = blocks.answer(found, NOW)
    mrkdwn = [
        text for block in reply.blocks if block["type"] in ("section", "context") for text in shown(block)
    ]

    assert [text for text in (reply.text, *mrkdwn) if "<!channel" in text or "<@U1>" in text] == []


def test_foreign_text_reaches_nobody_through_a_card() -> None:
    lines = blocks.lines(EXTREMES[0], NOW) if isinstance(EXTREMES[0], OnCall) else ()

    assert lines == (f"*Primary:* {escaped()}, then {escaped()}",)


def escaped() -> str:
    return "&lt;!channel&gt; &amp; &lt;@U1&gt; *x* | &lt;https://e.example|x&gt;"


def test_where_nobody_is_known_the_leads_are_whom_to_ask() -> None:
    unknown = OnCall("Payments API", note="PagerDuty was never read.", leads=(ANA,))

    assert texts(blocks.answer(unknown, NOW)) == [
        "On call: Payments API",
        "PagerDuty was never read.",
        "*Ask the team's leads:* Ana Silva\n"
        "Ana Silva: <@U0ANA> · 📞 <tel:+3515550101|+351 555 0101> · "
        "✉️ <mailto:ana@acme.example|ana@acme.example>",
    ]
    assert blocks.lines(unknown, NOW) == ("PagerDuty was never read.", "*Leads:* Ana Silva")
