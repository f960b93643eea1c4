"""The one room for charts: numbers as a picture, drawn off the loop, and the same in words."""

import io
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLORS = ("#4c6ef5", "#f08c00", "#2b8a3e", "#c2255c", "#0c8599", "#862e9c", "#868e96")
NAMED: Mapping[str, str] = {
    "bronze": "#b4713d",
    "silver": "#9aa3ad",
    "gold": "#e0b000",
    "paleBlue": "#a5c8e4",
    "red": "#e03131",
    "green": "#2b8a3e",
}
SIZE, DPI, MOST_LABELS, FEWEST = (8.0, 4.0), 144, 12, 8
_one_at_a_time = threading.Lock()
"""Matplotlib is not made for several threads at once."""


class Form(StrEnum):
    """How the numbers stand."""

    STACKED = "stacked"
    LINES = "lines"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers under one name, one for each label; None is a gap. `color` is a word of `NAMED`, or ""."""

    name: str
    values: Sequence[float | None]
    color: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to be. `unit` is what is counted, `goal` a line across ("": none)."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    form: Form = Form.STACKED
    unit: str = ""
    goal: float | None = None


def words(chart: Chart) -> str:
    """What the picture shows, in at most a thousand characters: first and last of every series."""
    parts = [f"{each.name}: {_span(each, chart.labels)}" for each in chart.series if any(_known(each))]
    return f"{chart.title}. {'; '.join(parts) or 'No numbers yet'}."[:1000]


def _known(each: Series) -> list[bool]:
    return [value is not None for value in each.values]


def _span(each: Series, labels: Sequence[str]) -> str:
    told = [(label, value) for label, value in zip(labels, each.values, strict=True) if value is not None]
    first, last = told[0], told[-1]
    at_end = f"{last[1]:g} ({last[0]})"
    return at_end if first == last else f"{first[1]:g} ({first[0]}) to {at_end}"


async def draw(chart: Chart) -> bytes:
    """The picture as PNG; the loop goes on meanwhile."""
    import asyncio  # noqa: PLC0415  (20 ms that a look-up of the command line must not pay)

    return await asyncio.to_thread(drawn, chart)


def drawn(chart: Chart) -> bytes:
    """The picture as PNG, on the caller's thread."""

    def paint(axes: "Axes") -> None:
        PAINTERS[chart.form](axes, chart)
        _dress(axes, chart)

    return painted(paint, SIZE)


def painted(paint: Callable[["Axes"], None], size: tuple[float, float]) -> bytes:
    """What `paint` puts on an empty picture of that size in inches, as PNG, on the caller's thread."""
    with _one_at_a_time:
        # Half a second to load: only who wants a picture pays for it.
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        figure = Figure(figsize=size, dpi=DPI, layout="constrained")
        paint(figure.add_subplot())
        out = io.BytesIO()
        FigureCanvasAgg(figure)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # a name in a script that the font lacks
            figure.savefig(out, format="png")
        return out.getvalue()


def _stack(axes: "Axes", chart: Chart) -> None:
    floor = [0.0] * len(chart.labels)
    for place, each in enumerate(chart.series):
        values = [value or 0.0 for value in each.values]
        axes.bar(_places(chart), values, bottom=floor, width=0.85, label=each.name, color=_color(each, place))
        floor = [low + value for low, value in zip(floor, values, strict=True)]


def _lines(axes: "Axes", chart: Chart) -> None:
    for place, each in enumerate(chart.series):
        values: Any = [float("nan") if value is None else value for value in each.values]
        axes.plot(
            _places(chart), values, marker="o", markersize=4, label=each.name, color=_color(each, place)
        )


def _bars(axes: "Axes", chart: Chart) -> None:
    """Lying bars, the first on top: for names that are long."""
    only = chart.series[0]
    values = [value or 0.0 for value in only.values]
    axes.barh(_places(chart), values, color=_color(only, 0))
    axes.set_yticks(_places(chart), list(chart.labels))
    axes.invert_yaxis()


PAINTERS = {Form.STACKED: _stack, Form.LINES: _lines, Form.BARS: _bars}


def _places(chart: Chart) -> list[int]:
    return list(range(len(chart.labels)))


def _color(each: Series, place: int) -> str:
    return NAMED.get(each.color, COLORS[place % len(COLORS)])


def _dress(axes: "Axes", chart: Chart) -> None:
    axes.set_title(chart.title.replace("$", r"\$"), loc="left", fontsize=12)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if chart.form is Form.BARS:
        axes.set_xlabel(chart.unit)
        return
    step = max(1, -(-len(chart.labels) // MOST_LABELS))
    axes.set_xticks(_places(chart)[::step], list(chart.labels)[::step])
    axes.set_ylabel(chart.unit)
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.6, max(len(chart.labels), FEWEST) - 0.4)
    if chart.goal is not None:
        axes.axhline(chart.goal, linestyle="--", linewidth=1, color="#495057")
    if chart.series:
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)
