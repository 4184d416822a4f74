"""The ways that rollouts take over the ladder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sim.analysis.intervals import Proportion, proportion, wilson
from sim.analysis.outcomes import as_summary
from sim.analysis.summary import layers

if TYPE_CHECKING:
    from sim.analysis.summary import Summary
    from sim.engine.rollouts import Rollouts

MOST_FREQUENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Proportion):
    """A sequence of rungs, and the share of rollouts that take it."""

    rungs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Rollouts that move from one rung to another between two times: `k[i][j]`, from the i-th rung to the j-th.

    One past the last rung stands for rollouts that met an error.
    """

    since: float
    until: float
    k: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEstimates:
    """The most frequent paths, most frequent first, and the share of all others; those cut short by an error left out.

    `distinct` is how many different ones there are. Where paths were too many to keep, they are told apart by their
    first `cut_after` rungs only. `moves` counts rollouts from rung to rung between a few times of the grid.
    """

    most_frequent: tuple[Path, ...]
    others: Proportion
    distinct: int
    cut_after: int | None
    moves: tuple[Moves, ...]


def paths(rollouts: Rollouts | Summary, most: int = MOST_FREQUENT) -> PathEstimates:
    """The `most` most frequent paths; of equally frequent ones, the shorter and lower first."""
    summary = as_summary(rollouts)
    ranked = sorted(summary.sequences.counts.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))
    shown = ranked[:most]
    told = [(tuple(summary.names.rungs[rung] for rung in steps), count) for steps, count in shown]
    return PathEstimates(
        most_frequent=tuple(Path(**asdict(_share(summary, count)), rungs=steps) for steps, count in told),
        others=_share(summary, sum(count for _, count in ranked[most:])),
        distinct=len(ranked),
        cut_after=summary.sequences.length,
        moves=_moves(summary),
    )


def _share(summary: Summary, k: int) -> Proportion:
    """A share of paths. They are not kept by world; where worlds are shared, each world counts as one rollout.

    That makes the interval as wide as it can be.
    """
    n = summary.rollouts
    interval = wilson(k * summary.worlds / n, summary.worlds) if summary.shared_worlds else None
    return proportion(k, n, errors=int(summary.everyone.in_errors), interval=interval)


def _moves(summary: Summary) -> tuple[Moves, ...]:
    times = [float(summary.grid[index]) for index in layers(len(summary.grid))]
    return tuple(
        Moves(since=since, until=until, k=tuple(tuple(int(k) for k in row) for row in counted))
        for since, until, counted in zip(times[:-1], times[1:], summary.moves, strict=True)
    )
