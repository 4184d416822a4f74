"""Correlated parameters: which of them belong together, and whether their correlations can hold at once (R23)."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Factor = dict[str, tuple[tuple[str, float], ...]]
"""Each correlated parameter with its share of the independent draws of those before it and of its own, its own last."""


def factor(correlations: Sequence[tuple[str, str, float]], order: Sequence[str]) -> Factor | None:
    """The lower Cholesky factor of the correlation matrix, row by row in `order`, without its zeros.

    Pairs that are not named are independent. None when the matrix is not positive definite, that is when no law has
    all these correlations (Cholesky's method, as in any textbook of numerical linear algebra).
    """
    named = {name for first, second, _ in correlations for name in (first, second)}
    names = [name for name in order if name in named]
    between = {frozenset((first, second)): value for first, second, value in correlations}
    rows: dict[str, list[float]] = {}
    for place, name in enumerate(names):
        row: list[float] = []
        for before in names[:place]:
            known = between.get(frozenset((name, before)), 0.0)
            row.append((known - _product(row, rows[before])) / rows[before][-1])
        left = 1.0 - _product(row, row)
        if left <= 0.0:
            return None
        rows[name] = [*row, sqrt(left)]
    return {name: _without_zeros(names, row) for name, row in rows.items()}


def _product(left: Sequence[float], right: Sequence[float]) -> float:
    total = 0.0
    for one, other in zip(left, right, strict=False):
        total += one * other
    return total


def _without_zeros(names: Sequence[str], row: Sequence[float]) -> tuple[tuple[str, float], ...]:
    return tuple((name, share) for name, share in zip(names, row, strict=False) if share != 0.0)


def independent(factor: Mapping[str, tuple[tuple[str, float], ...]], name: str) -> bool:
    """Whether a parameter takes its own draw as it is."""
    return name not in factor or len(factor[name]) == 1
