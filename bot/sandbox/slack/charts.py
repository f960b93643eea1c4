"""Blocks of numbers: tables that can be sorted, and charts.

Fields as on https://docs.slack.dev/reference/block-kit/blocks/: data-table-block, data-visualization-block.
"""

from typing import Any

from bot.sandbox.slack.facts import LIMITS, longest, most
from bot.sandbox.slack.rich import CELL, RAW_NUMBER, RAW_TEXT, block
from bot.sandbox.slack.schema import Check, Found, complain, items, number, one_of, shape, text, whole

_HEAD = one_of({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER})
_FEWEST, _MOST = LIMITS["data_table.columns.min_items"], most("data_table.columns")


def _rows(value: Any, at: str, found: Found) -> None:
    """A head of plain cells, and rows as wide as it."""
    known = len(found)
    row, low, high = items(CELL, _MOST, _FEWEST), LIMITS["data_table.rows.min_items"], most("data_table.rows")
    items(row, high, low)(value, at, found)
    if len(found) > known:
        return
    items(_HEAD, None)(value[0], f"{at}/0", found)
    for index, cells in enumerate(value):
        if len(cells) != len(value[0]):
            complain(
                found, "must have as many cells as the first row", f"{at}/{index}", "items", len(value[0])
            )


DATA_TABLE = block(
    {"rows": _rows, "caption": text()},
    {
        "page_size": whole(LIMITS["data_table.page_size.min"], LIMITS["data_table.page_size.max"]),
        "row_header_column_index": whole(LIMITS["data_table.row_header_column_index.min"]),
    },
)


def _label(name: str) -> Check:
    return text(longest(f"data_visualization.{name}"))


def _list(name: str, each: Check) -> Check:
    return items(each, most(f"data_visualization.{name}"), LIMITS[f"data_visualization.{name}.min_items"])


_SEGMENT = shape(
    {
        "label": _label("segment.label"),
        "value": number(LIMITS["data_visualization.segment.value.exclusive_min"]),
    }
)
_POINT = shape({"label": _label("point_label"), "value": number()})
_SERIES = shape({"name": _label("series_name"), "data": _list("data", _POINT)})
_AXES = shape(
    {"categories": _list("categories", _label("category_label"))},
    {"x_label": _label("axis_label"), "y_label": _label("axis_label")},
)
_LINES = shape({"series": _list("series", _SERIES)}, {"axis_config": _AXES})
CHARTS: dict[str, Check] = {
    "data_table": DATA_TABLE,
    "data_visualization": block(
        {
            "title": _label("title"),
            "chart": one_of(
                {
                    "pie": shape({"segments": _list("segments", _SEGMENT)}),
                    **dict.fromkeys(("bar", "area", "line"), _LINES),
                }
            ),
        }
    ),
}
