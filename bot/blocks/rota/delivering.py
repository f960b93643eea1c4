"""What whoever changed a schedule hears of it: that PagerDuty has it, has refused it, or was never heard."""

from datetime import datetime

from bot.blocks.kit import escape, link, when
from bot.blocks.rota.changing import stretch
from bot.ports import Reply


def override(name: str, title: str, span: tuple[datetime, datetime]) -> str:
    """An override in a few words of mrkdwn."""
    return f"{escape(name, 150)} on call for {escape(title, 150)}, {stretch(*span)}"


def removal(name: str, title: str, span: tuple[datetime, datetime]) -> str:
    """An override that is taken out, in a few words of mrkdwn."""
    return f"the override of {escape(title, 150)} by {escape(name, 150)} taken back, {stretch(*span)}"


def edit(title: str) -> str:
    """An edit, in a few words of mrkdwn."""
    return f"the edit of {escape(title, 150)}"


def there(what: str, at: datetime) -> Reply:
    """It waited, and is in PagerDuty now."""
    return Reply(f"Your change of {when(at)} is in PagerDuty now: {what}.")


def refused(what: str, why: str) -> Reply:
    """PagerDuty did not take it, and has said so."""
    return Reply(
        f"PagerDuty did not take your change of the schedule ({what}): {escape(why, 500)}. "
        "Nothing was changed there: make it again once the cause is gone."
    )


def unheard(what: str, why: str, url: str) -> Reply:
    """It was tried for as long as it is; an attempt may have come through."""
    look = link(url, "look there") if url else "look there"
    return Reply(
        f"I have given up your change of the schedule in PagerDuty ({what}): {escape(why, 500)}. "
        f"An answer was lost on the way, so it may stand in PagerDuty: {look} before you make it again."
    )
