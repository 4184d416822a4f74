"""Oracles whose answers were published with Markov chains and dynamic fault trees.

The chains are from the Quantitative Verification Benchmark Set (QVBS, CC BY 4.0; values computed with Storm) and from
the test suite of PRISM; the fault trees and their values from the tests of Storm. A time unit there is a day here. The
published figures were computed again from the transcribed chains (uniformisation, augmented generators for the second
moments), which also gave the standard deviations.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.oracles.figures import (
    Mean,
    Mutant,
    Oracle,
    Share,
    Spread,
    at,
    at_most,
    column,
    equals,
    happened,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.engine.rollouts import Rollouts
    from tests.oracles.figures import Observable

end = column("end_time")
outcome = column("outcome")

REPAIRED = ("left", "right", "line", "left_switch", "right_switch")


def total(columns: Iterable[str]) -> Observable:
    """The sum of several columns."""
    names = tuple(columns)

    def values(rollouts: Rollouts) -> NDArray[Any]:
        summed: NDArray[Any] = np.sum([rollouts[name] for name in names], axis=0)
        return summed

    return values


def one_was_first(rollouts: Rollouts) -> NDArray[Any]:
    """Whether the first station was served before the second, or the second (NaN) never was."""
    second_first = rollouts["first_fired_begin_two"] < rollouts["first_fired_begin_one"]
    first: NDArray[Any] = (rollouts["fired_begin_one"] > 0) & ~second_first
    return first


def one_waits(rollouts: Rollouts) -> NDArray[Any]:
    """Whether there is work at the first station and the server is not at it, at the end."""
    at_one = (rollouts["final_place"] == 0) & (rollouts["final_serving"] == 1)
    waits: NDArray[Any] = (rollouts["final_waiting_one"] == 1) & ~at_one
    return waits


CHAINS = (
    Oracle(
        name="queue3_full",
        source="PRISM tests, papers/KNP07a-SFM07/ctmc.sm: full within 7.5, served by 5.5, queue at 1",
        catches="a rate or the room of the queue misread",
        mutant=Mutant("when: queue < 3, rate: 1.5", "when: queue < 3, rate: 1.7"),
        rollouts=1500,
        grid=(1, 5.5),
        figures=(
            Share("full within 7.5 days", at_most(column("first_full"), 7.5), 0.6404780884740766),
            Mean("served by day 5.5", at("served", 5.5), 7.069019518168792, 2.388119797953704),
            Mean("queue on day 1", at("queue", 1), 0.5929374064162124, 0.8298205491865576),
        ),
    ),
    Oracle(
        name="queue3_until_full",
        source="PRISM tests, papers/KNP07a-SFM07/ctmc.sm: served before the queue is full for the first time",
        catches="a rollout that goes on after its outcome",
        mutant=Mutant("when: queue < 3, rate: 1.5", "when: queue < 3, rate: 1.9"),
        rollouts=1500,
        figures=(
            Mean("served before full", column("fired_service"), 8.0, 8.485281374238529),
            Share("full at last", equals(outcome, "full"), 1.0),
        ),
    ),
    Oracle(
        name="polling",
        source=(
            "PRISM tests, two-station polling with a free rate g: (2g^2+2g+1)/(4g^2+4g+1), long-run shares; here g = 1"
        ),
        catches="guards that are not all judged anew after each decision, the second of several effects lost",
        mutant=Mutant("place: {category: [one, two]}", "place: {category: [two, one]}"),
        rollouts=1500,
        figures=(
            Share("one is served first", one_was_first, 5 / 9),
            Share("one waits, at last", one_waits, 61 / 148),
            Share("no work at one, at last", equals(column("final_waiting_one"), 0), 29 / 74),
        ),
    ),
    Oracle(
        name="tandem",
        source="QVBS tandem (capacity 5): customers at 0.2, first queue full within 0.2; Storm",
        catches="times rounded to days, the second of several effects lost",
        mutant=Mutant("rate: 20 per day", "rate: 18 per day"),
        rollouts=3000,
        figures=(
            Mean(
                "customers after 0.2 days",
                total(("final_first", "final_second")),
                3.576667592,
                1.4631463004972232,
            ),
            Share("first queue full within 0.2 days", at_most(column("first_first_full"), 0.2), 0.3352605619),
        ),
    ),
    Oracle(
        name="cluster",
        source="QVBS cluster (N = 2): repairs in 2000, below minimum within 2000; Storm",
        catches="guards that are not all judged anew after each decision, a rate that stays when its count changes",
        mutant=Mutant("0.002 * left per day", "0.002 per day"),
        rollouts=1000,
        figures=(
            Mean(
                "repairs in 2000 days",
                total(f"fired_repairer.mend_{part}" for part in REPAIRED),
                17.36977828,
                4.162368434283764,
            ),
            Share("below minimum within 2000 days", at_most(column("first_below_minimum"), 2000), 0.001158395575),
        ),
    ),
    Oracle(
        name="rewards",
        source="PRISM tests, transient rewards: costs by 0.1, 0.5 and 1, and in all (424/35)",
        catches="what had grown lost at a new slope or at an addition, a slope that stays as it was",
        mutant=Mutant("else 11 per day if stage == third", "else 5 per day if stage == third"),
        rollouts=4000,
        grid=(0.1, 0.5, 1),
        figures=(
            Mean("cost by day 0.1", at("cost", 0.1), 2.28944, 3.3183711903073454),
            Mean("cost by day 0.5", at("cost", 0.5), 9.87621, 3.6265033861615557),
            Mean("cost by day 1", at("cost", 1), 11.89005, 1.609009466778768),
            Mean("cost in all", column("final_cost"), 424 / 35, 1.292363505060606),
            Share("leaving cost 10, once", lambda rollouts: rollouts["final_cost"] > 10, 1.0),
        ),
    ),
    Oracle(
        name="robot",
        source="PRISM tests, robot: mean time to the end 118/900, to the end or the half-way point 0.12; jumps 8:1:1",
        catches="options picked with wrong shares, the draw of the delay used for the choice",
        mutant=Mutant("then: [place = detour]", "then: [place = long_way]"),
        rollouts=4000,
        figures=(
            Mean("days to the end", end, 118 / 900, 0.13312947378444587),
            Spread("days to the end", end, 118 / 900, 0.13312947378444587, kurtosis=8.665928),
            Share("out by the side exit", equals(outcome, "out"), 0.8),
            Share("by the long way", happened("last_leg"), 0.1),
            Share("by the detour", happened("return"), 0.1),
        ),
    ),
)

FAULT_TREES = (
    Oracle(
        name="fault_priority_or",
        source="Storm tests, priority OR of B 0.4 and C, D 0.2: unreliability at 1; for ever 0.4 of 0.8",
        catches="`on` that overlooks its `when`",
        mutant=Mutant("on: b_fails, when: not c_failed and not d_failed", "on: b_fails, when: not c_failed"),
        rollouts=3000,
        figures=(
            Share("top by day 1", at_most(column("first_fired_top_event"), 1), 0.2753355179),
            Share("top ever", happened("top_event"), 0.5 * (1 - math.exp(-0.8 * 20))),
        ),
    ),
    Oracle(
        name="fault_dependency",
        source="Storm tests, AND with a probabilistic dependency of 0.3: unreliability at 1, mean time 67/24",
        catches="chances reversed, `on` that overlooks its `when`",
        mutant=Mutant("chance: 30%", "chance: 50%"),
        rollouts=4000,
        figures=(
            Share("failed by day 1", at_most(end, 1), 0.2259856274),
            Mean("day of failure", end, 67 / 24, 2.433490291741473),
            Share("B pulls C with it", happened("b_pulls_c"), 0.4 / 1.2 * 0.3),
        ),
    ),
    Oracle(
        name="fault_dependency_symmetry",
        source="Storm tests, four pairs with dependencies of 0.5: unreliability at 1, mean time 6553/5376",
        catches="a consequence that comes too seldom, triggers that share their luck",
        mutant=Mutant("chance: 50%", "chance: 10%"),
        rollouts=2000,
        figures=(
            Share("failed by day 1", at_most(end, 1), 0.4223514414),
            Mean("day of failure", end, 6553 / 5376, 0.6148879649365266),
        ),
    ),
    Oracle(
        name="fault_shared_spare",
        source=(
            "Storm tests, three spare gates that share one spare (0.5; dormancy 0.3): unreliability at 1, mean 14/11"
        ),
        catches="a rate that does not change while its hazard runs, an `on` list that hears its first trigger only",
        mutant=Mutant("0.5 per day if spare == in_use else 0.15 per day", "0.15 per day"),
        rollouts=3000,
        figures=(
            Share("failed by day 1", at_most(end, 1), 0.4660673246),
            Mean("day of failure", end, 14 / 11, 0.9009738634738489),
            Share("spare comes into use", happened("spare_steps_in"), 1.5 / 1.65),
        ),
    ),
    Oracle(
        name="fault_sequence",
        source="Storm tests, three failures in sequence at 0.5: unreliability at 1, mean time 6 (an Erlang law)",
        catches="an `on` delay counted from the start instead of the firing, triggers that share their luck",
        mutant=Mutant("d_fails: {on: c_fails", "d_fails: {on: b_fails"),
        rollouts=4000,
        figures=(
            Share("failed by day 1", at_most(end, 1), 0.01438767797),
            Mean("day of failure", end, 6.0, 12**0.5),
            Spread("day of failure", end, 6.0, 12**0.5, kurtosis=5.0),
        ),
    ),
    Oracle(
        name="fault_erlang",
        source="Storm tests, AND of 2 a day and an Erlang law (3 phases of 4): unreliability at 0.8",
        catches="one draw used for all phases of wear",
        mutant=Mutant("wear < 3, rate: 4", "wear < 3, rate: 3"),
        rollouts=3000,
        figures=(
            Share("failed by day 0.8", at_most(end, 0.8), 0.4949009834),
            Mean("day of failure", end, 0.8981481481481479, 0.489516292143933),
            Spread("day of failure", end, 0.8981481481481479, 0.489516292143933, kurtosis=6.4609190),
            Share("failed in the end", equals(outcome, "top"), 1.0),
        ),
    ),
)

PUBLISHED_CHAINS = CHAINS + FAULT_TREES
