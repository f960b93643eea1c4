"""What is said when something happens to an incident's channel: what is the matter, and what to do."""

from bot.blocks.kit import actions, button, context, person, section, snug
from bot.domain.incident import Incident
from bot.ports import Block, Blocks, Reply


def _kept(incident: Incident) -> str:
    return (
        f"The record is kept: `/inc list`, and in a terminal `tocsin show {incident.id}` with its timeline."
    )


def _said(text: str, foot: str, *buttons: Block) -> tuple[str, Blocks]:
    return text, (section(text), context(foot), actions(buttons))


def _resolve(incident: Incident) -> Block:
    return button("Resolve", "inc_resolve_form", incident.id)


def _about(incident: Incident) -> str:
    return f"*{incident.id}* {snug(incident.title, 150)} is still {incident.status}"


def archived(incident: Incident, by: str) -> tuple[str, Blocks]:
    """Its channel was archived while somebody works on it."""
    text = (
        f"🗄️ {person(by) if by else 'Somebody'} archived <#{incident.channel}>, and {_about(incident)}. "
        "Nobody reads there any more. Unarchive the channel and I come back with the card up to date, "
        "or resolve it here."
    )
    return _said(text, _kept(incident), _resolve(incident))


def deleted(incident: Incident, by: str) -> tuple[str, Blocks]:  # noqa: ARG001  (Slack does not say who)
    """Its channel was deleted."""
    text = f"🗑️ `#{snug(incident.channel_name, 80)}` was deleted, and {_about(incident)}."
    new = button("Open a new channel", "inc_new_channel", incident.id, style="primary")
    foot = f"What was written there is gone from Slack. {_kept(incident)}"
    return _said(text, foot, new, _resolve(incident))


def taken_out(incident: Incident, by: str) -> tuple[str, Blocks]:
    """Tocsin was taken out of it."""
    who = f"{person(by)} took me" if by else "I was taken"
    text = (
        f"🚪 {who} out of <#{incident.channel}>, and {_about(incident)}. "
        "Card, updates and 📌 do not reach the channel until I am back."
    )
    back = button("Let Tocsin back in", "inc_come_back", incident.id, style="primary")
    return _said(text, _kept(incident), back, _resolve(incident))


def lead_left(incident: Incident) -> tuple[str, Blocks]:
    """The lead has left the channel: who takes over?"""
    text = (
        f"🧭 {person(incident.lead)} leads *{incident.id}* and has left this channel. Who takes over? "
        "`/inc lead @x` says so."
    )
    return text, (
        section(text),
        actions([button("I lead", "inc_lead_me", incident.id, style="primary")]),
    )


def coming(incident: Incident) -> Reply:
    """On the way back in."""
    return Reply(f"On my way back into <#{incident.channel}>; the card follows.", replace=True)


def opening(incident: Incident) -> Reply:
    """Another channel is on its way."""
    return Reply(f"Opening a new channel for *{incident.id}* …", replace=True)
