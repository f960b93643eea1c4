"""How merging looks: the message in each of the two channels, and the answer."""

from bot.blocks.incident.answers import reference, status_line
from bot.blocks.incident.marks import MARKS
from bot.blocks.kit import context, person, section
from bot.domain.incident import Incident
from bot.ports import Blocks, Reply


def left(incident: Incident, into: Incident, by: str) -> tuple[str, Blocks]:
    """In the channel of the one that is merged: where it goes on."""
    head = f"{MARKS[incident.status]} *{incident.id} merged* into {reference(into)} by {person(by)}"
    where = f"Go on in <#{into.channel}>." if into.channel else "Its channel is being opened."
    foot = context("What was said and noted here stays. `/inc reopen` if it was another one after all.")
    return f"{head}. {where}", (section(f"{head}. {where}"), foot)


def came(incident: Incident, into: Incident, by: str) -> tuple[str, Blocks]:
    """In the channel of the other: what came in, and from where."""
    head = f"🔗 {reference(incident)} is a part of *{into.id}* now, {person(by)} says"
    return head, (section(head), context("Its timeline stays with it; its services are on this card."))


def parted(incident: Incident, into: Incident, by: str) -> tuple[str, Blocks]:
    """In the channel of the other: what came in is one of its own again."""
    head = f"↩️ {reference(incident)} is no part of *{into.id}* any more, {person(by)} says"
    return head, (section(head), context("The services that it brought stay: `/inc edit` takes them off."))


def merged(incident: Incident, into: Incident) -> Reply:
    """The answer to who merged them."""
    return Reply(
        f"*{incident.id}* is a part of *{into.id}* now; both channels say so.\n{status_line(into)}\n"
        "`/inc reopen` here takes it back."
    )
