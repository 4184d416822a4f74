"""Figures of the ladder: shares on each rung over time, curves at or above each rung, and moves from rung to rung."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke

from sim.views.plots_style import (
    ERROR,
    INK,
    LINE,
    MUTED,
    SMALL,
    WIDTH,
    Sheet,
    height_of,
    percent_axis,
    rung_colours,
    spread_out,
    styled,
    time_axis,
    wrapped,
)
from sim.views.wording import bound, calendar, counted, percent, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.analysis.estimates import Estimates
    from sim.analysis.timing import Curve, RungEstimate

LEFT, RIGHT = 0.85, 3.75
"""inches beside the axes: numbers on the left, labels on the right"""
SPAN = WIDTH - LEFT - RIGHT
ENLARGED = 0.12
"""curves that stay below this share of the highest one get a panel with a larger scale"""
GAP = 0.09
"""inches between two labels"""


def _titles(told: Estimates) -> list[str]:
    return [titled(name, rung.title) for name, rung in told.rungs.items()]


def _labels(texts: Sequence[str]) -> list[list[str]]:
    return [wrapped(text, SMALL, RIGHT - 0.75) for text in texts]


def _height(labels: Sequence[list[str]], least: float) -> float:
    return max(least, sum(height_of(len(lines), SMALL) + GAP for lines in labels))


def _label_right(axes: Axes, ends: Sequence[float], labels: Sequence[list[str]], colours: Sequence[str]) -> None:
    """Labels to the right of the axes, each tied to the height (in shares of the axes, rising) at which it ends."""
    figure = axes.figure
    tall = axes.get_position().height * float(figure.get_figheight())  # type: ignore[union-attr]
    sizes = [(height_of(len(lines), SMALL) + GAP) / tall for lines in labels]
    places = spread_out(ends, sizes, -0.02, 1.02)
    inch = 1 / SPAN
    for end, place, lines, colour in zip(ends, places, labels, colours, strict=True):
        xs, ys = [1 + 0.04 * inch, 1 + 0.14 * inch, 1 + 0.34 * inch], [end, end, place]
        axes.plot(xs, ys, transform=axes.transAxes, color=MUTED, linewidth=0.8, clip_on=False)
        axes.add_patch(
            Rectangle(
                (1 + 0.36 * inch, place - 0.07 / tall), 0.14 * inch, 0.14 / tall,
                transform=axes.transAxes, facecolor=colour, edgecolor=INK, linewidth=0.6, clip_on=False,
            )
        )  # fmt: skip
        axes.text(
            1 + 0.58 * inch, place, "\n".join(lines),
            transform=axes.transAxes, fontsize=SMALL, va="center", linespacing=LINE / 1.2, parse_math=False,
        )  # fmt: skip


@styled
def rung_shares(told: Estimates) -> Figure:
    """The share of rollouts on each rung over time, stacked, the lowest rung at the bottom."""
    shares = np.array([rung.on for rung in told.rungs.values()])
    titles, colours = _titles(told), rung_colours(len(told.rungs))
    lost = 1 - shares.sum(axis=0)
    if (lost > 1e-9).any():
        shares, titles, colours = np.vstack([shares, lost]), [*titles, "Met an error"], [*colours, ERROR]
    lasts = shares[:, -1]
    told_lasts = [percent(last) if last else "none" for last in lasts.tolist()]
    labels = _labels([f"{title}: {last}" for title, last in zip(titles, told_lasts, strict=True)])
    height = _height(labels, 4.4)
    sheet = Sheet(
        height + 0.75,
        "On which rung of the ladder the rollouts stand",
        f"Share of {told.rollouts:,} rollouts; at the right, where they stand at the horizon. A rollout that has ended"
        " stays on the rung on which it ended.",
    )
    axes = sheet.axes(LEFT, 0.05, SPAN, height)
    axes.stackplot(told.grid, shares, colors=colours, edgecolor="white", linewidth=0.5)
    percent_axis(axes)
    axes.grid(visible=False)
    time_axis(axes, calendar(told))
    _label_right(axes, _middles(lasts), labels, colours)
    return sheet.figure


def _middles(sizes: NDArray[np.float64]) -> list[float]:
    tops = np.cumsum(sizes)
    return [float(middle) for middle in tops - sizes / 2]


@styled
def at_or_above(told: Estimates) -> Figure:
    """The share of rollouts that stand on each rung or higher, over time, with 95 % intervals."""
    return _curves(
        told,
        {name: rung.at_or_above for name, rung in told.rungs.items()},
        "How far up the ladder the rollouts stand",
        "Share of {n:,} rollouts that stand on the rung or on a higher one just then; at the right, at the horizon.",
    )


@styled
def reached_by(told: Estimates) -> Figure:
    """The share of rollouts that have been on each rung by each time (cumulative incidence), with 95 % intervals."""
    return _curves(
        told,
        {name: rung.reached_by for name, rung in told.rungs.items()},
        "Which rungs the rollouts have reached, and by when",
        "Share of {n:,} rollouts that have ever been on the rung by then; at the right, by the horizon.",
    )


def _curves(told: Estimates, curves: dict[str, Curve], heading: str, note: str) -> Figure:
    """One curve a rung with its interval, those that stay low in a panel of their own on a larger scale.

    Rungs on which all stand from start to end say nothing and are left out.
    """
    shown = [name for name, curve in curves.items() if min(curve.k) < told.rollouts] or list(curves)
    peaks = {name: max(curves[name].p) for name in shown}
    low = [name for name in shown if peaks[name] <= ENLARGED * max(peaks.values())]
    panels = [names for names in ([name for name in shown if name not in low], low) if names]
    labels = [_labels([_end(told.rungs[name], name, curves[name]) for name in names]) for names in panels]
    heights = [_height(lines, 4.4 if len(panels) == 1 else 2.9) for lines in labels]
    sheet = Sheet(
        sum(heights) + 0.8 * len(panels),
        heading,
        note.format(n=told.rollouts)
        + " Shaded: 95% intervals, that is how well so many rollouts pin the share down."
        + (" Below: the rarer ones, enlarged." if len(panels) > 1 else ""),
    )
    colours = dict(zip(told.rungs, rung_colours(len(told.rungs)), strict=True))
    below = 0.05
    for names, lines, height in zip(panels, labels, heights, strict=True):
        axes = sheet.axes(LEFT, below, SPAN, height)
        seen = [name for name in names if any(curves[name].k)] or names
        top = _nice_top(max(max(curves[name].high) for name in seen))
        percent_axis(axes, top)
        for name in names:
            _curve(axes, told, curves[name], colours[name])
        time_axis(axes, calendar(told))
        order = sorted(range(len(names)), key=lambda index: (curves[names[index]].p[-1], -index))
        ends = [curves[names[index]].p[-1] / top for index in order]
        _label_right(axes, ends, [lines[index] for index in order], [colours[names[index]] for index in order])
        below += height + 0.8
    return sheet.figure


def _curve(axes: Axes, told: Estimates, curve: Curve, colour: str) -> None:
    if any(curve.k):
        axes.fill_between(told.grid, curve.low, curve.high, color=colour, alpha=0.35, linewidth=0)
    edge = [Stroke(linewidth=3.8, foreground=MUTED), Normal()]
    axes.plot(told.grid, curve.p, color=colour, linewidth=2.8, path_effects=edge, solid_capstyle="butt")


def _end(rung: RungEstimate, name: str, curve: Curve) -> str:
    """What a curve's label says: title and share at the horizon, or that nobody was ever there."""
    title = titled(name, rung.title)
    if not max(curve.k):
        return f"{title}: {counted(rung)}" if not rung.k else f"{title}: never at these times"
    last = percent(curve.p[-1]) if curve.k[-1] else f"0% (at most {bound(curve.high[-1])})"
    return f"{title}: {last}"


def _nice_top(share: float) -> float:
    return next((top for top in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if share <= top), 1.0)


@styled
def path_flows(told: Estimates) -> Figure:
    """Rollouts from rung to rung between a few times: an alluvial diagram that keeps the order of the ladder."""
    moves = [np.array(move.k, dtype=np.float64) / told.rollouts for move in told.paths.moves]
    size = len(told.rungs) + (1 if any(flow[-1].any() or flow[:, -1].any() for flow in moves) else 0)
    colours = [*rung_colours(len(told.rungs)), ERROR]
    times = [told.paths.moves[0].since, *(move.until for move in told.paths.moves)]
    labels = _labels([*_titles(told), "Met an error"][:size])
    height = _height(labels, 4.8)
    sheet = Sheet(
        height + 0.75,
        "How the rollouts move over the ladder",
        f"Each column shows where {told.rollouts:,} rollouts stand at that date, lowest rung at the bottom; each"
        " ribbon, how many move from rung to rung until the next, in the colour of the rung that they leave.",
    )
    axes = sheet.axes(0.6, 0.05, WIDTH - RIGHT - 0.6, height)
    layers = [flow.sum(axis=1) for flow in moves] + [moves[-1].sum(axis=0)]
    pad = 0.018
    bottoms = [np.cumsum(layer + pad) - layer - pad for layer in (layer[:size] for layer in layers)]
    axes.set_xlim(-0.06, len(moves) + 0.06)
    axes.set_ylim(-0.01, 1 + pad * (size - 1) + 0.01)
    for step, flow in enumerate(moves):
        _ribbons(axes, step, flow[:size, :size], bottoms[step], bottoms[step + 1], colours)
    for step, (layer, bottom) in enumerate(zip(layers, bottoms, strict=True)):
        for rung in np.flatnonzero(layer[:size] > 0).tolist():
            axes.add_patch(Rectangle((step - 0.05, bottom[rung]), 0.1, layer[rung], color=colours[rung], linewidth=0.8))
    _dates_below(axes, told, times)
    low, high = axes.get_ylim()
    ends = [(bottoms[-1][rung] + layers[-1][rung] / 2 - low) / (high - low) for rung in range(size)]
    _label_right(axes, ends, labels, colours[:size])
    return sheet.figure


def _ribbons(
    axes: Axes,
    step: int,
    flow: NDArray[np.float64],
    leave: NDArray[np.float64],
    arrive: NDArray[np.float64],
    colours: Sequence[str],
) -> None:
    """The moves between two columns; on either side ribbons lie in the order of the ladder."""
    starts = leave[:, np.newaxis] + np.cumsum(flow, axis=1) - flow
    ends = arrive[np.newaxis, :] + np.cumsum(flow, axis=0) - flow
    for one, other in zip(*np.nonzero(flow), strict=True):
        low, high, width = starts[one, other], ends[one, other], flow[one, other]
        left, right, middle = step + 0.05, step + 0.95, step + 0.5
        corners = [
            (left, low), (middle, low), (middle, high), (right, high),
            (right, high + width), (middle, high + width), (middle, low + width), (left, low + width), (left, low),
        ]  # fmt: skip
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        axes.add_patch(
            PathPatch(Path(corners, codes), facecolor=colours[one], edgecolor=colours[one], alpha=0.5, linewidth=0.5)
        )


def _dates_below(axes: Axes, told: Estimates, times: Sequence[float]) -> None:
    axes.set_xticks(range(len(times)), calendar(told).labels(times), fontsize=SMALL)
    axes.tick_params(axis="x", length=0)
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
