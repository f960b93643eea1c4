"""The card's jobs: made anew from the store at once, and again when the vendors have answered."""

import secrets
from datetime import datetime
from sqlite3 import Connection

from store import jobs


def refresh(db: Connection, incident: str, now: datetime, *, vendors: bool = False) -> None:
    """Have the card made anew; with `vendors`, also ask GitHub and PagerDuty and make it once more."""
    jobs.schedule(db, f"card:{incident}:{secrets.token_hex(4)}", "card", {"incident": incident}, now)
    if vendors:
        jobs.schedule(db, f"fresh:{incident}:{secrets.token_hex(4)}", "fresh", {"incident": incident}, now)
