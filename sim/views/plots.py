"""Every figure of a run, each with its name, title, one sentence that says what to see, and as a Matplotlib figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.views import captions
from sim.views.plots_events import outcome_bars, trigger_pages, trigger_timing
from sim.views.plots_ladder import at_or_above, path_flows, reached_by, rung_shares
from sim.views.plots_quantities import quantity_fans, quantity_pages
from sim.views.plots_style import as_png, as_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from sim.analysis.estimates import Estimates

__all__ = [
    "Drawing",
    "as_png",
    "as_svg",
    "at_or_above",
    "drawings",
    "outcome_bars",
    "path_flows",
    "quantity_fans",
    "reached_by",
    "rung_shares",
    "trigger_timing",
]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as files: `name` fits a file, `caption` says in one sentence what to see; `svg` is text, `png` bytes."""

    name: str
    title: str
    caption: str
    svg: str
    png: bytes


def drawings(told: Estimates) -> Iterator[Drawing]:
    """Every figure that these estimates can fill, drawn one after the other."""
    yield _drawn("outcomes", "How the rollouts end", captions.of_outcomes(told), outcome_bars(told))
    if len(told.grid) > 1:
        yield _drawn("rungs", "Where the rollouts stand", captions.of_rung_shares(told), rung_shares(told))
        yield _drawn("at_or_above", "How far up the ladder", captions.of_at_or_above(told), at_or_above(told))
        yield _drawn("reached_by", "Rungs reached, and by when", captions.of_reached_by(told), reached_by(told))
        yield _drawn("paths", "Moves over the ladder", captions.of_paths(told), path_flows(told))
        yield from _paged(told)


def _paged(told: Estimates) -> Iterator[Drawing]:
    """The figures that go on for as many pages as there are triggers and quantities."""
    pages = trigger_pages(told)
    for page, names in enumerate(pages):
        number = f"_{page + 1}" if len(pages) > 1 else ""
        caption = captions.of_triggers(told, names)
        yield _drawn(f"triggers{number}", "When each trigger fires", caption, trigger_timing(told, page))
    pages = quantity_pages(told)
    for page, names in enumerate(pages):
        number = f"_{page + 1}" if len(pages) > 1 else ""
        caption = captions.of_quantities(told, names)
        yield _drawn(f"quantities{number}", "How counts and quantities develop", caption, quantity_fans(told, page))


def _drawn(name: str, title: str, caption: str, figure: Figure) -> Drawing:
    return Drawing(name, title, caption, as_svg(figure), as_png(figure))
