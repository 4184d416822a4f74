"""Figures of counts and quantities over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from sim.language.words import number_in_words
from sim.views.plots_style import (
    BAND,
    INK,
    SMALL,
    WIDE_BAND,
    WIDTH,
    Sheet,
    height_of,
    styled,
    time_axis,
    wrapped,
)
from sim.views.wording import calendar, titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.estimates import Estimates
    from sim.analysis.quantities import DistributionOnGrid

COLUMNS = 2
PAGE = 6
"""quantities on one figure"""
TALL = 1.9
"""inches of one panel"""


def quantity_pages(told: Estimates) -> list[list[str]]:
    """The quantities that were noted on the grid, in the order of the file, in pages of one figure."""
    names = [name for name, quantity in told.quantities.items() if quantity.on_grid is not None]
    return [names[start : start + PAGE] for start in range(0, len(names), PAGE)]


@styled
def quantity_fans(told: Estimates, page: int = 0) -> Figure:
    """How each quantity varies between rollouts over time: median, the middle half, and nine rollouts in ten."""
    pages = quantity_pages(told)
    names = pages[page]
    wide = (WIDTH - 0.25) / COLUMNS
    heads = [wrapped(_head(told, name), SMALL + 1, wide - 0.4, "bold") for name in names]
    rows = [names[start : start + COLUMNS] for start in range(0, len(names), COLUMNS)]
    lines = [max(len(heads[names.index(name)]) for name in row) for row in rows]
    heights = [height_of(count, SMALL + 1) + 0.12 + TALL + 0.75 for count in lines]
    part = f" ({page + 1} of {len(pages)})" if len(pages) > 1 else ""
    sheet = Sheet(
        sum(heights),
        f"How counts and quantities develop{part}",
        "Line: median. Dark band: the middle half of the rollouts. Pale band: nine rollouts in ten. The"
        " bands tell how rollouts differ from one another; more rollouts would not narrow them."
        " A rollout that has ended stays as it was.",
    )
    below = 0.0
    for row, count, height in zip(rows, lines, heights, strict=True):
        for column, name in enumerate(row):
            left = 0.25 + column * wide
            sheet.words(left, sheet.top + below, heads[names.index(name)], SMALL + 1, weight="bold", top=True)
            axes = sheet.axes(left + 0.65, below + height_of(count, SMALL + 1) + 0.12, wide - 1.3, TALL)
            grid = told.quantities[name].on_grid
            if grid is not None:
                _fan(axes, told, grid)
        below += height
    return sheet.figure


def _head(told: Estimates, name: str) -> str:
    quantity = told.quantities[name]
    title = titled(name, quantity.title)
    return f"{title} ({quantity.unit})" if quantity.unit else title


def _fan(axes: Axes, told: Estimates, grid: DistributionOnGrid) -> None:
    spread = grid.quantiles
    axes.fill_between(told.grid, spread.p5, spread.p95, color=WIDE_BAND, linewidth=0)
    axes.fill_between(told.grid, spread.p25, spread.p75, color=BAND, linewidth=0)
    axes.plot(told.grid, spread.p50, color=INK, linewidth=2)
    time_axis(axes, calendar(told), most=4)
    low, high = min(spread.p5), max(spread.p95)
    room = 0.06 * (high - low) or 1.0
    bottom, top = (0.0 if 0 <= low < 0.6 * high else low - room), high + room
    axes.set_ylim(bottom, top)
    steps = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(bottom, top)
    shown = [step for step in map(float, steps) if bottom <= step <= top] if low < high else [low]
    axes.set_yticks(shown, [number_in_words(step) for step in shown], fontsize=SMALL)
    axes.grid(axis="y")
