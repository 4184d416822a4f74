"""How rollouts end: the share of each outcome, and when it comes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sim.analysis.intervals import Proportion
from sim.analysis.summary import Summary, summarise

if TYPE_CHECKING:
    from sim.analysis.spread import Spread
    from sim.engine.rollouts import Rollouts

UNTITLED = {"none": "None of these by the horizon", "error": "An error of the scenario cut it short"}
"""Titles of the outcomes that every scenario has"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedProportion(Proportion):
    """A share of rollouts, and when it came: median and quartiles in days, of those `k` alone; None when k is 0."""

    title: str
    median: float | None
    q25: float | None
    q75: float | None


def timed(share: Proportion, title: str, when: Spread) -> TimedProportion:
    """A share with its title and its time."""
    return TimedProportion(
        **asdict(share), title=title, median=when.quantile(50), q25=when.quantile(25), q75=when.quantile(75)
    )


def as_summary(rollouts: Rollouts | Summary) -> Summary:
    """The summary of these rollouts, if it is not one already."""
    return rollouts if isinstance(rollouts, Summary) else summarise(rollouts)


def outcomes(rollouts: Rollouts | Summary) -> dict[str, TimedProportion]:
    """The share of each outcome of the file, of `none`, and of `error` if there is one; times are those of the end."""
    summary = as_summary(rollouts)
    found = {}
    for index, name in enumerate((*summary.names.outcomes, "none", "error")):
        share = summary.outcomes.proportion(index, summary.everyone, shared=summary.shared_worlds)
        if name != "error" or share.k:
            title = UNTITLED.get(name) or summary.names.titles.get(f"outcome:{name}", name)
            found[name] = timed(_without_bracket(share) if name == "error" else share, title, summary.end_time[index])
    return found


def _without_bracket(share: Proportion) -> Proportion:
    """An error is an error: its own share needs no bracket."""
    kept = {name: value for name, value in asdict(share).items() if name not in {"p_low_errors", "p_high_errors"}}
    return Proportion(**kept, p_low_errors=share.p, p_high_errors=share.p)
