"""What is made anew when an incident changes: its card, and its document where one stands in the channel."""

from datetime import datetime, timedelta
from sqlite3 import Connection

from store import home, jobs, rca

FOLLOWED = timedelta(hours=12)
"""How long after somebody has opened it their Home is kept true."""
GATHERED = timedelta(seconds=2)
RENEWED = timedelta(seconds=20)
"""How long edits of a document are gathered before the one in the channel is made anew."""


def refresh(db: Connection, incident: str, now: datetime, *, vendors: bool = False) -> None:
    """Have the card made anew; with `vendors`, also ask GitHub and PagerDuty and make it once more.

    However many ask, one card is to come: it is made from all that stands when its time comes.
    """
    jobs.request_paced(db, f"card:{incident}", "card", {"incident": incident}, now)
    if vendors:
        jobs.request(db, f"fresh:{incident}", "fresh", {"incident": incident}, now)
    renew(db, incident, now)
    stir(db, now)


def stir(db: Connection, now: datetime) -> None:
    """Have App Home follow, of who has opened it lately; several changes make one look."""
    if home.lately(db, now - FOLLOWED, 1):
        jobs.request(db, "home", "home", {}, now + GATHERED)


def renew(db: Connection, incident: str, now: datetime) -> None:
    """Have the document in the channel follow, where one stands there; ten edits make one renewal."""
    if rca.shared(db, incident):
        share(db, incident, now + RENEWED)


def share(db: Connection, incident: str, due: datetime) -> None:
    """Have the document drafted, and put into the channel or renewed there."""
    jobs.request(db, f"document:{incident}", "document", {"incident": incident}, due)
