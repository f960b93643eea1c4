"""A plan as a picture: a row for each rota and layer, coloured bars, gaps in red, overrides hatched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import charts
from bot.domain.rota.wall import reached, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE = (
    *("#4263eb", "#d9770a", "#2b8a3e", "#ae3ec9", "#0c8599", "#8d5a3a", "#5c940d", "#a61e4d", "#5c7080"),
    *("#1098ad", "#7048e8", "#a07c00"),
)
GAP, WEEKEND, LINE, WEEK, DARK = "#e03131", "#f1f3f5", "#dee2e6", "#adb5bd", "#212529"
DAYS: Mapping[str, Any] = {"xytext": (0, 4), "ha": "center", "fontsize": 8, "color": "#495057"}
MONTHS: Mapping[str, Any] = {"xytext": (0, 31), "ha": "left", "fontsize": 9, "color": DARK}
NAMES: Mapping[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 8,
    "color": "white",
    "fontweight": "bold",
    "zorder": 5,
    "clip_on": True,
}
FULL = 0.4
"""How much of a day must be there for its number."""
WIDTH, ROW, AROUND = 13.0, 0.52, 1.9
THICK, THIN = 0.78, 0.5
LETTER = 0.24
"""How many days a letter of a name takes in a bar of four weeks."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """Who is on call in [start, end); nobody is a gap. `override`: it is not by the layers."""

    start: datetime
    end: datetime
    people: tuple[str, ...]
    override: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One rota, or (`beneath`) one layer of the rota above it."""

    name: str
    bars: Sequence[Bar]
    beneath: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """A picture to be: rows over [start, end), by the days of a zone; names as they are to be written."""

    title: str
    span: tuple[datetime, datetime]
    zone: ZoneInfo
    rows: Sequence[Row]


def words(found: Timetable) -> str:
    """What the picture shows, in at most a thousand characters: how long everybody is on call."""
    parts = [f"{row.name}: {_sum(row)}" for row in found.rows if not row.beneath]
    return f"{found.title}. {'; '.join(parts)}."[:1000]


def _sum(row: Row) -> str:
    hours: dict[str, timedelta] = {}
    for bar in row.bars:
        for person in bar.people or ("nobody",):
            hours[person] = hours.get(person, timedelta()) + (bar.end - bar.start)
    longest = sorted(hours.items(), key=lambda each: -each[1])
    return ", ".join(f"{person} {length / HOUR:.0f} h" for person, length in longest) or "nobody"


async def draw(found: Timetable) -> bytes:
    """The picture as PNG; the loop goes on meanwhile."""
    import asyncio  # noqa: PLC0415  (20 ms that a look-up of the command line must not pay)

    return await asyncio.to_thread(drawn, found)


def drawn(found: Timetable) -> bytes:
    """The picture as PNG, on the caller's thread."""
    return charts.painted(lambda axes: _paint(axes, found), (WIDTH, AROUND + ROW * len(found.rows)))


def legible(name: str, id: str) -> str:
    """A name in letters that the font has: of `佐藤 愛子 (Aiko Sato)` the second half, else the id."""
    halves = (half.strip(" ()") for half in (name, *name.replace(")", "(").split("(")))
    return next((half for half in halves if half and all(ord(letter) < 0x530 for letter in half)), id)


def _paint(axes: "Axes", found: Timetable) -> None:
    colors = _colors(found)
    _days(axes, found)
    for place, row in enumerate(found.rows):
        for bar in row.bars:
            _bar(axes, found, (place, row), bar, colors)
    _dress(axes, found, colors)


def _colors(found: Timetable) -> Mapping[str, str]:
    people = dict.fromkeys(person for row in found.rows for bar in row.bars for person in bar.people)
    return {person: PEOPLE[place % len(PEOPLE)] for place, person in enumerate(people)}


def _x(found: Timetable, at: datetime) -> float:
    return (at - found.span[0]) / DAY


def _midnights(found: Timetable) -> Iterator[tuple[datetime, datetime]]:
    """The days of the picture: (midnight of the clock, its instant), also the one before it begins."""
    wall = shown(found.zone, found.span[0]).replace(hour=0, minute=0, second=0, microsecond=0)
    while (at := reached(found.zone, wall)) < found.span[1]:
        yield wall, at
        wall += DAY


def _days(axes: "Axes", found: Timetable) -> None:
    """Weekends in grey, a line for each midnight, every day with its number, and the months."""
    for wall, at in _midnights(found):
        end = min(_x(found, reached(found.zone, wall + DAY)), _x(found, found.span[1]))
        start, monday = max(_x(found, at), 0), wall.weekday() == 0
        if wall.weekday() >= SATURDAY:
            axes.axvspan(start, end, color=WEEKEND, zorder=0, linewidth=0)
        axes.axvline(start, color=WEEK if monday else LINE, linewidth=1.0 if monday else 0.6, zorder=1)
        if end - start > FULL:
            _above(axes, (start + end) / 2, f"{wall:%a}"[:2] + f"\n{wall.day}", DAYS)
        if wall.day == 1 or at <= found.span[0]:
            _above(axes, start, f"{wall:%B %Y}", MONTHS)


def _above(axes: "Axes", x: float, text: str, how: Mapping[str, Any]) -> None:
    place: Any = ("data", "axes fraction")
    axes.annotate(text, (x, 1), xycoords=place, textcoords="offset points", va="bottom", **how)


def _bar(axes: "Axes", found: Timetable, where: tuple[int, Row], bar: Bar, colors: Mapping[str, str]) -> None:
    place, row = where
    start, end = _x(found, bar.start), _x(found, bar.end)
    if not bar.people:
        if not row.beneath:
            axes.barh(place, end - start, left=start, height=THICK, color=GAP, edgecolor=GAP, zorder=3)
            _name(axes, (start, end), place, ("nobody", None))
        return
    height = (THIN if row.beneath else THICK) / len(bar.people)
    top = place - height * (len(bar.people) - 1) / 2
    for number, person in enumerate(bar.people):
        level = top + number * height
        axes.barh(
            level, end - start, left=start, height=height, color=colors[person], edgecolor="white",
            linewidth=1.0, alpha=0.55 if row.beneath else 1.0, zorder=3,
            hatch="////" if bar.override else None,
        )  # fmt: skip
        if not row.beneath:
            _name(axes, (start, end), level, (person, colors[person] if bar.override else None))


def _name(axes: "Axes", span: tuple[float, float], level: float, bar: tuple[str, str | None]) -> None:
    """As much of a name as the bar has room for: the whole, the first word, the initials, or nothing.

    `bar` is (person, the color to put behind the name where the bar is hatched).
    """
    person, color = bar
    room = (span[1] - span[0]) / LETTER
    first, initials = person.split(" ")[0], "".join(part[0] for part in person.split() if part)
    fits = next((text for text in (person, first, initials) if len(text) <= room), "")
    if fits:
        behind: Any = (
            {"facecolor": color, "edgecolor": "none", "boxstyle": "square,pad=0.12"} if color else None
        )
        axes.text(sum(span) / 2, level, fits.replace("$", r"\$"), bbox=behind if color else None, **NAMES)


def _dress(axes: "Axes", found: Timetable, colors: Mapping[str, str]) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415  (half a second, for those who want a picture)

    axes.set_title(found.title.replace("$", r"\$"), loc="left", fontsize=12, pad=50)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xlim(0, _x(found, found.span[1]))
    axes.set_ylim(len(found.rows) - 0.45, -0.58)
    names = [f"   {row.name}" if row.beneath else row.name for row in found.rows]
    axes.set_yticks(range(len(names)), [name.replace("$", r"\$") for name in names], fontsize=9)
    axes.set_xticks([])
    axes.tick_params(length=0)
    key = [Patch(facecolor=color, label=person.replace("$", r"\$")) for person, color in colors.items()]
    key += [Patch(facecolor="#868e96", edgecolor="white", hatch="////", label="override")]
    key += [Patch(facecolor=GAP, label="nobody")]
    axes.legend(
        handles=key, loc="upper left", bbox_to_anchor=(0, -0.02), ncols=8, frameon=False, fontsize=8.5,
        title=f"Days of {found.zone.key}", title_fontsize=8.5, alignment="left",
    )  # fmt: skip
