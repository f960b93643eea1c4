"""Moments: aware datetimes outside, integer milliseconds UTC in the rows."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def ms(moment: datetime) -> int:
    """Milliseconds since 1970, rounded down (so never later than the moment). A naive one is a TypeError."""
    return (moment - EPOCH) // MILLISECOND


def at(stamp: int) -> datetime:
    """The moment of a stamp, aware, UTC; `ms(at(n)) == n` for every n."""
    return EPOCH + stamp * MILLISECOND


def ms_or_none(moment: datetime | None) -> int | None:
    """As `ms`; None stays None."""
    return None if moment is None else ms(moment)


def at_or_none(stamp: int | None) -> datetime | None:
    """As `at`; None stays None."""
    return None if stamp is None else at(stamp)
