"""One mark for each status, the same everywhere."""

from bot.domain.incident import Status

MARKS = {
    Status.INVESTIGATING: "🔴",
    Status.IDENTIFIED: "🟠",
    Status.MITIGATED: "🟡",
    Status.RESOLVED: "🟢",
    Status.CLOSED: "⚪",
    Status.CANCELLED: "⚪",
    Status.MERGED: "⚪",
}
