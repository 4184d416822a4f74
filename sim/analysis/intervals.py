"""How well a number of rollouts pins a probability down."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Z = 1.959963984540054
"""the 97.5 % point of the standard normal law: every interval here holds 95 %"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """A share of rollouts: `k` of `n`, with its 95 % interval.

    `p_low_errors` and `p_high_errors` bracket `p` by counting every rollout that met an error as a no, and as a yes
    (R18); both are `p` where there was none.
    """

    n: int
    k: int
    p: float
    low: float
    high: float
    p_low_errors: float
    p_high_errors: float
    not_knowing: float | None = None
    """with several rollouts to a world: the share of the variance that comes from not knowing the parameters"""


def wilson(k: float, n: float, z: float = Z) -> tuple[float, float]:
    """The score interval of a share of `k` in `n` independent trials, n > 0; `k` and `n` need not be whole.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927).
    """
    p, spread = k / n, z * z / n
    middle = (p + spread / 2) / (1 + spread)
    half = z * sqrt(max(0.0, p * (1 - p)) / n + spread / (4 * n)) / (1 + spread)
    return (0.0 if k <= 0 else max(0.0, middle - half)), (1.0 if k >= n else min(1.0, middle + half))


def exact(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The interval that holds the true share with at least `level`, whatever it is (wider than Wilson's).

    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits", Biometrika 26 (1934).
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return low, high


def clustered(hits: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[float, float]:
    """The interval of a share when rollouts of one world are alike: from the variance between worlds.

    `hits` and `sizes` count, per world, the rollouts that say yes and all of them. The variance between worlds tells
    how many independent rollouts would pin the share as well; Wilson's interval is taken of those, with Student's law
    for so many worlds. Where every rollout agrees, no variance shows, and each world counts as one rollout. One world
    tells nothing of others: 0 to 1.

    E. L. Korn, B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data", Survey Methodology 24 (1998), with Wilson's interval in place of the exact one.
    """
    present = sizes > 0
    worlds, n = int(present.sum()), int(sizes.sum())
    if worlds < 2:
        return 0.0, 1.0
    p = float(hits.sum()) / n
    effective = float(worlds)
    if 0 < p < 1:
        distances = hits[present] - p * sizes[present]
        variance = worlds / (worlds - 1) * float(distances @ distances) / n**2
        effective = min(float(n), p * (1 - p) / variance) if variance > 0 else float(n)
    from scipy.special import stdtrit

    return wilson(p * effective, effective, float(stdtrit(worlds - 1, 0.975)))


def between_worlds(hits: NDArray[np.int64], sizes: NDArray[np.int64]) -> float | None:
    """How much of the variance of a yes or no comes from the world it happens in: from 0 (luck alone) to 1.

    `hits` and `sizes` as in `clustered`. The analysis-of-variance estimate of the intraclass correlation, cut at 0;
    None where nothing varies, or where no two rollouts share a world.

    J. L. Fleiss, J. Cuzick, "The reliability of dichotomous judgments", Applied Psychological Measurement 3 (1979).
    """
    present = sizes > 0
    hit, size = hits[present].astype(float), sizes[present].astype(float)
    worlds, n = len(size), float(size.sum())
    p = float(hit.sum()) / n if n else 0.0
    if worlds < 2 or n <= worlds or not 0 < p < 1:
        return None
    shares = hit / size
    between = float((size * (shares - p) ** 2).sum()) / (worlds - 1)
    within = float((hit * (1 - shares)).sum()) / (n - worlds)
    typical = (n - float((size * size).sum()) / n) / (worlds - 1)
    total = between + (typical - 1) * within
    return min(1.0, max(0.0, (between - within) / total)) if total > 0 else None


def proportion(
    k: int,
    n: int,
    *,
    errors: int = 0,
    in_errors: int = 0,
    interval: tuple[float, float] | None = None,
    not_knowing: float | None = None,
) -> Proportion:
    """`k` of `n` rollouts, Wilson's interval unless another is given.

    `errors` of the `n` met an error, and `in_errors` of those are among the `k`. Raises UsageError when n is 0: of no
    rollouts there is no share.
    """
    if n < 1 or not 0 <= k <= n:
        message = f"{k} of {n} rollouts is no share"
        raise UsageError(message)
    low, high = interval or wilson(k, n)
    sure = k - in_errors
    return Proportion(
        n=n,
        k=k,
        p=k / n,
        low=low,
        high=high,
        p_low_errors=sure / n,
        p_high_errors=(sure + errors) / n,
        not_knowing=not_knowing,
    )
