"""The order in which names that read one another can be read, and the cycles in which they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet


def in_order(reads: Mapping[str, AbstractSet[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The names such that each comes after those that it reads, as near to the given order as can be; and the cycles.

    `reads` gives for each name what it reads; what it does not give itself is known already. A cycle is told as the
    names on the way round, the first one again at its end; no name of a cycle, nor any that reads one, is in the order.

    >>> in_order({"a": {"b"}, "b": set(), "c": {"d"}, "d": {"c"}})
    (['b', 'a'], [('c', 'd', 'c')])
    """
    order: dict[str, None] = {}
    waiting = dict(reads)
    while ready := next((name for name in waiting if not waiting_for(name, waiting)), None):
        order[ready] = None
        del waiting[ready]
    return list(order), list(_cycles(waiting))


def waiting_for(name: str, waiting: Mapping[str, AbstractSet[str]]) -> AbstractSet[str]:
    """What `name` reads that is not in order yet."""
    return waiting[name] & waiting.keys()


def _cycles(waiting: Mapping[str, AbstractSet[str]]) -> Iterator[tuple[str, ...]]:
    """The cycles among names that wait for one another, each once."""
    told: set[str] = set()
    for start in waiting:
        path: list[str] = []
        name = start
        while name not in path and name not in told:
            path.append(name)
            name = next(other for other in waiting if other in waiting_for(path[-1], waiting))
        if name not in told:
            yield (*path[path.index(name) :], name)
        told.update(path)
