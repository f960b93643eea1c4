"""Changes in and out, how well each repository is known, and what people think of a change."""

from store.change.marks import mark, marks
from store.change.people import Contributor, contributors
from store.change.readings import forget, hear, heard, keep_readings, readings, try_reading
from store.change.rows import belong, compare, get, keep, recent, services_of

__all__ = [
    "Contributor",
    "belong",
    "compare",
    "contributors",
    "forget",
    "get",
    "hear",
    "heard",
    "keep",
    "keep_readings",
    "mark",
    "marks",
    "readings",
    "recent",
    "services_of",
    "try_reading",
]
