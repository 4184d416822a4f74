"""Which sequences of rungs rollouts pass through, and how many pass through each, in bounded room.

When too many sequences differ, all are cut to their first steps, as many as there is room for. Like a tally, this does
not depend on the order in which they came.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LENGTHS = (None, 256, 128, 64, 48, 32, 24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1)
"""how many steps may be kept, most first; None: all"""

ROOM = 200_000
"""steps of different sequences that are kept at most"""


@dataclass(frozen=True, slots=True)
class Sequences:
    """How many rollouts pass through each sequence of rungs (indices), cut to `length` steps (None: not cut)."""

    counts: Mapping[tuple[int, ...], int]
    length: int | None
    room: int = ROOM

    def merged(self, other: Sequences) -> Sequences:
        """The rollouts of both."""
        length = LENGTHS[max(LENGTHS.index(self.length), LENGTHS.index(other.length))]
        both: Counter[tuple[int, ...]] = Counter(self.counts)
        both.update(other.counts)
        return _fitted(both, length, min(self.room, other.room))


def sequences(paths: Iterable[tuple[int, ...]], room: int = ROOM) -> Sequences:
    """The sequences with their counts."""
    return _fitted(Counter(paths), None, room)


def _fitted(counts: Mapping[tuple[int, ...], int], length: int | None, room: int) -> Sequences:
    """The sequences cut to as many steps (at most `length`) as there is room for."""
    for kept in LENGTHS[LENGTHS.index(length) :]:
        cut: Counter[tuple[int, ...]] = Counter()
        for steps, count in counts.items():
            cut[steps[:kept]] += count
        counts = cut
        if sum(map(len, counts)) <= room:
            return Sequences(counts, kept, room)
    return Sequences(counts, LENGTHS[-1], room)
