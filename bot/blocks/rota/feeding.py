"""How the address of a calendar is shown, once, and what is said of one that stands."""

from bot.blocks.kit import context, escape, modal, section, snug, when
from bot.domain.rota.feed import Feed
from bot.ports import Block, Reply

HOW = (
    "Subscribe to it in your calendar (Google: *Other calendars → From URL*; Apple: *New Calendar "
    "Subscription*; Outlook: *Add calendar → Subscribe from web*). It has the shifts of the last 14 and the "
    "coming 90 days and follows every change."
)
ONCE = (
    "Whoever has the address can read the calendar. It is shown this once and kept nowhere; "
    "`/oncall calendar-off` ends it."
)
NO_PLACE = (
    "⚠️ `public_url:` is not set in `tocsin.yaml`: put the place under which Tocsin's HTTP is reached in "
    "front of the path."
)
FORM = "calendar"


def address(title: str, url: str) -> Block:
    """The address, with how to use it."""
    shown = [section(f"*{snug(title, 150)}*\n```{escape(url)}```"), section(HOW), context(ONCE)]
    if url.startswith("/"):
        shown.insert(1, section(NO_PLACE))
    return modal("On-call calendar", shown, callback=FORM)


def known(title: str, feed: Feed) -> Block:
    """That there is an address already, and that it can be replaced."""
    used = f"last read {when(feed.used_at)}" if feed.used_at else "never read yet"
    said = (
        f"*{snug(title, 150)}*\nYou have had an address for these shifts since {when(feed.made_at)}; "
        f"it was {used}. It was shown then and is kept nowhere."
    )
    more = context(
        "*New address* makes another and ends that one at once. `/oncall calendar-off` ends it only."
    )
    return modal("On-call calendar", [section(said), more], callback=FORM, submit="New address")


def ended(title: str) -> Reply:
    """That nobody can read it any more."""
    return Reply(f"Your calendar address for {snug(title, 150)} opens nothing any more.")
