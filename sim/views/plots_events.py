"""Figures of what happens: how rollouts end, and when each trigger fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.views.plots_style import (
    BAND,
    BAR,
    BODY,
    ERROR,
    FAINT,
    INK,
    MUTED,
    SMALL,
    WIDE_BAND,
    WIDTH,
    Sheet,
    height_of,
    styled,
    time_axis,
    wrapped,
)
from sim.views.wording import calendar, counted, interval, percent, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.estimates import Estimates
    from sim.analysis.timing import TriggerEstimate

PAGE = 18
"""triggers on one figure"""


@styled
def outcome_bars(told: Estimates) -> Figure:
    """The share of rollouts that end in each outcome, with 95 % intervals and counts."""
    left, right = 3.6, 2.75
    labels = [wrapped(titled(name, end.title), BODY, left - 0.5) for name, end in told.outcomes.items()]
    rows = [max(0.62, height_of(len(lines), BODY) + 0.16) for lines in labels]
    sheet = Sheet(
        sum(rows) + 0.45,
        "How the rollouts end",
        f"Share of {told.rollouts:,} rollouts. Black lines: 95% intervals, that is how well so many rollouts"
        " pin the share down.",
    )
    axes = sheet.axes(left, 0, WIDTH - left - right, sum(rows))
    middles = np.cumsum(rows) - np.array(rows) / 2
    for middle, lines, (name, end) in zip(middles.tolist(), labels, told.outcomes.items(), strict=True):
        colour = ERROR if name == "error" else BAR
        axes.barh(middle, end.p, height=0.36, color=colour)
        axes.plot([end.low, end.high], [middle, middle], color=INK, linewidth=2, solid_capstyle="butt")
        down = sheet.top + middle
        sheet.words(left - 0.2, down, lines, right=True)
        sheet.words(WIDTH - right + 0.3, down - 0.11, [percent(end.p)], 13, weight="bold")
        detail = counted(end) if not end.k else f"{counted(end)}; {interval(end)}"
        sheet.words(WIDTH - right + 0.3, down + 0.12, [detail], 9.5, colour=MUTED)
    axes.set_ylim(sum(rows), 0)
    axes.set_yticks([])
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"], fontsize=SMALL)
    axes.grid(axis="x")
    return sheet.figure


def trigger_pages(told: Estimates) -> list[list[str]]:
    """The triggers in the order of their median first firing, those that never fired last, in pages of one figure."""
    order = sorted(
        told.triggers, key=lambda name: (told.triggers[name].median is None, told.triggers[name].median or 0.0)
    )
    pages = -(-len(order) // PAGE)
    size = -(-len(order) // pages) if pages else 1
    return [order[start : start + size] for start in range(0, len(order), size)]


@styled
def trigger_timing(told: Estimates, page: int = 0) -> Figure:
    """When each trigger first fires: share of rollouts, median, quartiles, and how the first firings are spread."""
    pages = trigger_pages(told)
    names, left, right = pages[page], 4.35, 1.35
    labels = [wrapped(titled(name, told.triggers[name].title), SMALL, left - 0.35) for name in names]
    rows = [max(0.42, height_of(len(lines), SMALL) + 0.12) for lines in labels]
    part = f" ({page + 1} of {len(pages)})" if len(pages) > 1 else ""
    sheet = Sheet(
        sum(rows) + 1.0,
        f"When each trigger first fires{part}",
        "Of the rollouts in which it fires: dot, median; bar, the middle half; pale shape, all first firings. At the"
        f" right, the share of {told.rollouts:,} rollouts in which it fires at all. Earliest median first.",
    )
    sheet.words(WIDTH - 0.25, sheet.top + 0.02, ["fires in"], SMALL, colour=MUTED, right=True)
    axes = sheet.axes(left, 0.2, WIDTH - left - right, sum(rows))
    middles = np.cumsum(rows) - np.array(rows) / 2
    axes.set_ylim(sum(rows), 0)
    time_axis(axes, calendar(told), most=6)
    axes.grid(axis="x")
    axes.set_yticks([])
    for middle, lines, name in zip(middles.tolist(), labels, names, strict=True):
        trigger, down = told.triggers[name], sheet.top + 0.2 + middle
        ink = INK if trigger.k else MUTED
        sheet.words(left - 0.15, down, lines, SMALL, colour=ink, right=True)
        sheet.words(WIDTH - 0.25, down, [percent(trigger.p) if trigger.k else "never"], BODY, colour=ink, right=True)
        axes.axhline(middle, color=FAINT, linewidth=0.8)
        _strip(axes, middle, trigger, told.grid)
    return sheet.figure


def _strip(axes: Axes, middle: float, trigger: TriggerEstimate, grid: Sequence[float]) -> None:
    """One trigger's first firings: a pale shape as high as they are dense, a bar for the middle half, a dot."""
    if trigger.median is None or trigger.q25 is None or trigger.q75 is None:
        return
    dense = np.diff(np.array(trigger.fired_by), prepend=0.0)
    dense = np.convolve(np.pad(dense, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    half = 0.17 * dense / max(dense.max(), 1e-12)
    axes.fill_between(grid, middle - half, middle + half, color=WIDE_BAND, linewidth=0, zorder=2)
    axes.plot([trigger.q25, trigger.q75], [middle, middle], color=BAND, linewidth=6, solid_capstyle="butt", zorder=3)
    axes.plot(trigger.median, middle, "o", color=INK, markersize=6, zorder=4, clip_on=False)
