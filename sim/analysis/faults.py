"""Which errors rollouts met (R18), by kind, with the first of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.errors import RolloutFault

TOLD = 3
"""faults of a kind that are kept in full"""


@dataclass(frozen=True, slots=True)
class Faults:
    """Of each kind of error: in how many rollouts, and the first few by index."""

    kinds: Mapping[str, tuple[int, tuple[RolloutFault, ...]]]

    @property
    def n(self) -> int:
        """How many rollouts met an error."""
        return sum(count for count, _ in self.kinds.values())

    def merged(self, other: Faults) -> Faults:
        """The errors of both, kinds in alphabetical order."""
        none: tuple[int, tuple[RolloutFault, ...]] = (0, ())
        pairs = {
            kind: (self.kinds.get(kind, none), other.kinds.get(kind, none)) for kind in {*self.kinds, *other.kinds}
        }
        return Faults(
            {kind: (one[0] + two[0], _first((*one[1], *two[1]))) for kind, (one, two) in sorted(pairs.items())}
        )


def faults_of(faults: Iterable[RolloutFault]) -> Faults:
    """The errors by kind."""
    kinds: dict[str, list[RolloutFault]] = defaultdict(list)
    for fault in faults:
        kinds[fault.kind].append(fault)
    return Faults({kind: (len(found), _first(found)) for kind, found in sorted(kinds.items())})


def _first(faults: Iterable[RolloutFault]) -> tuple[RolloutFault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.rollout)[:TOLD])
