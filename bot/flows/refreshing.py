"""The card's jobs: made anew from the store at once, and again when the vendors have answered."""

from datetime import datetime
from sqlite3 import Connection

from store import jobs


def refresh(db: Connection, incident: str, now: datetime, *, vendors: bool = False) -> None:
    """Have the card made anew; with `vendors`, also ask GitHub and PagerDuty and make it once more.

    However many ask, one card is to come: it is made from all that stands when its time comes.
    """
    jobs.request(db, f"card:{incident}", "card", {"incident": incident}, now)
    if vendors:
        jobs.request(db, f"fresh:{incident}", "fresh", {"incident": incident}, now)
