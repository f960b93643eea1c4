"""Where each value of a service is from, and how old it is."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.catalog.card import origin, show
from bot.blocks.kit import actions, ago, button, context, header, person, section, snug, when
from bot.domain.catalog import Service
from bot.domain.provenance import Trace
from bot.ports import Block, Reply

AT_ONCE = 12
"""Lines of a section; its text has a limit of 3,000 characters."""


def origins(service: Service, traces: Sequence[Trace], now: datetime) -> Reply:
    """A value a line: its name, what it is, which line, sync or person says so, and when."""
    lines = [_line(each, now) for each in traces]
    shown: list[Block] = [header(f"Where from: {service.title}")]
    shown += [section("\n".join(lines[n : n + AT_ONCE])) for n in range(0, len(lines), AT_ONCE)]
    shown.append(context(origin(service, now)))
    shown.append(actions([show(service.id, "Show the service"), button("Edit", "svc_edit", service.id)]))
    said = f"Where the values of *{snug(service.title, 150)}* are from"
    return Reply("\n".join((said, *lines[:5])), tuple(shown))


def _line(trace: Trace, now: datetime) -> str:
    name, value, source, at, by = trace
    whence = snug(source, 120)
    if by:
        whence = f"{whence or 'by hand'} by {person(by)}{f' on {when(at)}' if at else ''}"
    elif at:
        whence = f"{whence or 'the catalog'}, {ago((now - at).total_seconds())} ago"
    return f"• *{snug(name.replace('_', ' '), 60)}*: {snug(value, 80)} ({whence})"
