"""Oracles whose answers are formulas found in textbooks.

Means and shares follow from the formula named in `source`; the standard deviations, which only say how exact n rollouts
are, follow from the same laws (transient matrices for chains, moments for sums) and were computed with SciPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tests.oracles.figures import (
    Mean,
    Mutant,
    Oracle,
    Share,
    Spread,
    at,
    at_least,
    at_most,
    column,
    equals,
    happened,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.rollouts import Rollouts
    from tests.oracles.figures import Observable

end = column("end_time")
outcome = column("outcome")


def both(left: Observable, right: Observable) -> Observable:
    """Where both hold."""
    return lambda rollouts: left(rollouts) & right(rollouts)


def same(left: str, right: str) -> Observable:
    """Where two columns hold the same value."""
    return lambda rollouts: rollouts[left] == rollouts[right]


def end_given(name: str) -> Observable:
    """The end of those rollouts that have the given outcome."""

    def values(rollouts: Rollouts) -> NDArray[Any]:
        ends: NDArray[Any] = rollouts["end_time"][rollouts["outcome"] == name]
        return ends

    return values


def per_world(trigger: str) -> Observable:
    """Firings of a trigger in all rollouts of one world: one number a world (R23)."""

    def values(rollouts: Rollouts) -> NDArray[Any]:
        return np.bincount(rollouts["world"].astype(int), weights=rollouts[f"fired_{trigger}"])

    return values


def product(left: Observable, right: Observable) -> Observable:
    """The product of two observables."""
    return lambda rollouts: left(rollouts) * right(rollouts)


def odd(values: Observable) -> Observable:
    """Where a time is an odd whole number of days."""
    return lambda rollouts: values(rollouts) % 2 == 1


QUEUES = (
    Oracle(
        name="mm1_transient",
        source=(
            "transient M/M/1 queue in Bessel functions: Kleinrock, Queueing Systems I (1975); arrivals 0.8, service 1"
        ),
        catches="a count off by one; one draw used for all turns",
        mutant=Mutant("queue: {count: 0, min: 0}", "queue: {count: 1, min: 0}"),
        rollouts=1000,
        grid=(1, 5, 20),
        figures=(
            Share("empty on day 1", equals(at("queue", 1), 0), 0.5973987502809384),
            Share("three on day 1", equals(at("queue", 1), 3), 0.021483830174062572),
            Mean("queue on day 1", at("queue", 1), 0.5515518582734872, 0.7881045824574),
            Share("empty on day 5", equals(at("queue", 5), 0), 0.3489679429405945),
            Share("three on day 5", equals(at("queue", 5), 3), 0.10658247129395859),
            Mean("queue on day 5", at("queue", 5), 1.4694608277855408, 1.5857485820778),
            Share("empty on day 20", equals(at("queue", 20), 0), 0.2448523978594093),
            Share("three on day 20", equals(at("queue", 20), 3), 0.1155537424712899),
            Mean("queue on day 20", at("queue", 20), 2.647634923957669, 2.7286623041756),
        ),
    ),
    Oracle(
        name="shock_threshold",
        source=(
            "compound Poisson first passage: E = (1 + K/m) / l, P = sum of Pois(n; l t) P(Gamma(n, m) > K); 1.5, 2, 10"
        ),
        catches="one draw used for several shocks, or the draw of the time used for the amount",
        mutant=Mutant("damage > 10", "damage > 12"),
        rollouts=3000,
        figures=(
            Mean("day of breaking", end, 4.0, 2.211083193570267),
            Spread("day of breaking", end, 4.0, 2.211083193570267, kurtosis=3 + 126 / 121),
            Share("broken by day 4", at_most(end, 4), 0.5589920829003437),
        ),
    ),
)

WALKS = (
    Oracle(
        name="gamblers_ruin",
        source=(
            "P = (1 - (q/p)^i) / (1 - (q/p)^N), E = i/(q-p) - N/(q-p) P: Feller, An Introduction I, XIV; p "
            "0.45, i 5, N 10"
        ),
        catches="success and failure confused, one draw used for all turns, a first step on day 0",
        mutant=Mutant("wealth: {count: 5}", "wealth: {count: 6}"),
        rollouts=1500,
        figures=(
            Share("fortune", equals(outcome, "fortune"), 0.26828259881871874),
            Share("fortune or ruin", lambda rollouts: rollouts["outcome"] != "none", 1.0),
            Mean("steps", end, 23.17174011812812, 18.191531320830386),
            Share("an odd number of whole days", odd(end), 1.0),
        ),
    ),
    Oracle(
        name="gamblers_ruin_continuous",
        source=(
            "P = i/N and E = i (N - i) / v for p = 1/2 and v jumps a day: Feller, An Introduction I, XIV; i "
            "3, N 10, v 2"
        ),
        catches="one draw used for all turns, two hazards that share their luck",
        mutant=Mutant("wealth: {count: 3}", "wealth: {count: 4}"),
        rollouts=1500,
        figures=(
            Share("fortune", equals(outcome, "fortune"), 0.3),
            Mean("days to the end", end, 10.5, 10.161200716450786),
        ),
    ),
    Oracle(
        name="absorbing_chain",
        source=(
            "fundamental matrix N = (I - Q)^-1: Kemeny and Snell, Finite Markov Chains (1960), III; up 0.6, "
            "lowest rung keeps"
        ),
        catches="`lower` below the lowest level, a rung left or entered again that the path overlooks",
        mutant=Mutant("failing_that: [lower level]", "failing_that: [lower level to threats]"),
        rollouts=1500,
        figures=(
            Mean("days to the top", end, 11.97530864197531, 8.274644733499455),
            Mean("days on rung 0", column("time_in_rung_0"), 4.012345679012346, 3.4765747753898),
            Mean("days on rung 1", column("time_in_rung_1"), 3.518518518518518, 2.9768194514682),
            Mean("days on rung 2", column("time_in_rung_2"), 2.777777777777778, 2.2222222222222),
            Mean("days on rung 3", column("time_in_rung_3"), 1.666666666666667, 1.0540925533895),
            Share("straight up in four days", equals(end, 4), 0.6**4),
        ),
    ),
)

DELAYS = (
    Oracle(
        name="hypoexponential",
        source="sum of exponentials: F(t) = 1 - sum of prod r_j/(r_j - r_i) exp(-r_i t); rates 1, 2, 3",
        catches="rates confused, a draw shared between stages",
        mutant=Mutant("rate: 2 per day", "rate: 1.6 per day"),
        rollouts=4000,
        figures=(
            Share("war by day 0.5", at_most(column("first_war"), 0.5), 0.06091618422799694),
            Share("war by day 1", at_most(column("first_war"), 1), 0.25258045782764715),
            Share("war by day 2", at_most(column("first_war"), 2), 0.6464623147796981),
            Share("war by day 4", at_most(end, 4), 0.9460533270051517),
            Mean("day of war", end, 1.8333333333333333, 1.3611111111111112**0.5),
            Spread("day of war", end, 1.8333333333333333, 1.3611111111111112**0.5, kurtosis=6.481049562682216),
            Mean("day of the first clash", column("first_clash"), 1.5, 1.25**0.5),
            Mean("days of tension", column("time_in_tension"), 0.5, 0.5),
        ),
    ),
    Oracle(
        name="competing_exponential",
        source="P = c_i / s, incidence c_i / s (1 - exp(-s t)), cause and time independent; rates 0.1, 0.25, 0.05",
        catches="hazards that share their luck, times rounded to days",
        mutant=Mutant("rate: 0.25 per day", "rate: 0.2 per day"),
        rollouts=4000,
        figures=(
            Share("north first", equals(outcome, "north_first"), 0.25),
            Share("south first", equals(outcome, "south_first"), 0.625),
            Share("west first", equals(outcome, "west_first"), 0.125),
            Share("north by day 3", both(equals(outcome, "north_first"), at_most(end, 3)), 0.17470144702194948),
            Share("south by day 3", both(equals(outcome, "south_first"), at_most(end, 3)), 0.43675361755487363),
            Share("west by day 3", both(equals(outcome, "west_first"), at_most(end, 3)), 0.08735072351097474),
            Mean("day, if north was first", end_given("north_first"), 2.5, 2.5),
            Mean("day, if west was first", end_given("west_first"), 2.5, 2.5),
        ),
    ),
    Oracle(
        name="competing_nonexponential",
        source=(
            "P(W first) = integral of f_W S_E: Weibull (shape 1.5, scale 4) against 0.1 a day; a fixed 2 "
            "days against 0.3"
        ),
        catches="scale and shape confused, a loser that decides although its condition has lapsed",
        mutant=Mutant("scale=4 days", "scale=5 days"),
        rollouts=3000,
        figures=(
            Share("north first", happened("north.arrive"), 0.7164263869293759),
            Share("south first", happened("south.arrive"), 1 - 0.7164263869293759),
            Share("north by day 5", at_most(column("first_fired_north.arrive"), 5), 0.592393554382272),
            Share("east first", happened("east.arrive"), 0.5488116360940264),
            Share("east first, on day 2", equals(column("first_fired_east.arrive"), 2), 0.5488116360940264),
            Share("west first", happened("west.arrive"), 1 - 0.5488116360940264),
            Share("first race decided", equals(column("final_first"), 0), 0.0),
        ),
    ),
    Oracle(
        name="delayed_trigger_cancelled",
        source=(
            "P(fires) = E exp(-a D): fixed exp(-a D), exponential g/(g+a), Erlang (g/(g+a))^k; a 0.3, D 2, g 0.5, k 3"
        ),
        catches="a delay that a lapse does not cancel, or that it cancels in spite of `proceed`",
        mutant=Mutant(
            "fixed: {when: alert, after: 2 days}", "fixed: {when: alert, after: 2 days, if_it_lapses: proceed}"
        ),
        rollouts=3000,
        figures=(
            Share("fixed delay fires", happened("force.fixed"), 0.5488116360940264),
            Share("exponential delay fires", happened("force.memoryless"), 0.625),
            Share("Erlang delay fires", happened("force.stage_3"), 0.244140625),
            Share("what proceeds fires on day 2", equals(column("first_fired_force.persistent"), 2), 1.0),
            Share("fixed delay fires on day 2", equals(column("first_fired_force.fixed"), 2), 0.5488116360940264),
        ),
    ),
)

RENEWALS = (
    Oracle(
        name="renewal_erlang2",
        source=(
            "Erlang gaps: M(t) = l t/2 - (1 - exp(-2 l t))/4, P(N >= n) = P(Pois(l t) >= 2n): Cox, Renewal "
            "Theory; l 2, t 5"
        ),
        catches="`each_time` that rises twice for one change, one draw used for all turns",
        mutant=Mutant("when: half_way\n    after: exponential(mean=12 hours)", "when: half_way\n    after: 12 hours"),
        rollouts=1500,
        figures=(
            Mean("full cycles by day 5", column("fired_full"), 4.750000000515288, 1.6007810561392342),
            Spread("full cycles by day 5", column("fired_full"), 4.750000000515288, 1.6007810561392342),
            Share("five or more by day 5", at_least(column("fired_full"), 5), 0.5420702855281478),
            Share("each half way entered once", same("fired_half", "fired_entered"), 1.0),
        ),
    ),
    Oracle(
        name="interrupted_poisson",
        source=(
            "interrupted Poisson process: time to the first incident is hyperexponential, mean (1 + g/w)/l: "
            "Kuczura, Bell System Technical Journal 52 (1973); l 1, g 4, w 4"
        ),
        catches="a hazard that forgets at a lapse, or while its rate is 0, what it has eaten",
        mutant=Mutant("opening: {when: not open, rate: 4 per day", "opening: {when: not open, rate: 3 per day"),
        rollouts=1500,
        figures=tuple(
            figure
            for name in ("by_condition", "by_rate")
            for figure in (
                Mean(f"first incident {name}", column(f"first_fired_{name}"), 2.0, 4.5**0.5),
                Spread(f"first incident {name}", column(f"first_fired_{name}"), 2.0, 4.5**0.5, 9.1296296),
                Share(f"incident {name}, day 1", at_most(column(f"first_fired_{name}"), 1), 0.41549946529397397),
                Share(f"incident {name}, day 3", at_most(column(f"first_fired_{name}"), 3), 0.7711668320203109),
            )
        ),
    ),
    Oracle(
        name="gap_of_length_d",
        source="first gap of length d in a Poisson process: E = (exp(l d) - 1)/l (the crossing of a road); l 1.2, d 2",
        catches="a hold that a dip within one instant does not break, a hold or `recently` an hour too long or short",
        mutant=Mutant("when: not noise, for: 2 days", "when: not noise, for: 44 hours"),
        rollouts=1000,
        figures=(
            Mean("day of quiet", end, 8.352646983868002, 6.8515595797424504),
            Share("quiet from the start", equals(end, 2), 0.09071795328941251),
            Share(
                "by hold and by memory agree",
                same("first_fired_observer.by_hold", "first_fired_observer.by_memory"),
                1.0,
            ),
            Share("never before day 2", lambda rollouts: rollouts["end_time"] < 2, 0.0),
        ),
    ),
    Oracle(
        name="cooldown_nonparalysable",
        source=(
            "dead time that an event does not prolong: gaps tau + exponential, P(N >= n) = GammaCDF(n; t - "
            "(n-1) tau); l 2, tau 0.75"
        ),
        catches="a cooldown that a lost event starts again, a hazard eaten while it cools",
        mutant=Mutant("on: incident, cooldown: 18 hours", "on: incident, cooldown: 14 hours"),
        rollouts=1000,
        figures=(
            Mean("answers by day 10", column("fired_guard.answer"), 8.17999998714772, 1.185748703289613),
            Spread("answers by day 10", column("fired_guard.answer"), 8.17999998714772, 1.185748703289613),
            Share("eight or more answers", at_least(column("fired_guard.answer"), 8), 0.7313368182161563),
            Mean("patrols by day 10", column("fired_guard.patrol"), 8.17999998714772, 1.185748703289613),
            Share("eight or more patrols", at_least(column("fired_guard.patrol"), 8), 0.7313368182161563),
        ),
    ),
    Oracle(
        name="cooldown_paralysable",
        source=(
            "dead time that each event starts anew: rate l exp(-l tau) after tau, l exp(-l t) before; l 2, tau 0.75"
        ),
        catches="an event that does not renew `recently`, `on` that overlooks its `when`",
        mutant=Mutant("recently(incident, 18 hours)", "recently(incident, 14 hours)"),
        rollouts=1000,
        figures=(
            Mean("answers by day 10", column("fired_guard.answer"), 4.904777802597522, 1.2053068843577661),
            Spread("answers by day 10", column("fired_guard.answer"), 4.904777802597522, 1.2053068843577661),
        ),
    ),
)

TWO_LEVELS = (
    Oracle(
        name="beta_binomial",
        source=(
            "beta-binomial with a = b = 1: mean n a/(a+b), variance n a b (a+b+n)/((a+b)^2 (a+b+1)); and a "
            "mixture of three"
        ),
        catches="an uncertain parameter drawn for each rollout or once for all, two parameters that share a draw",
        mutant=Mutant('value: "uniform(0%, 100%)"', 'value: "uniform(20%, 80%)"'),
        rollouts=6000,
        worlds=300,
        figures=(
            Mean("strikes of 20, uniform chance", per_world("uniform_chance"), 10.0, 36.666666666666664**0.5),
            Spread(
                "strikes of 20, uniform chance", per_world("uniform_chance"), 10.0, 36.666666666666664**0.5, 1.79454545
            ),
            Share("no strike at all, uniform chance", equals(per_world("uniform_chance"), 0), 1 / 21),
            Mean("strikes of 20, picked chance", per_world("picked_chance"), 5.2, 4.204759208325729),
            Spread("strikes of 20, picked chance", per_world("picked_chance"), 5.2, 4.204759208325729, 2.64907558),
            Mean(  # 52 = 10 * 5.2: the two chances are drawn independently
                "product of the two numbers of strikes",
                product(per_world("uniform_chance"), per_world("picked_chance")),
                52.0,
                58.3757940702594,
            ),
            Share("no strike at all, picked chance", equals(per_world("picked_chance"), 0), 0.0610277062932007),
        ),
    ),
    Oracle(
        name="gamma_poisson",
        source="negative binomial with k = 1: mean k m t, variance k m t (1 + m t); m 1.5, t 3",
        catches="an uncertain rate fixed at its mean, or drawn once for all rollouts",
        mutant=Mutant("value: exponential(mean=1.5 per day)", "value: 1.5 per day"),
        rollouts=3000,
        figures=(
            Mean("incidents by day 3", column("final_incidents"), 4.5, 24.75**0.5),
            Spread("incidents by day 3", column("final_incidents"), 4.5, 24.75**0.5, kurtosis=9.04040404),
            Share("no incident", equals(column("final_incidents"), 0), 1 / 5.5),
        ),
    ),
)

CLOSED_FORMS = QUEUES + WALKS + DELAYS + RENEWALS + TWO_LEVELS
