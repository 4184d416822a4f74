"""When things come: the rungs of the ladder and the triggers, each with its share, its times and its course."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.intervals import Proportion
from sim.analysis.outcomes import TimedProportion, as_summary, timed

if TYPE_CHECKING:
    from sim.analysis.counts import Counts
    from sim.analysis.summary import Summary
    from sim.engine.rollouts import Rollouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A share of rollouts at each time of the grid: `k`, `p` = k / n, and the 95 % interval of each."""

    k: tuple[int, ...]
    p: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RungEstimate(TimedProportion):
    """Rollouts that were ever on a rung, and when they first were (days; of those alone).

    `highest` is the share of which it is the highest rung; `mean_days` the mean time on it, of all rollouts, and
    `days_if_reached` of those that reached it. Curves: `reached_by` (cumulative incidence), `at_or_above` (just then),
    and `on` (just then on this rung).
    """

    highest: Proportion
    never: Proportion
    mean_days: float
    days_if_reached: float | None
    reached_by: Curve
    at_or_above: Curve
    on: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerEstimate(TimedProportion):
    """Rollouts in which a trigger ever fired, and when it first did (days; of those alone).

    `mean_firings` and `max_firings` are of all rollouts; `fired_by` is the share in which it had fired by each time.
    """

    mean_firings: float
    max_firings: int
    fired_by: tuple[float, ...]


def rungs(rollouts: Rollouts | Summary) -> dict[str, RungEstimate]:
    """The rungs of the ladder, lowest first."""
    summary = as_summary(rollouts)
    above = summary.on_rung.from_the_top(len(summary.names.rungs))
    found = {}
    for index, name in enumerate(summary.names.rungs):
        share = summary.reached.proportion(index, summary.everyone, shared=summary.shared_worlds)
        spent = summary.time_on_rung[index].distribution()
        when = timed(share, summary.names.titles.get(f"rung:{name}", name), summary.first_on_rung[index])
        found[name] = RungEstimate(
            **asdict(when),
            highest=summary.highest.proportion(index, summary.everyone, shared=summary.shared_worlds),
            never=complement(share),
            mean_days=(spent.mean or 0.0) * share.k / share.n,
            days_if_reached=spent.mean,
            reached_by=_curve(summary, summary.reached_by, index),
            at_or_above=_curve(summary, above, index),
            on=tuple(float(k) / share.n for k in summary.on_rung.k[index]),
        )
    return found


def complement(share: Proportion) -> Proportion:
    """The share of all the others."""
    return Proportion(
        n=share.n,
        k=share.n - share.k,
        p=(share.n - share.k) / share.n,
        low=1 - share.high,
        high=1 - share.low,
        p_low_errors=1 - share.p_high_errors,
        p_high_errors=1 - share.p_low_errors,
    )


def triggers(rollouts: Rollouts | Summary) -> dict[str, TriggerEstimate]:
    """The triggers and events, in the order of the file."""
    summary = as_summary(rollouts)
    found = {}
    for index, name in enumerate(summary.names.triggers):
        share = summary.fired.proportion(index, summary.everyone, shared=summary.shared_worlds)
        firings = summary.firings[index].distribution()
        when = timed(share, summary.names.titles.get(f"trigger:{name}", name), summary.first_fired[index])
        found[name] = TriggerEstimate(
            **asdict(when),
            mean_firings=firings.mean or 0.0,
            max_firings=int(firings.max or 0),
            fired_by=tuple(float(k) / share.n for k in summary.fired_by[index]),
        )
    return found


def _curve(summary: Summary, counts: Counts, row: int) -> Curve:
    points: list[Any] = [
        counts.proportion((row, time), summary.everyone, shared=summary.shared_worlds)
        for time in range(len(summary.grid))
    ]
    return Curve(
        k=tuple(point.k for point in points),
        p=tuple(point.p for point in points),
        low=tuple(point.low for point in points),
        high=tuple(point.high for point in points),
    )
