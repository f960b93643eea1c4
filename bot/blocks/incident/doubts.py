"""What is asked back where words may be a title or a slip of a verb: nothing was done, buttons say which."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.kit import actions, button, clip, escape, section
from bot.domain.incident import Incident
from bot.ports import Reply


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was typed and what it may have been meant to be.

    `usage` says how the verb is written, where it is there but its words are wrong. `where` is mrkdwn: whose
    channel is meant. `run` are the words that the verb would be run with ("" where they do not fit it),
    `inside` the incidents to run it in ("here" where that is empty).
    """

    near: str
    words: str
    usage: str = ""
    where: str = ""
    run: str = ""
    inside: Sequence[Incident] = ()


def doubt(about: Doubt) -> Reply:
    """Ask which was meant; each choice is a button."""
    text = f"{_question(about)} Nothing was done yet. {about.where}".strip()
    buttons = [
        *_runs(about),
        button(f'Declare "{clip(about.words, 55)}"', "say_declare", about.words[:2000]),
        button(f"Help on {about.near}", "help_on", f"inc {about.near}"),
    ]
    return Reply(text, (section(text), actions(buttons)))


def _question(about: Doubt) -> str:
    if about.words.split(" ", 1)[0].lower() != about.near:
        return f"Did you mean `{about.near}`?"
    if about.usage:
        return f"`{about.near}` is a command: `{escape(about.usage)}`."
    return f"`{about.near}` may also be a command."


def _runs(about: Doubt) -> list[dict[str, object]]:
    """One button for each place where the verb can be run."""
    if not about.run:
        return []
    if not about.inside:
        return [button(f"Run /inc {clip(about.run, 60)}", "say", f"inc {about.run}")]
    return [
        button(
            f"{clip(about.run, 25).capitalize()} in #{clip(each.channel_name, 40)}",
            "say",
            f"inc@{each.channel} {about.run}",
        )
        for each in about.inside[:3]
    ]
