"""Tables of plain cells."""

from collections.abc import Sequence

from bot.blocks.kit import Block, clip
from bot.domain.markup import clean


def table(rows: Sequence[Sequence[str]]) -> Block:
    """A table of plain cells, the first row its head; at most a hundred rows, one table a message."""
    cells = [
        [{"type": "raw_text", "text": clip(clean(cell), 300) or "–"} for cell in row[:20]]
        for row in rows[:100]
    ]
    return {"type": "table", "rows": cells}
