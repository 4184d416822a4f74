"""How every figure looks: ink, colours, room for words, the time axis, and files with the same bytes every time."""

from __future__ import annotations

from functools import cache, wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any, ParamSpec

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from sim.views.wording import Calendar

Parameters = ParamSpec("Parameters")

INK, MUTED, FAINT = "#1b1b1b", "#595959", "#d9d9d9"
OKABE_ITO = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442")
"""M. Okabe, K. Ito, "Color universal design" (2008): told apart by colour-blind people too"""
BAR, BAND, WIDE_BAND = "#0072b2", "#6fa8d0", "#c9dfee"
ERROR = "#9a9a9a"

WIDTH = 11.0
"""inches: a figure fills a slide or the width of a page"""
HEADING, BODY, SMALL = 16.0, 12.0, 10.5
"""points"""
LINE = 1.3
"""line height, in font sizes"""

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": BODY,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "text.hinting": "no_hinting",  # letters as wide as they were measured
    "svg.fonttype": "path",
    "svg.hashsalt": "flashpoint",
    "path.simplify": False,
}


def styled(draw: Callable[Parameters, Figure]) -> Callable[Parameters, Figure]:
    """Draw in this style, whatever the settings of the program around it."""

    @wraps(draw)
    def drawn(*arguments: Parameters.args, **options: Parameters.kwargs) -> Figure:
        with mpl.rc_context():
            _set_style()
            return draw(*arguments, **options)

    return drawn


def _set_style() -> None:
    mpl.rcdefaults()
    for name, value in STYLE.items():
        mpl.rcParams[name] = value


def as_svg(figure: Figure) -> str:
    """The figure as SVG text, the same bytes every time; letters are drawn, so that it looks the same everywhere."""
    return _saved(figure, "svg").decode("utf-8")


def as_png(figure: Figure, dots_per_inch: int = 150) -> bytes:
    """The figure as PNG, the same bytes every time."""
    return _saved(figure, "png", dots_per_inch)


def _saved(figure: Figure, kind: str, dots_per_inch: int = 150) -> bytes:
    nobody = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}[kind]
    into = BytesIO()
    with mpl.rc_context():
        _set_style()
        figure.savefig(into, format=kind, dpi=dots_per_inch, metadata=nobody)
    return into.getvalue()


def rung_colours(count: int) -> list[str]:
    """One colour a rung, dark to bright as the ladder rises (cividis: seen alike by colour-blind people)."""
    scale = mpl.colormaps["cividis"]
    return [to_hex(scale(0.96 * index / max(1, count - 1))) for index in range(count)]


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out from a colour (relative luminance of WCAG 2)."""
    channels = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
    return INK if luminance > 0.18 else "#ffffff"


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """The width of one line, in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrapped(text: str, size: float, inches: float, weight: str = "normal") -> list[str]:
    """The text in lines that fit so many inches; a word that is too long alone is cut with a hyphen."""

    def fits(part: str) -> bool:
        return text_width(part, size, weight) <= inches

    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and fits(joined):
            lines[-1] = joined
            continue
        rest = word
        while not fits(rest) and len(rest) > 2:
            end = max((cut for cut in range(1, len(rest)) if fits(f"{rest[:cut]}-")), default=1)
            lines.append(f"{rest[:end]}-")
            rest = rest[end:]
        lines.append(rest)
    return lines or [""]


def height_of(lines: int, size: float) -> float:
    """The height of so many lines, in inches."""
    return lines * size * LINE / 72


class Sheet:
    """A figure of fixed width, with a heading and a line below it; everything is placed in inches from its top left."""

    def __init__(self, height: float, heading: str, note: str) -> None:
        titles, notes = wrapped(heading, HEADING, WIDTH - 0.5, "bold"), wrapped(note, SMALL, WIDTH - 0.5)
        top = 0.18 + height_of(len(titles), HEADING)
        self.top = top + height_of(len(notes), SMALL) + 0.2
        self.height = self.top + height
        self.figure = Figure(figsize=(WIDTH, self.height), facecolor="white")
        self.words(0.25, 0.18, titles, HEADING, weight="bold", top=True)
        self.words(0.25, top, notes, SMALL, colour=MUTED, top=True)

    def axes(self, left: float, below: float, width: float, height: float) -> Axes:
        """Axes whose upper edge lies so far below the heading."""
        bottom = self.height - self.top - below - height
        return self.figure.add_axes((left / WIDTH, bottom / self.height, width / WIDTH, height / self.height))

    def words(
        self,
        left: float,
        down: float,
        lines: Sequence[str],
        size: float = BODY,
        *,
        colour: str = INK,
        weight: str = "normal",
        right: bool = False,
        top: bool = False,
    ) -> None:
        """Lines of text at so many inches from the top: their middle, or with `top` their upper edge."""
        self.figure.text(
            left / WIDTH,
            1 - down / self.height,
            "\n".join(lines),
            fontsize=size,
            color=colour,
            fontweight=weight,
            ha="right" if right else "left",
            va="top" if top else "center",
            linespacing=LINE / 1.2,
            parse_math=False,
        )


def spread_out(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Places for labels of these sizes, as near as can be to where they are wanted, in order, without overlap.

    `wanted` rises. Labels that would touch share a block, which lies at the mean of what its members want. Where there
    is not room enough between `low` and `high`, they are spaced evenly.
    """
    room = high - low
    if sum(sizes) > room:
        sizes = [size * room / sum(sizes) for size in sizes]
    blocks: list[tuple[list[int], float, float]] = []
    for index, (place, size) in enumerate(zip(wanted, sizes, strict=True)):
        members, start, length = [index], place - size / 2, size
        start = min(max(start, low), high - length)
        while blocks and blocks[-1][1] + blocks[-1][2] > start + 1e-12:
            before, _, longer = blocks.pop()
            members, length = before + members, longer + length
            offsets = [sum(sizes[member] for member in members[:count]) for count in range(len(members))]
            starts = [wanted[member] - sizes[member] / 2 - at for member, at in zip(members, offsets, strict=True)]
            start = min(max(sum(starts) / len(starts), low), high - length)
        blocks.append((members, start, length))
    places = [0.0] * len(wanted)
    for members, start, _ in blocks:
        at = start
        for member in members:
            places[member] = at + sizes[member] / 2
            at += sizes[member]
    return places


def time_axis(axes: Axes, calendar: Calendar, most: int = 8) -> None:
    """Dates along the lower edge, with the day below each."""
    ticks = calendar.ticks(most)
    axes.set_xlim(0, calendar.horizon)
    axes.set_xticks([day for day, _ in ticks], [label for _, label in ticks], fontsize=SMALL)
    axes.tick_params(axis="x", length=4, pad=5)


def percent_axis(axes: Axes, top: float = 1.0) -> None:
    """Shares of rollouts along the left edge, from 0."""
    steps = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
    step = next((step for step in steps if top / step <= 5.0001), 0.25)
    shares = [step * count for count in range(int(top / step + 1e-9) + 1)]
    axes.set_ylim(0, top)
    axes.set_yticks(shares, [f"{100 * share:.6g}%" for share in shares], fontsize=SMALL)
    axes.grid(axis="y")
