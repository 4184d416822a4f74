"""Oracles from the SBML discrete stochastic model test suite.

T. W. Evans, C. S. Gillespie, D. J. Wilkinson: The SBML discrete stochastic models test suite, Bioinformatics 24 (2008),
285-286 (LGPL 2.1 or later): means and standard deviations of reaction networks at eight times. A time unit there is a
day here, and a reaction a hazard whose rate reads a count. The published figures were solved again (moments of linear
networks, the master equation of the dimerisation) and agree to their printed digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.figures import DEEP, Mean, Mutant, Oracle, Share, Spread, at, equals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.oracles.figures import Figure

TIMES = (0, 5, 10, 20, 25, 30, 40, 50)

Moments = tuple[tuple[float, ...], tuple[float, ...]]
"""means and standard deviations at TIMES"""


def figures_of(variable: str, moments: Moments, until: float, kurtosis: float) -> list[Figure]:
    """A mean and a spread at each time up to `until`; where the deviation is 0, every rollout must show the mean."""
    figures: list[Figure] = []
    for time, mean, deviation in zip(TIMES, *moments, strict=True):
        if time > until:
            continue
        label, values = f"{variable} on day {time}", at(variable, time)
        if deviation == 0:
            figures.append(Share(label, equals(values, mean), 1.0))
        else:
            figures += [Mean(label, values, mean, deviation), Spread(label, values, mean, deviation, kurtosis)]
    return figures


def network(
    name: str,
    case: str,
    moments: Mapping[str, Moments],
    *,
    catches: str,
    mutant: Mutant,
    rollouts: int = 1000,
    days: int = 50,
    kurtosis: float = 3.0,
) -> Oracle:
    """One case of the suite; `days` is how much of its 50 days the everyday suite runs."""
    until = TIMES[-1] if DEEP else days
    return Oracle(
        name=name,
        source=f"SBML discrete stochastic model test suite, {case}",
        catches=catches,
        mutant=mutant,
        rollouts=rollouts,
        grid=tuple(time for time in TIMES if time <= until),
        horizon=f"{until} days",
        published_rule=True,
        figures=tuple(
            figure for variable, known in moments.items() for figure in figures_of(variable, known, until, kurtosis)
        ),
    )


REACTION_NETWORKS = (
    network(
        "birth_death",
        "cases 00001 and 00007 (dsmts-001-01, -07)",
        {
            "population": (
                (100, 95.12294, 90.48374, 81.87308, 77.88008, 74.08182, 67.032, 60.65307),
                (0, 9.87032, 13.44708, 17.65397, 19.02018, 20.08018, 21.54255, 22.38677),
            ),
            "dead": (
                (0, 53.64763, 104.6788, 199.3962, 243.3191, 285.1, 362.6479, 432.8163),
                (0, 5.870239, 8.254027, 18.19945, 25.2183, 33.06144, 50.35814, 68.93673),
            ),
        },
        catches="a hazard that, when its rate changes, keeps what it had eaten",
        mutant=Mutant("0.11 * population", "0.12 * population"),
        days=5,
    ),
    network(
        "immigration_death",
        "case 00020 (dsmts-002-01)",
        {
            "population": (
                (0, 3.934693, 6.321206, 8.646647, 9.17915, 9.50213, 9.816844, 9.93262),
                (0, 1.98360606, 2.514200867, 2.940518152, 3.029711207, 3.082552514, 3.133184323, 3.15160594),
            )
        },
        catches="a rate of 0 that never changes, a hazard that keeps what it had eaten, one draw used for all turns",
        mutant=Mutant("0.1 * population", "0.12 * population"),
        days=20,
    ),
    network(
        "immigration_death_reset_25",
        "case 00028 (dsmts-002-09): event at time 25",
        {
            "population": (
                (0, 3.934693, 6.321206, 8.646647, 50, 34.26122639, 18.92520641, 13.28339994),
                (0, 1.98360606, 2.514200867, 2.940518152, 0, 3.983372231, 4.054115562, 3.598124872),
            )
        },
        catches="a grid time read before what is due at it",
        mutant=Mutant("population = 50", "population = 49"),
        days=30,
    ),
    network(
        "immigration_death_reset_22_5",
        "case 00029 (dsmts-002-10): event at time 22.5, here as a date and hour",
        {
            "population": (
                (0, 3.934693, 6.321206, 8.646647, 17.78800783, 14.72366553, 11.73773943, 10.63927861),
                (0, 1.98360606, 2.514200867, 2.940518152, 2.37852783, 3.203289298, 3.336733697, 3.249237323),
            )
        },
        catches="a date and hour that is rounded to the day",
        mutant=Mutant("at: 2020-01-23 12:00", "at: 2020-01-23"),
        rollouts=1500,
        days=25,
    ),
    network(
        "dimerisation",
        "case 00030 (dsmts-003-01)",
        {
            "singles": (
                (100, 67.583559, 52.214271, 38.315665, 34.887453, 32.583564, 29.888262, 28.542298),
                (0, 5.592782, 5.51176, 5.085969, 4.964691, 4.888673, 4.814677, 4.789331),
            ),
            "pairs": (
                (0, 16.208221, 23.892864, 30.842168, 32.556273, 33.708218, 35.055869, 35.728851),
                (0, 2.796391, 2.75588, 2.542984, 2.482345, 2.444337, 2.407339, 2.394665),
            ),
        },
        catches="a stale rate that is not linear in its count (5 % of it), the second of two effects lost",
        mutant=Mutant("0.001 * singles", "0.00105 * singles"),
        rollouts=1000,
        days=20,
    ),
    network(
        "dimerisation_reset",
        "case 00032 (dsmts-003-03): event with two assignments at time 25",
        {
            "singles": (
                (100, 67.583559, 52.214271, 38.315665, 100, 67.583559, 43.60166, 34.887453),
                (0, 5.592782, 5.51176, 5.085969, 0, 5.592782, 5.270054, 4.964691),
            ),
            "pairs": (
                (0, 16.208221, 23.892864, 30.842168, 0, 16.208221, 28.19917, 32.556273),
                (0, 2.796391, 2.75588, 2.542984, 0, 2.796391, 2.635027, 2.482345),
            ),
        },
        catches="a grid time read before what is due at it, the second of two effects lost",
        mutant=Mutant("[singles = 100, pairs = 0]", "[singles = 100]"),
        days=30,
    ),
    network(
        "batch_immigration_5",
        "case 00037 (dsmts-004-01)",
        {
            "population": (
                (0, 15.803014, 21.616618, 24.542109, 24.831551, 24.938031, 24.991613, 24.998865),
                (0, 7.683505, 8.408379, 8.632806, 8.650392, 8.656658, 8.65977, 8.660189),
            )
        },
        catches="an amount counted once, or fed in one by one (the mean is kept, the spread is not)",
        mutant=Mutant("1 per day, then: [population += 5]", "5 per day, then: [population += 1]"),
        days=10,
        kurtosis=3.25,
    ),
    network(
        "batch_immigration_10",
        "case 00038 (dsmts-004-02)",
        {
            "population": (
                (0, 21.616618, 24.542109, 24.991613, 24.998865, 24.999846, 24.999997, 25.0),
                (0, 11.491567, 11.704887, 11.725681, 11.725991, 11.726033, 11.726039, 11.726039),
            )
        },
        catches="an amount counted once, or fed in one by one (the mean is kept, the spread is not)",
        mutant=Mutant("1 per day, then: [population += 10]", "2 per day, then: [population += 5]"),
        days=5,
        kurtosis=3.4,
    ),
)
