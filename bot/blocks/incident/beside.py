"""What the catalog adds to the card of an incident: a freeze, who is hurt, who knows it, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.kit import section, whole
from bot.ports import Block


@dataclass(frozen=True, slots=True)
class Beside:
    """Mrkdwn, already escaped; what is empty is not shown. `owner_how`: how the owner came to be it."""

    frozen: tuple[str, ...] = ()
    hurt: str = ""
    known: str = ""
    vendors: Sequence[str] = ()
    owner_how: str = ""


NOTHING = Beside()


def above(beside: Beside) -> list[Block]:
    """What stands above the changes: a freeze that holds, and who is hurt."""
    shown = [section(whole(beside.frozen))] if beside.frozen else []
    return [*shown, *([section(f"*Who is hurt*\n{beside.hurt}")] if beside.hurt else [])]


def facts(beside: Beside) -> list[tuple[str, str]]:
    """Label and value of what stands among the facts of the service."""
    pairs = [("Knows it", beside.known), ("Vendors", whole(list(beside.vendors), 1900))]
    return [(label, value) for label, value in pairs if value]
