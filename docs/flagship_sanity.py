"""Holds the flagship scenario against the record and against published base rates: `python docs/flagship_sanity.py`.

It prints three things: the share of rollouts with a lasting ceasefire within two weeks, Russian direct combat beside
every reference class with its definition, and deaths beside the record. None of this tests a prediction: it asks
whether the file's assumptions lead somewhere that history has been.

Published counts are transcribed below with their sources. Intervals are Wilson's (E. B. Wilson, "Probable inference,
the law of succession, and statistical inference", Journal of the American Statistical Association 22, 1927).
"""

from __future__ import annotations

import argparse
import textwrap
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

import sim

FLAGSHIP = Path(__file__).parent.parent / "scenarios" / "nagorno_karabakh_2020.yaml"
LASTING = 30.0
"""days that a ceasefire must hold to count as lasting, as the outcome `settlement` has it"""


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """A published share: `k` of `n` cases, with what a case is and how it bears on the flagship."""

    name: str
    k: int
    n: int
    definition: str
    bearing: str


ICB = "International Crisis Behavior project, version 14"
MID = "GML Militarized Interstate Disputes 2.2.1"
UCDP = "UCDP/PRIO Armed Conflict Dataset 25.1"

COMBAT = (
    ReferenceClass(
        "USSR/Russia as bystander, direct",
        4,
        344,
        f"{ICB}: crises since 1946 in which the USSR/Russia was not a crisis actor and took direct military action.",
        "Too low: selected on the result, for a power that fights usually becomes a crisis actor.",
    ),
    ReferenceClass(
        "USA as bystander, direct",
        6,
        306,
        f"{ICB}: the same for the United States.",
        "Too low for the same reason; another power.",
    ),
    ReferenceClass(
        "either power as bystander, direct",
        8,
        376,
        f"{ICB}: crises since 1946 in which one of the two, not a crisis actor, took direct military action.",
        "Too low for the same reason. A lower bound.",
    ),
    ReferenceClass(
        "either power at all, direct",
        51,
        377,
        f"{ICB}: crises since 1946 in which one of the two took direct military action, crisis actor or not.",
        "Too high: holds crises that the powers made themselves. An upper bound.",
    ),
    ReferenceClass(
        "USSR/Russia as bystander, covert or direct",
        53,
        344,
        f"{ICB}: the same as the first with covert or semi-military action counted.",
        "Another question: arms, advisers and the like are not combat.",
    ),
    ReferenceClass(
        "USA as bystander, covert or direct",
        58,
        306,
        f"{ICB}: the same for the United States.",
        "Another question, another power.",
    ),
    ReferenceClass(
        "a joiner used force",
        66,
        1524,
        f"{MID}: disputes since 1946 in which a state that joined later used force.",
        "Near, but a quarter of these disputes never came to force.",
    ),
    ReferenceClass(
        "a joiner used force where force was used",
        66,
        1123,
        f"{MID}: the same, of the disputes since 1946 in which force was used.",
        "Fits best: the fight is on and an outsider joins it. It counts any outsider, which makes it too high, and is "
        "not limited to allies with a promise, which makes it too low.",
    ),
    ReferenceClass(
        "any joiner since 1946",
        132,
        1524,
        f"{MID}: disputes since 1946 with any joiner, whatever it did.",
        "Too high: threats and shows of force count.",
    ),
    ReferenceClass(
        "any joiner, 1816 to 2010",
        222,
        2174,
        f"{MID}: disputes from 1816 to 2010 with any joiner, whatever it did.",
        "Too high for the same reason, and another age.",
    ),
    ReferenceClass(
        "a secondary warring state",
        93,
        303,
        f"{UCDP}: armed conflicts in which, in some year, another state sent troops to one side.",
        "Not comparable: mostly civil wars over years, with troops sent by invitation.",
    ),
)
BEST = "a joiner used force where force was used"

ENDING = (
    ReferenceClass(
        "wars that end within 44 days",
        16,
        108,
        f"{ICB}: crises with full-scale war that ended within 44 days, the length of this war.",
        "From the first day, not from day 34: the flagship starts five weeks in, with a side that is winning.",
    ),
    ReferenceClass(
        "formal agreement where there was mediation",
        60,
        140,
        f"{ICB}: crises since 1946 with mediation that ended in a formal agreement.",
        "Whenever it came; the median crisis of full-scale war lasted 148 days.",
    ),
)

RECORD_PER_DAY = (
    ("whole war: over 7,000 in 44 days (Crisis Group)", 160.0),
    ("up to 22 October: nearly 5,000 in 26 days (Putin)", 190.0),
    ("31 October to 9 November: twice the 583 of the Armenian side (Geometrein)", 117.0),
)


def wilson(k: int, n: int) -> tuple[float, float]:
    """The Wilson 95 % interval of a share `k` of `n`."""
    z = 1.959963984540054
    share, spread = k / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def told(k: int, n: int) -> str:
    """A share with its interval, as the tables show it."""
    low, high = wilson(k, n)
    return f"{k / n:6.1%}  [{low:5.1%}, {high:5.1%}]  {k:>6,} of {n:,}"


def print_class(reference: ReferenceClass, mark: str = " ") -> None:
    """One reference class: its share, then what it counts and how it bears on the flagship."""
    print(f"{mark} {reference.name:<44}{told(reference.k, reference.n)}")
    for text in (reference.definition, reference.bearing):
        print(textwrap.fill(text, width=110, initial_indent="      ", subsequent_indent="      "))


def print_ceasefire(rollouts: Any) -> None:
    """The share of rollouts in which a ceasefire began within two weeks that then held a month."""
    settled = rollouts["outcome"] == "settlement"
    begun = rollouts["end_time"] - LASTING
    print("A lasting ceasefire (on the record: day 10, still held a month later)")
    for days in (10, 14, 30, 60):
        count = int(np.sum(settled & (begun <= days)))
        print(f"  begun by day {days:<31}{told(count, len(rollouts))}")
    if settled.any():
        early, middle, late = np.quantile(begun[settled], (0.05, 0.5, 0.95))
        print(f"  where there is one: median day {middle:.0f}, 90 % between day {early:.0f} and day {late:.0f}")
    print("  Published shares:")
    for reference in ENDING:
        print_class(reference)


def print_combat(rollouts: Any) -> None:
    """Russian direct combat in the model, beside every reference class."""
    count = int(np.sum(~np.isnan(rollouts["first_intervention"])))
    retaliated = int(np.sum(rollouts["fired_russia.retaliate"] > 0))
    print("Russian direct combat within 120 days (on the record: none)")
    print(f"  {'this scenario':<44}{told(count, len(rollouts))}")
    print(f"  {'  of which for a lost aircraft':<44}{told(retaliated, len(rollouts))}")
    print("  Published shares (* fits best; none is about a treaty ally whose condition is not yet met):")
    for reference in COMBAT:
        print_class(reference, "*" if reference.name == BEST else " ")


def print_deaths(rollouts: Any) -> None:
    """Deaths per day of war in the model, and the toll, beside the record."""
    days, deaths, rungs = rollouts.grid, rollouts.on_grid("deaths"), rollouts.on_grid("rung")
    last = int(np.searchsorted(days, 10.0, side="right")) - 1
    at_war = np.all(rungs[:, : last + 1] > 0, axis=1)
    span = np.floor(days[last])
    print(f"Deaths a day on both sides, where the war lasted all of the first {span:.0f} days")
    if at_war.any():
        pace = (deaths[at_war, last] - deaths[at_war, 0]) / span
        low, middle, high = np.quantile(pace, (0.05, 0.5, 0.95))
        print(
            f"  {'this scenario':<74}{pace.mean():5.0f}  (median {middle:.0f}, 90 % between {low:.0f} and {high:.0f})"
        )
    for name, figure in RECORD_PER_DAY:
        print(f"  {name:<74}{figure:5.0f}")
    low, middle, high = np.quantile(rollouts["final_deaths"], (0.05, 0.5, 0.95))
    print(f"  toll at the end: median {middle:,.0f}, 90 % between {low:,.0f} and {high:,.0f}; on the record over 7,000")


def main() -> None:
    """Run the flagship and print the three comparisons."""
    parser = argparse.ArgumentParser(description="The flagship against the record and against base rates")
    parser.add_argument("--rollouts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    scenario = sim.load(FLAGSHIP)
    rollouts = sim.simulate(scenario, rollouts=given.rollouts, seed=given.seed)
    print(f"{scenario.title}: {len(rollouts):,} rollouts, seed {given.seed}")
    print("What the assumptions imply, beside what has been; not a forecast.")
    for part in (print_ceasefire, print_combat, print_deaths):
        print()
        part(rollouts)


if __name__ == "__main__":
    main()
