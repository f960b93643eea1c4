"""The gate before every door: who is no full member gets nothing."""

from bot.domain.may import Deed
from bot.domain.refusal import Refusal
from bot.flows import member
from bot.ports import Bot
from handlers.request import Kind, Request

TOLD = frozenset(
    [
        *("channel_archive", "channel_deleted", "channel_left", "channel_rename", "channel_unarchive"),
        *("member_left_channel", "team_join", "user_change"),
    ]
)
"""Events that Slack tells by itself: nobody asks for anything."""
FULL_MEMBERS = (
    "Tocsin works for full members of this workspace, not for guests; nothing was done. "
    "Ask somebody of the team to type it for you."
)


async def passes(bot: Bot, request: Request, *, writing: bool) -> bool:
    """Whether the request goes on; False where nobody waits for a word.

    Raises Refusal, which the person reads.
    """
    told = request.kind is Kind.EVENT and request.name in TOLD
    if told or request.kind is Kind.WEBHOOK:
        return True
    deed = Deed.WORK if writing else Deed.LOOK_UP
    if await member.admitted(bot, request.ask.person, deed):
        return True
    if request.kind is Kind.EVENT:
        return False
    raise Refusal(FULL_MEMBERS)
