"""How the answers about an incident read."""

from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import incident as blocks
from bot.domain.incident import Kind, Status
from bot.ports import Reply
from bot.sandbox.slack import rendering
from tests.make import NOW, event, incident


def read(reply: Reply) -> str:
    """What a reader sees of a reply."""
    return rendering.shown(reply.text, reply.blocks, str)


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"kind": Kind.DECLARED, "text": "declared: checkout 500s"}, "declared (@U0ANA): checkout 500s"),
        ({"kind": Kind.LEAD, "text": "leads"}, "lead (@U0ANA): leads"),
        ({"kind": Kind.LEAD, "text": "@U0BO leads"}, "lead (@U0ANA): @U0BO leads"),
        ({"kind": Kind.STATUS, "text": "resolved: all green"}, "status (@U0ANA): resolved: all green"),
        ({"kind": Kind.PIN, "text": "look <!channel>", "by": ""}, "pin: look <!channel>"),
    ],
)
def test_a_line_of_the_timeline_says_each_thing_once(fields: dict[str, Any], line: str) -> None:
    reply = blocks.timeline(incident(), [event(**fields)])

    assert read(reply).splitlines()[1] == f"12:00 {line}"


@pytest.mark.parametrize(
    ("end", "page", "shown", "ways"),
    [
        (0, "31 to 50", range(30, 50), "[Earlier (30 more)]"),
        (30, "11 to 30", range(10, 30), "[Earlier (10 more)] [Later (20 more)]"),
        (10, "1 to 10", range(10), "[Later (40 more)]"),
        (99, "31 to 50", range(30, 50), "[Earlier (30 more)]"),
    ],
)
def test_a_long_timeline_goes_on_both_ways(end: int, page: str, shown: range, ways: str) -> None:
    told = [event(f"note {number}", at=NOW + timedelta(minutes=number)) for number in range(50)]

    lines = read(blocks.timeline(incident(), told, end)).splitlines()

    assert lines[0] == f"*Timeline of INC-12* (50 lines, {page})"
    assert [line.rpartition(" ")[2] for line in lines[1:-2]] == [str(number) for number in shown]
    assert lines[-2] == ways


def test_a_long_list_goes_on() -> None:
    many = [incident(number) for number in range(50, 0, -1)]

    first, last = read(blocks.listed(many)), read(blocks.listed(many, 40))

    assert "*50 open incidents*" in first
    assert first.endswith("[Older (30 more)]")
    assert [line.split("*")[1] for line in last.splitlines()[1:]] == [f"INC-{n}" for n in range(10, 0, -1)]


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_next_step(status: Status) -> None:
    shown = read(blocks.status(blocks.Standing(incident(status=status), []), NOW))

    assert "Next: `/" in shown


@pytest.mark.parametrize(
    ("asker", "noted", "said"),
    [
        ("U0ANA", False, "*INC-12* is resolved already: you did that, "),
        ("U0BO", False, "*INC-12* is resolved already: @U0ANA was faster, "),
    ],
)
def test_who_was_faster_is_said(asker: str, noted: bool, said: str) -> None:
    mover = event("resolved", kind=Kind.STATUS)

    reply = blocks.already(incident(status=Status.RESOLVED), mover, asker, noted=noted)

    assert read(reply).startswith(said)
    assert "Your words" not in read(reply)


def test_a_run_is_offered_for_each_of_my_incidents() -> None:
    mine = [incident(n, channel=f"C{n}", channel_name=f"inc-{n}-down") for n in (3, 2, 1)]

    reply = blocks.doubt(blocks.Doubt("resolve", "reslove", run="resolve", inside=mine))

    shown = read(reply)
    assert all(f"[Resolve in #inc-{n}-down]" in shown for n in (3, 2, 1))
