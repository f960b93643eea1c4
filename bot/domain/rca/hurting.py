"""Who could be hurt, by the catalog: remarks of the two sections on impact, from which people make facts."""

from collections.abc import Callable, Sequence

from bot.domain.impact import Hurt, summary
from bot.domain.rca.notes import Notes
from bot.domain.rca.record import Content, Record

MOST = 8


def customers(record: Record, notes: Notes) -> Content:
    """What people noted of customers; beside it whom the catalog names, with tier and SLA."""
    return Content(notes.facts("customers"), _of_customers(record))


def _of_customers(record: Record) -> tuple[str, ...]:
    hurt = record.hurt.customers if record.hurt else ()
    if not hurt:
        return ()
    return (f"By the catalog it could hurt {_some(hurt, _customer)}. Which of them were hurt, and how?",)


def remarks(record: Record) -> tuple[str, ...]:
    """What else the catalog names: features, services, environments."""
    if record.hurt is None or not record.hurt.all:
        return ()
    found = record.hurt
    parts = [
        f"{name} {_some(hurt, lambda each: each.title)}"
        for name, hurt in (
            ("features:", found.features),
            ("services:", found.services),
            ("environments:", found.environments),
        )
        if hurt
    ]
    return (f"By the catalog it could hurt {summary(found)}; {'; '.join(parts)}.",) if parts else ()


def _customer(each: Hurt) -> str:
    known = ", ".join(part for part in (each.tier, f"SLA {each.sla}" if each.sla else "") if part)
    return f"{each.title} ({known})" if known else each.title


def _some(hurt: Sequence[Hurt], said: Callable[[Hurt], str]) -> str:
    named = ", ".join(said(each) for each in hurt[:MOST])
    more = f" and {len(hurt) - MOST} more" if len(hurt) > MOST else ""
    return f"{named}{more}"
