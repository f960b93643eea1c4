"""Foreign text in every builder: nobody is paged, nothing of it is read as markup, and Slack takes it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.blocks import catalog, change, house, incident, kit, rca, rota, scorecard, similar
from bot.blocks.incident import editing, shared
from bot.blocks.kit import SLACK_ID
from bot.domain.audit import Entry
from bot.domain.catalog import (
    Around,
    Brief,
    Found,
    Known,
    Link,
    Neighbours,
    Person,
    Profile,
    Service,
    Slo,
    Team,
)
from bot.domain.catalog.estate import Freeze, Initiative, Vendor, Workload
from bot.domain.change import ChangeKind, Mark, Marked, Scope, Window
from bot.domain.house import House
from bot.domain.impact import Harm, Hurt, Impact, Spared
from bot.domain.incident import Status
from bot.domain.oncall import Candidate, Candidates, Duties, Duty, OnCall, OnCallLevel, Overview
from bot.domain.rca import Draft, Section
from bot.domain.reading import Gap, GapKind, Recent
from bot.domain.scorecard import Judged, Listed, Readiness, Result, Scorecard, Tally, Trace, Worst
from bot.domain.similar import Past, Similar
from bot.domain.suspects import Place, rank
from bot.flows.fields import STEPS
from bot.ports import Blocks, Reply
from bot.sandbox.slack import forms
from bot.sandbox.slack.blocks import ALL_TEXT, complaints, length
from tests import make
from tests.make import NOW

HOUR = timedelta(hours=1)
EVIL = (
    "<!channel>", "<!here|here>", "<@U0BO>", "<#C0GENERAL>", "<!subteam^S1>", "<https://evil.example|bank>",
    "<!date^0^{date}|x>", "*bold* _it_ ~no~", "`tick` ```fence```", "]|>", "&lt;!channel&gt;", "&amp;",
    "🔥" * 9, "תשלומים נפלו", "\u202eevil\u202c", "\x07\x1b[31m\x7f", "a\nb\r\nc\td", " ",
    "x" * 3000, "&" * 3000, "<" * 700,
)  # fmt: skip
FOREIGN = st.one_of(
    st.sampled_from(EVIL), st.text(max_size=200), st.lists(st.sampled_from(EVIL)).map("".join)
)
OURS = re.compile(
    r"<(?:@U0ANA|#C0INC|!date\^\d+\^[^<>|^]+\|[^<>|]+|(?:https?|mailto|tel):[^<>|\s]+(?:\|[^<>|]*)?)>"
)
Made = Iterator[tuple[str, Blocks]]


def _said(*replies: Reply) -> Made:
    return ((reply.text, reply.blocks) for reply in replies)


def _service(t: str) -> Service:
    return Service(
        "payments-api",
        t,
        (t,),
        t,
        1,
        t,
        t,
        t,
        t,
        t,
        f"https://runbooks.example/{t}",
        t,
        t,
        slos=(Slo(t, 99.9, t, t, 99.1, NOW), Slo(t, 800, t, t)),
        links=(Link(t, t), Link(t, f"https://example.org/{t}")),
        tags=(t,),
        source=t,
        as_of=NOW,
        line=7,
    )


def _person(t: str) -> Person:
    return Person("ana", t, t, "U0ANA", t, t, "UTC", t)


def of_catalog(t: str) -> Made:
    brief = tuple(Brief(f"s{n}", t, 1, hard=bool(n % 2)) for n in range(30))
    people = (_person(t), replace(_person(t), slack=t), replace(_person(t), slack=""))
    profile = Profile(_service(t), Team("pay", t, t, ("ana",)), people, brief, brief[:20], 300)
    bare = Profile(_service(t))
    found = Found(t, options=(_service(t),) * 5, total=288)
    return _said(
        catalog.card(profile, NOW, rota.lines(_oncall(t), NOW)),
        catalog.card(bare, NOW),
        catalog.card(replace(bare, service=replace(bare.service, gone_at=NOW)), NOW),
        catalog.owner(profile, NOW),
        catalog.owner(bare, NOW),
        catalog.card(replace(profile, around=_around(t)), NOW, known=(Known(_person(t), (t,)),)),
        catalog.owner(replace(profile, team=None), NOW, (t,), (Team("pay", t, t),)),
        catalog.orphans(9, (_service(t),), 0, (Team("pay", t, t),)),
        catalog.claimed(_service(t), Team("pay", t, t), t),
        catalog.edited(_service(t), [("runbook", t, t)]),
        catalog.dependencies(Neighbours(_service(t), brief[:20], 30, 30, brief[:20], 30, 300)),
        catalog.impact(_hurt(t), NOW, NOW),
        Reply(catalog.hurt_lines(_hurt(t))),
        catalog.choices(found),
        catalog.choices(replace(found, near=True)),
        catalog.choices(Found(t)),
        catalog.choices(Found(t, empty=True)),
        catalog.listed(replace(found, options=(_service(t),) * 10)),
    )


def _around(t: str) -> Around:
    later = NOW + timedelta(days=1)
    return Around(
        (Freeze(t, NOW, later, owner=t, note=t),),
        (Initiative(t, NOW, later),),
        (Vendor("v", t, t, t, f"https://e.example/{t}", t), Vendor("w", t, f"https://e.example/{t}")),
        workloads=(Workload("w", t, t, t, t, t),),
    )


def _hurt(t: str) -> Impact:
    hurt = (Hurt("customer", t, t, Harm.DOWN, (t, t, t, t), t, t, t, t),) * 12
    return Impact("s1", t, hurt, 900, hurt, hurt, hurt, (Spared("customer", t, t, t),) * 9, (t,))


def _oncall(t: str) -> OnCall:
    crowd = tuple(replace(_person(t), id=f"p{n}") for n in range(6))
    levels = tuple(OnCallLevel(n, crowd, NOW + HOUR, crowd, t) for n in range(1, 12))
    return OnCall(t, levels, "pagerduty", NOW - HOUR, t, NOW, (Candidate("team", "pay", t),))


def of_rota(t: str) -> Made:
    duty = Duty(t, 1, NOW, NOW + HOUR, "rota")
    duties = Duties(_person(t), (duty,) * 9, (duty, duty), NOW, NOW, t)
    stranger = Person("", t, slack=t)
    options = (Candidate("team", "pay", t), *(Candidate("service", "s", t),) * 6)
    overview = Overview((_oncall(t),) * 10, 288, rest=278)
    yield from _said(
        rota.answer(_oncall(t), NOW),
        rota.answer(OnCall(t, note=t), NOW),
        rota.answer(duties, NOW),
        rota.answer(Duties(stranger, note=t), NOW),
        rota.answer(overview, NOW),
        rota.answer(Candidates(t, options, 288), NOW),
        rota.answer(Candidates(t), NOW),
        rota.answer(Candidates(t, empty=True), NOW),
    )
    yield from ((line, ()) for line in rota.in_house(overview, NOW))


def of_changes(t: str) -> Made:
    pull = make.change(id=t, title=t, author=t, url=t, repository=t)
    deploy = replace(pull, kind=ChangeKind.DEPLOYMENT, environment=t, state=t, url=f"https://git.example/{t}")
    release = replace(pull, kind=ChangeKind.RELEASE)
    marks = {t: Marked("INC-12", pull, Mark.SUSPECT, "U0ANA", NOW)}
    window = Window(NOW - HOUR, NOW, incident="INC-12")
    gaps = tuple(Gap(kind, t, NOW, 3) for kind in GapKind)
    seen = (pull, replace(pull, id="2", paths=(f"config/{t}",)), deploy, release)
    likely = rank(seen, {each.id: Place(t, t, 1) for each in seen}, NOW)
    found = Recent((pull, deploy, release) * 3, 288, NOW, gaps, window, marks, likely)
    yield from _said(
        change.answer(Scope(t, t, None), found, NOW, note="refreshing…"),
        change.answer(Scope(t, t, None), replace(found, changes=(), total=0), NOW),
        change.unknown(Found(t, options=(_service(t),) * 5, total=9), HOUR),
        change.unknown(Found(t), HOUR),
        change.marked(marks[t], fresh=True),
        change.marked(replace(marks[t], mark=Mark.DISMISSED), fresh=False),
    )


def _incident(t: str) -> Any:
    return make.incident(title=t, lead="U0ANA", channel="C0INC", channel_name=kit.clip(t, 80))


def of_incidents(t: str) -> Made:
    broken, events = _incident(t), tuple(make.event(t, link=t) for _ in range(300))
    service = _service(t)
    around = incident.Around((broken,) * 9, rota.in_house(Overview((_oncall(t),) * 9, 9), NOW), empty=False)
    bare = incident.Card(broken, None, None, "", (), (service,) * 5, (), (), (t[:0],), 300, True, around)
    lines = tuple(change.line(make.change(title=t, url=f"https://git.example/{t}"), NOW) for _ in range(6))
    full = replace(
        bare,
        service=service,
        team=Team("pay", t),
        lead_names=kit.escape(t, 60),
        dependencies=(service,) * 9,
        oncall=rota.lines(_oncall(t), NOW),
        changes=lines,
        around=None,
    )
    yield from (incident.card(bare), incident.card(full), incident.card(replace(bare, options=())))
    yield from _said(
        incident.declared(broken, kit.escape(t, 150)),
        incident.status(incident.Standing(broken, events, into=broken), NOW),
        incident.timeline(broken, events),
        incident.listed((broken,) * 300),
        incident.listed((broken,) * 300, 280),
        incident.done(broken, Status.RESOLVED),
        incident.doubt(incident.Doubt("note", t, "/inc note <text>", "", f"note {t}", (broken,) * 3)),
        incident.doubt(incident.Doubt("note", t, "", "", f"note {t}")),
        Reply(incident.nowhere((broken,)).shown or kit.escape(incident.nowhere((broken,)).text)),
    )
    for said in (incident.moved(broken, Status.RESOLVED, "U0ANA", t), incident.led(broken, "U0ANA")):
        yield said, ()
    yield incident.topic(broken), ()


def of_the_house(t: str) -> Made:
    entries = tuple(Entry("U0ANA", "incident.note", "INC-12", NOW, t, {"text": t}) for _ in range(30))
    health = house.Health(3, 1, 0, 0, HOUR, (t,) * 5, 0, 0, (kit.escape(t),))
    sections = tuple(Section(n, "tldr", t, t, t) for n in range(9))
    yield from _said(
        house.audit("INC-12", entries, None),
        house.health(health),
        house.unknown(t, "/svc <name>", ()),
        house.unknown(t, "", (t,)),
        house.offer_again(t, NOW),
    )
    yield rca.draft_ready("INC-12", Draft("INC-12", 1, t, t, t, 3, 9, NOW), sections)


def of_readiness(t: str) -> Made:
    trace = Trace(t, t, (t,), passed=False, known=True, source=t, as_of=NOW, note=t)
    untold = replace(trace, actual=None, known=False, remedy=t)
    rules = tuple(Judged(t, t, t, False, each.known, (each,) * 9) for each in (trace, untold) * 20)
    result = Result(t, t, (t, t), 0, rules, evaluated_at=NOW)
    card, owner = Scorecard(t, t, ()), Team(t, t)
    found = Readiness(_service(t), owner, (Person(t, t),) * 9, result, card)
    page = Worst(card, owner, (Listed(result, t, 1, t, t),) * 10, Tally({0: 99}))
    yield from _said(
        scorecard.answer(found, NOW),
        scorecard.answer(replace(found, team=None), NOW),
        scorecard.rules(found, NOW),
        scorecard.answer(page, NOW),
        scorecard.answer(replace(page, team=None), NOW),
        scorecard.answer(replace(page, tally=Tally({})), NOW),
        scorecard.answer(Candidates(t, (Candidate("team", t, t), Candidate("service", t, t)), 99), NOW),
        scorecard.answer(Candidates(t), NOW),
        Reply(scorecard.field(result)),
    )


def of_similar(t: str) -> Made:
    past = Past(7, t, Status.RESOLVED, 2, NOW - HOUR, t, t, "C0INC", frozenset({t}), t)
    found = tuple(Similar(each, 0.8, (t, t)) for each in (past, replace(past, fix=""), past))
    yield from _said(
        similar.answer(t, found, NOW),
        similar.answer(t, (), NOW),
        similar.told(found, (), NOW),
        similar.told(found, found, NOW),
    )


BUILDERS: tuple[Callable[[str], Made], ...] = (
    of_catalog,
    of_rota,
    of_changes,
    of_incidents,
    of_readiness,
    of_the_house,
    of_similar,
)


def _mrkdwn(value: Any) -> Iterator[str]:
    """Every text that Slack reads as mrkdwn."""
    match value:
        case {"type": "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            yield from (text for inner in value.values() for text in _mrkdwn(inner))
        case list() | tuple():
            yield from (text for inner in value for text in _mrkdwn(inner))


@pytest.mark.parametrize("builder", BUILDERS)
@settings(max_examples=40, deadline=None)
@given(foreign=FOREIGN)
@example("".join(EVIL))
@example("<!channel>" * 300)
@example("&" * 3000)
@example("U0")
def test_foreign_text_is_never_markup_and_fits(builder: Callable[[str], Made], foreign: str) -> None:
    for text, blocks in builder(foreign):
        for mrkdwn in (text, *_mrkdwn(blocks)):
            left = OURS.sub("", mrkdwn)
            if SLACK_ID.fullmatch(foreign):
                left = left.replace(f"<@{foreign}>", "")  # whoever is named by an id is named so
            assert not set("<>") & set(left), left
            assert not re.search(r"&(?!amp;|lt;|gt;)", left), left
        assert complaints(list(blocks), "message") == []
        assert length(list(blocks)) <= ALL_TEXT
        assert len(text) <= 4000
        assert "\x07" not in f"{text}{blocks}"


@settings(max_examples=40, deadline=None)
@given(foreign=FOREIGN)
def test_foreign_text_fits_into_forms(foreign: str) -> None:
    services = (_service(foreign),)

    views = (
        incident.declare_form(House(), incident.Begun(foreign, foreign), services),
        incident.declare_form(House(), incident.Begun(foreign, foreign, "https://x.y/p1", "U0ANA"), services),
        incident.declare_form(House(), incident.Begun(foreign, into=foreign), services),
        editing.edit_form(
            House(),
            _incident(foreign),
            dict.fromkeys(STEPS, foreign[:1]) | {"title": foreign, "service": "x", "further": "x"},
            {"x": services[0]},
        ),
        shared.timeline_form((_incident(foreign),) * 3, foreign),
        rota.form(Reply(kit.escape(foreign)), foreign),
        incident.note_form(_incident(foreign)),
        incident.resolve_form(_incident(foreign)),
        incident.service_form(_incident(foreign), services),
    )

    assert [forms.complaints(view) for view in views] == [[]] * len(views)


@pytest.mark.parametrize("lead", ["", "U0ANA"])
def test_a_topic_is_cut_between_characters(lead: str) -> None:
    topic = incident.topic(make.incident(title="&" * 200, lead=lead))

    assert len(topic) <= 250
    assert re.fullmatch(r"[^&]*(?:&amp;)+…", topic)
