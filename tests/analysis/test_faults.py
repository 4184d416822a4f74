from __future__ import annotations

from sim.analysis.faults import faults_of
from sim.errors import RolloutFault


def fault(rollout: int, kind: str) -> RolloutFault:
    return RolloutFault(kind, "what went wrong", rollout=rollout)


def test_faults_are_counted_by_kind_with_the_first_of_each() -> None:
    """R18"""
    found = faults_of(fault(index, "zeno" if index % 5 == 0 else "division") for index in reversed(range(10)))
    assert found.n == 10
    assert list(found.kinds) == ["division", "zeno"]
    count, first = found.kinds["division"]
    assert count == 8
    assert [known.rollout for known in first] == [1, 2, 3]


def test_merging_in_any_order_gives_the_same() -> None:
    one = faults_of([fault(8, "zeno"), fault(1, "division")])
    two = faults_of([fault(3, "zeno")])
    assert one.merged(two) == two.merged(one) == faults_of([fault(1, "division"), fault(3, "zeno"), fault(8, "zeno")])
