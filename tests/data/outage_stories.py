"""Forty causes of outages, written by hand: what was changed, where, how, and how long until it was felt.

They retell kinds of trouble that published post-mortems tell again and again. `where` is seen from what
hurts: `own`, `hard` or `soft` (a dependency one step away), `two` (two steps). `by` is how it got there:
`merge` (a pull request), `push` (a commit past pull requests) or `flag`. `lag` is minutes from going live.
"""

from dataclasses import dataclass

DEPENDENCY, SWITCH, EARLIER, PLAIN = "dependency", "flag or configuration", "not the newest", "plain"
CAUSES = (DEPENDENCY, SWITCH, EARLIER, PLAIN)


@dataclass(frozen=True)
class Story:
    """One cause."""

    cause: str
    where: str
    by: str
    title: str
    lag: int
    lines: int = 0
    paths: tuple[str, ...] = ()


STORIES = (
    Story(DEPENDENCY, "hard", "merge", "Require a scope on internal tokens", 8, 120, ("src/auth.py",)),
    Story(DEPENDENCY, "hard", "merge", "Drop the legacy field from the response", 15, 60, ("src/api.py",)),
    Story(DEPENDENCY, "hard", "merge", "Switch the index to a new collation", 40, 35, ("migrations/44.sql",)),
    Story(DEPENDENCY, "hard", "merge", "Lower the connection limit", 25, 3, ("config/production.yaml",)),
    Story(
        DEPENDENCY, "hard", "merge", "Rewrite the retry middleware", 55, 410, ("src/client.py", "src/mw.py")
    ),
    Story(DEPENDENCY, "soft", "merge", "Answer with 503 while the cache warms", 12, 45, ("src/handler.py",)),
    Story(DEPENDENCY, "soft", "flag", "strict-schema: on", 20),
    Story(DEPENDENCY, "two", "merge", "Rotate the broker's certificate", 35, 14, ("deploy/tls.yaml",)),
    Story(DEPENDENCY, "two", "merge", "Vacuum the largest table every hour", 70, 18, ("ops/cron.yaml",)),
    Story(DEPENDENCY, "hard", "push", "Point the resolver at the new zone", 6, 2, ("terraform/dns.tf",)),
    Story(SWITCH, "own", "flag", "new-pricing: 50%", 5),
    Story(SWITCH, "own", "flag", "async-writes: on", 45),
    Story(SWITCH, "own", "flag", "fallback-provider: off", 90),
    Story(SWITCH, "own", "flag", "bulk-import: on", 18),
    Story(SWITCH, "hard", "flag", "read-replica: off", 10),
    Story(SWITCH, "own", "push", "Halve the worker count", 30, 2, ("deploy/values-prod.yaml",)),
    Story(SWITCH, "own", "push", "Raise the rate limit of partners", 50, 4, ("config/limits.yaml",)),
    Story(SWITCH, "own", "merge", "Shorten the time-out to 500 ms", 12, 2, ("src/main/resources/app.yml",)),
    Story(SWITCH, "own", "merge", "Move the secrets to the new store", 3, 24, ("helm/prod.yaml",)),
    Story(SWITCH, "own", "merge", "Turn the query cache off", 60, 1, ("settings/prod.json",)),
    Story(EARLIER, "own", "merge", "Keep sessions in memory", 240, 150, ("src/session.py", "src/api.py")),
    Story(EARLIER, "own", "merge", "Log the whole request", 330, 22, ("src/logging.py",)),
    Story(EARLIER, "own", "merge", "Write receipts before the payment", 120, 90, ("src/receipts.py",)),
    Story(EARLIER, "own", "merge", "Retry without a limit", 150, 30, ("src/jobs.py",)),
    Story(EARLIER, "own", "merge", "Upgrade the driver", 200, 60, ("requirements.txt", "src/db.py")),
    Story(EARLIER, "own", "merge", "Backfill the currency", 180, 75, ("migrations/91.sql", "src/fill.py")),
    Story(EARLIER, "own", "merge", "Raise the batch size to 5000", 110, 2, ("config/batch.yaml",)),
    Story(EARLIER, "hard", "merge", "Stop deleting old sessions", 300, 12, ("src/sweeper.py",)),
    Story(EARLIER, "hard", "merge", "Compact the log at noon", 160, 8, ("deploy/cron.yaml",)),
    Story(EARLIER, "own", "flag", "smart-routing: 10%", 140),
    Story(PLAIN, "own", "merge", "Add partial refunds", 6, 260, ("src/refunds.py", "src/api.py")),
    Story(PLAIN, "own", "merge", "Show delivery dates", 14, 140, ("src/dates.py", "tests/test_dates.py")),
    Story(PLAIN, "own", "merge", "Replace the parser", 9, 520, ("src/parse.py", "src/lex.py")),
    Story(PLAIN, "own", "merge", "Handle an empty basket", 4, 18, ("src/basket.py",)),
    Story(PLAIN, "own", "merge", "Batch the lookups", 22, 95, ("src/lookup.py",)),
    Story(PLAIN, "own", "merge", "Split the store in two", 35, 610, ("src/store.py", "src/read.py")),
    Story(PLAIN, "own", "merge", "Add an index to orders", 11, 12, ("migrations/12.sql",)),
    Story(PLAIN, "own", "merge", "Round half up", 28, 9, ("src/money.py",)),
    Story(PLAIN, "own", "merge", "Bump the web framework", 16, 44, ("requirements.txt", "poetry.lock")),
    Story(PLAIN, "own", "merge", "Cache the price list", 47, 80, ("src/prices.py",)),
)
