"""Known figures, and how far a simulation may stray from them.

Three kinds of figure, each with the test that fits it; all give the probability of a deviation at least as large as the
one seen, if engine and figure agree:

- `Share`: k of n against a probability p, by the two-sided binomial test (no normal approximation: some p are small).
- `Mean`: Z = sqrt(n) (sample mean - mean) / sd with the known sd, against the standard normal law.
- `Spread`: Y = sqrt(n / 2) (S^2 / sd^2 - 1), S^2 about the known mean (Evans, Gillespie and Wilkinson 2008).
  Its variance is (kurtosis - 1) / 2, which is 1 for a normal law and is given where the law is far from normal.

An oracle is rejected when one of its m figures is less probable than RISK / m (Bonferroni; Holm's procedure rejects
something in exactly the same cases). So a correct engine fails an oracle in at most one in 10,000 choices of luck. The
seed is fixed: a pass stays a pass until somebody changes the luck or the engine.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import binom, norm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.engine.rollouts import Rollouts

    Observable = Callable[[Rollouts], NDArray[Any]]

SCENARIOS = Path(__file__).parent / "scenarios"

DEEP = os.environ.get("FLASHPOINT_PROFILE") == "deep"
"""Whether to take the time: more rollouts, full horizons."""

RISK = 1e-4
"""Probability that a correct engine fails one oracle by bad luck, over all its figures."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure measured: what was seen, how many standard errors off, and how probable that is by luck alone."""

    figure: str
    n: int
    expected: float
    observed: float
    score: float
    probability: float

    def __str__(self) -> str:
        """One line of the table that a failure prints."""
        return (
            f"{self.figure:<44} n {self.n:>6}  expected {self.expected:>11.6g}  observed {self.observed:>11.6g}"
            f"  score {self.score:>+7.2f}  probability {self.probability:.2g}"
        )


@dataclass(frozen=True, slots=True)
class Share:
    """The share of rollouts for which `holds` is true; `expected` is its probability (0 and 1 allow no exception)."""

    figure: str
    holds: Observable
    expected: float

    def measured(self, rollouts: Rollouts) -> Finding:
        """The finding in these rollouts."""
        held = self.holds(rollouts)
        n, k = len(held), int(np.count_nonzero(held))
        score = _score(k - n * self.expected, math.sqrt(n * self.expected * (1 - self.expected)))
        law = binom(n, self.expected)
        probability = min(1.0, 2 * min(float(law.cdf(k)), float(law.sf(k - 1))))
        return Finding(self.figure, n, self.expected, k / n, score, probability)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `values`, whose law has the given mean and standard deviation."""

    figure: str
    values: Observable
    expected: float
    deviation: float

    def measured(self, rollouts: Rollouts) -> Finding:
        """The finding in these rollouts."""
        values = np.asarray(self.values(rollouts), dtype=float)
        observed = float(values.mean()) if values.size else math.nan
        score = _score(observed - self.expected, self.deviation / math.sqrt(max(values.size, 1)))
        return Finding(self.figure, len(values), self.expected, observed, score, _two_sided(score))


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of `values` about their known mean."""

    figure: str
    values: Observable
    mean: float
    deviation: float
    kurtosis: float = 3.0

    def measured(self, rollouts: Rollouts) -> Finding:
        """The finding in these rollouts; its score is Y in units of its own standard deviation."""
        values = np.asarray(self.values(rollouts), dtype=float)
        observed = float(np.square(values - self.mean).mean())
        n, variance = len(values), self.deviation**2
        score = _score(observed - variance, variance * math.sqrt((self.kurtosis - 1) / n))
        return Finding(self.figure, n, self.deviation, math.sqrt(observed), score, _two_sided(score))


Figure = Share | Mean | Spread


def _score(difference: float, error: float) -> float:
    """The difference in standard errors; where there is no error, nothing but 0 will do.

    What never happened has no mean (NaN), and agrees with nothing.
    """
    if math.isnan(difference):
        return math.inf
    if error > 0:
        return difference / error
    return 0.0 if abs(difference) < 1e-9 else math.copysign(math.inf, difference)


def _two_sided(score: float) -> float:
    return float(2 * norm.sf(abs(score)))


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault put into the scenario on purpose, which the figures must reject: `put` in place of `find`."""

    find: str
    put: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Oracle:
    """A scenario with known answers.

    `name` is the scenario's file. `rollouts` is n for the everyday suite, chosen so that the mutant is rejected far
    beyond doubt; the deep profile takes more. `catches` says which fault would show. With `worlds`, rollouts share
    uncertain parameters (R23). A `horizon` takes the place of the file's own.
    """

    name: str
    source: str
    catches: str
    mutant: Mutant
    rollouts: int
    figures: tuple[Figure, ...]
    grid: tuple[float, ...] = ()
    worlds: int | None = None
    horizon: str = ""
    published_rule: bool = False
    """also judged by the rule of the SBML suite: Z within 3 and Y within 5, at most one figure outside"""

    @property
    def scenario(self) -> Path:
        """The scenario's file."""
        return SCENARIOS / f"{self.name}.yaml"

    def measured(self, rollouts: Rollouts) -> list[Finding]:
        """All findings in these rollouts."""
        return [figure.measured(rollouts) for figure in self.figures]


def rejected(findings: list[Finding]) -> bool:
    """Whether the findings are less probable, taken together, than RISK."""
    return min(finding.probability for finding in findings) < RISK / len(findings)


def outside_published_range(oracle: Oracle, findings: list[Finding]) -> int:
    """How many figures leave the ranges of the SBML suite: Z within 3, Y within 5."""
    limits = [5.0 if isinstance(figure, Spread) else 3.0 for figure in oracle.figures]
    return sum(abs(finding.score) >= limit for finding, limit in zip(findings, limits, strict=True))


# -- Observables ---------------------------------------------------------------------------------------------------


def column(name: str) -> Observable:
    """A column of the rollouts."""
    return lambda rollouts: rollouts[name]


def at(variable: str, day: float) -> Observable:
    """A count or quantity on a day of the grid."""

    def values(rollouts: Rollouts) -> NDArray[Any]:
        (places,) = np.nonzero(np.isclose(rollouts.grid, day, rtol=0, atol=1e-9))
        return rollouts.on_grid(variable)[:, places.item()]

    return values


def equals(values: Observable, target: object) -> Observable:
    """Where the values equal the target."""
    return lambda rollouts: values(rollouts) == target


def at_most(values: Observable, limit: float) -> Observable:
    """Where the values are at most the limit (never, for what never happened)."""
    return lambda rollouts: values(rollouts) <= limit


def at_least(values: Observable, limit: float) -> Observable:
    """Where the values are at least the limit."""
    return lambda rollouts: values(rollouts) >= limit


def happened(trigger: str) -> Observable:
    """Where a trigger has fired at all."""
    return at_least(column(f"fired_{trigger}"), 1)
