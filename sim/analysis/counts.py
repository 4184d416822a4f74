"""How many rollouts say yes, with what an honest interval needs: the errors among them, and how many in each world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.intervals import Proportion, between_worlds, clustered, proportion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.rollouts import Rollouts

MOST_GROUPS = 1_000
"""Beyond so many worlds, worlds are put into groups: independent all the same, and enough to see a variance."""


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What a chunk of rollouts is counted against.

    `erred` marks rollouts that met an error; `group` is the group of worlds of each rollout, None when each rollout
    has a world of its own or nothing differs between worlds.
    """

    erred: NDArray[np.bool_]
    group: NDArray[np.int64] | None
    groups: int

    def counted(self, hits: NDArray[np.bool_]) -> Counts:
        """`hits` (rollouts x any shape) added up over the rollouts."""
        by_world = np.zeros((self.groups, *hits.shape[1:]), dtype=np.int64)
        if self.group is not None and len(hits):
            order = np.argsort(self.group, kind="stable")
            present, starts = np.unique(self.group[order], return_index=True)
            by_world[present] = np.add.reduceat(hits[order], starts, axis=0, dtype=np.int64)
        return Counts(
            np.asarray(hits.sum(axis=0, dtype=np.int64)),
            np.asarray(hits[self.erred].sum(axis=0, dtype=np.int64)),
            by_world,
        )


def basis(rollouts: Rollouts) -> Basis:
    """What these rollouts are counted against. Worlds matter only where something is drawn per world (R23)."""
    erred = np.asarray(rollouts["outcome"] == "error")
    if rollouts.worlds < 1 or not rollouts.names.parameters:
        return Basis(erred, None, 0)
    groups = min(rollouts.worlds, MOST_GROUPS)
    return Basis(erred, np.asarray(rollouts["world"] % groups, dtype=np.int64), groups)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How many rollouts say yes to each of several statements.

    `k` has any shape, `in_errors` (those of `k` that met an error) the same, `by_world` one axis more, in front.
    """

    k: NDArray[np.int64]
    in_errors: NDArray[np.int64]
    by_world: NDArray[np.int64]

    def merged(self, other: Counts) -> Counts:
        """The rollouts of both."""
        return Counts(
            np.asarray(self.k + other.k),
            np.asarray(self.in_errors + other.in_errors),
            self.by_world + other.by_world,
        )

    def proportion(self, at: Any, of: Counts, whole: Any = (), *, shared: bool = False) -> Proportion:
        """The share of the statement at index `at` among the rollouts counted at index `whole` of `of`.

        With `shared` (fewer worlds than rollouts) the interval comes from the variance between worlds.
        """
        interval, not_knowing = None, None
        if shared and len(of.by_world):
            sizes = of.by_world[(slice(None), *_indices(whole))]
            if sizes.max() > 1:
                hits = self.by_world[(slice(None), *_indices(at))]
                interval, not_knowing = clustered(hits, sizes), between_worlds(hits, sizes)
        return proportion(
            int(self.k[at]),
            int(of.k[whole]),
            errors=int(of.in_errors[whole]),
            in_errors=int(self.in_errors[at]),
            interval=interval,
            not_knowing=not_knowing,
        )

    def from_the_top(self, rows: int) -> Counts:
        """Of the first `rows` statements, which exclude each other: how many say yes to it or to a later one."""
        return Counts(
            _from_the_top(self.k[:rows], 0),
            _from_the_top(self.in_errors[:rows], 0),
            _from_the_top(self.by_world[:, :rows], 1),
        )


def _from_the_top(array: NDArray[np.int64], axis: int) -> NDArray[np.int64]:
    return np.flip(np.cumsum(np.flip(array, axis), axis=axis), axis)


def _indices(at: Any) -> tuple[Any, ...]:
    return at if isinstance(at, tuple) else (at,)
