"""What people read when Slack does not take what is to be done: it is late, or it was given up."""

from collections.abc import Mapping

from bot.blocks.kit import actions, button, escape, section
from bot.domain.effect import Effect, EffectKind
from bot.ports import Reply

WHAT: Mapping[EffectKind, str] = {
    EffectKind.CHANNEL: "create the channel",
    EffectKind.JOIN: "come into the channel",
    EffectKind.INVITE: "invite people to the channel",
    EffectKind.TOPIC: "set the channel's topic",
    EffectKind.PIN: "pin the card",
    EffectKind.POST: "post in the channel",
    EffectKind.WHISPER: "tell you something in the channel",
    EffectKind.ANSWER: "answer you where you asked",
    EffectKind.FILE: "share a file in the channel",
    EffectKind.DIRECT: "write to you",
    EffectKind.HOME: "show your App Home",
    EffectKind.PAGE: "page at PagerDuty",
    EffectKind.ROTA: "change the schedule",
}


def late(effect: Effect, why: str) -> Reply:
    """What somebody waits for has not come through for a minute."""
    who = "PagerDuty" if effect.kind in (EffectKind.PAGE, EffectKind.ROTA) else "Slack"
    return Reply(
        f"{_about(effect)}{who} does not let me {WHAT[effect.kind]} yet ({escape(why, 200) or 'no answer'}). "
        "It is on record, and I keep trying."
    )


def given_up(effect: Effect, why: str) -> Reply:
    """What will not come through by itself; once its cause is gone, a press tries again."""
    text = (
        f"{_about(effect)}I could not {WHAT[effect.kind]}: {escape(why, 200)}. What people did is on record. "
        "Once the cause is gone, I can try again."
    )
    return Reply(text, (section(text), actions([button("Try again", "try_again", effect.id)])))


def trying() -> Reply:
    """Somebody has pressed Try again."""
    return Reply("Trying again.", replace=True)


def _about(effect: Effect) -> str:
    return f"*{effect.incident}*: " if effect.incident else ""
