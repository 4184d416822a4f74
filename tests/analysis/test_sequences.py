from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.sequences import sequences

PATHS = st.lists(st.lists(st.integers(0, 3), max_size=12).map(tuple), max_size=12)


def test_paths_are_counted() -> None:
    counted = sequences([(1, 0), (1, 0), (1, 2, 0)])
    assert counted.counts == {(1, 0): 2, (1, 2, 0): 1}
    assert counted.length is None


def test_too_many_paths_are_cut_to_their_first_steps() -> None:
    paths = [(1, 0, *(index >> bit & 1 for bit in range(10))) for index in range(1_000)]
    counted = sequences(paths, room=100)
    assert counted.length == 6
    assert sum(map(len, counted.counts)) <= 100
    assert sum(counted.counts.values()) == 1_000


@given(PATHS, PATHS, PATHS, st.integers(1, 40))
def test_merging_in_any_order_gives_the_same(
    a: list[tuple[int, ...]], b: list[tuple[int, ...]], c: list[tuple[int, ...]], room: int
) -> None:
    one, two, three = (sequences(paths, room) for paths in (a, b, c))
    whole = sequences(a + b + c, room)
    assert one.merged(two).merged(three) == whole
    assert three.merged(two).merged(one) == whole
