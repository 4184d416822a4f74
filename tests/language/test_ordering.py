"""Tests of `sim.language.ordering`: names after those that they read, and the circles in which that cannot be."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sim.language.ordering import in_order

NAMES = st.sampled_from("abcdefg")
READS = st.dictionaries(NAMES, st.frozensets(NAMES, max_size=3), max_size=7)


def test_names_keep_their_order_where_nothing_forbids_it() -> None:
    assert in_order({"c": set(), "a": {"c"}, "b": {"unknown"}}) == (["c", "a", "b"], [])


def test_a_name_comes_after_what_it_reads() -> None:
    assert in_order({"a": {"b"}, "b": {"c"}, "c": set()}) == (["c", "b", "a"], [])


def test_each_circle_is_told_once_and_what_hangs_on_it_is_left_out() -> None:
    order, cycles = in_order({"x": {"a"}, "a": {"b"}, "b": {"a"}, "s": {"s"}, "free": set()})
    assert order == ["free"]
    assert cycles == [("a", "b", "a"), ("s", "s")]


@given(READS)
def test_every_name_is_in_order_or_reads_a_circle(reads: dict[str, frozenset[str]]) -> None:
    order, cycles = in_order(reads)
    for place, name in enumerate(order):
        assert reads[name] & reads.keys() <= set(order[:place])
    assert bool(cycles) == (len(order) < len(reads))
    for cycle in cycles:
        assert cycle[0] == cycle[-1]
        assert all(after in reads[before] for before, after in pairwise(cycle))
