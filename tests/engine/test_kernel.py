"""The fast engine agrees with the reference engine to the bit, in whatever way its work is cut up (R20)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.engine.kernel import Kernel, batch
from sim.engine.kernel_columns import Paths
from sim.engine.kernel_faults import shortest_loop
from sim.engine.rollouts import Rollouts
from sim.language.builder import build
from sim.language.cases import load_cases
from sim.language.document import read_text
from sim.language.kinds import MICROSECONDS_PER_DAY
from sim.language.scenario import Scenario
from sim.testing.scenario_texts import scenario_texts
from tests.agreement import difference, first_difference

DAY = MICROSECONDS_PER_DAY
ROOT = Path(__file__).parents[2]


def plain(**parts: Any) -> Scenario:
    """A small scenario with the parts given, in JSON."""
    data = {"flashpoint": 1, "scenario": "plain", "title": "Plain", "starts": "2021-01-01", "horizon": "30 days"}
    return build(read_text(json.dumps(data | {"ladder": [{"rung": "calm"}]} | parts)))


X: dict[str, Any] = {"count": 0}
Q: dict[str, Any] = {"quantity": 0, "changes": "2 per day"}


@settings(max_examples=60)
@given(scenario_texts(), st.integers(0, 10**6), st.sampled_from([None, 2]))
def test_random_scenarios(text: str, seed: int, worlds: int | None) -> None:
    """R1 to R36."""
    assert difference(build(read_text(text)), seed, range(seed, seed + 3), worlds=worlds) is None


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "conformance").glob("*.yaml")), ids=lambda path: path.stem)
def test_conformance_cases(path: Path) -> None:
    """Without their facts and forced luck, which belong to the reference engine."""
    scenarios = {case.scenario.digest: case.scenario for case in load_cases(path)}
    for scenario in scenarios.values():
        assert difference(scenario, 1, range(10)) is None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "oracles" / "scenarios").glob("*.yaml")), ids=lambda path: path.stem
)
def test_oracles(path: Path) -> None:
    assert difference(sim.load(path), 7, range(2)) is None


def test_the_flagship() -> None:
    scenario = sim.load(ROOT / "scenarios" / "nagorno_karabakh_2020.yaml")
    assert difference(scenario, 1, range(100)) is None


FEATURES: dict[str, dict[str, Any]] = {
    "laws": {
        "parameters": {"p": {"value": "triangular(1, 2, 4)"}},
        "state": {
            "x": {"quantity": 0},
            "colour": {"category": ["red", "green", "blue"]},
        },
        "events": {
            f"e{place}": {"every": law, "then": [f"x += {amount}", "colour = pick(red=20%, green=30%, blue=50%)"]}
            for place, (law, amount) in enumerate(
                [
                    ("uniform(0 days, p * 1 day)", "normal(mean=0, sd=2)"),
                    ("triangular(0 days, 1 day, 4 days)", "-3 to 4"),
                    ("exponential(mean=2 days)", "1 to 4"),
                    ("weibull(scale=3 days, shape=1.5)", "uniform(0, 3)"),
                    ("lognormal(median=2 days, sigma=0.5)", "lognormal(p5=1, p95=3)"),
                    ("loguniform(1 hour, 5 days)", "quantiles(0%=1, 50%=2, 100%=6)"),
                    ("quantiles(0%=1 hour, 50%=2 days, 100%=6 days)", "triangular(0, 1, 4)"),
                ]
            )
        },
    },
    "a table of laws": {
        "state": {"x": X},
        "events": {
            "e": {
                "rate": "2 per day",
                "then": ["x += 1"],
            },
            "f": {
                "when": "x >= 2",
                "after": {"cases": [{"if": "x > 20", "value": "1 day"}, {"if": "x > 10", "value": "1 to 3 days"},
                                    {"else": "uniform(1 hour, 2 days)"}]},
                "repeat": "each_time",
                "then": ["x = 0"],
            },
        },
    },
    "options of which one is impossible": {
        "state": {"x": X},
        "events": {
            "e": {
                "rate": "1 per day",
                "options": [{"chance": "0%", "then": ["x += 100"]}, {"chance": "30%", "name": "b", "then": ["x += 1"]},
                            {"chance": "70%"}],
            },
            "f": {"on": "e.b", "then": ["x += 10"]},
            "g": {"when": "recently(e.b, 1 day) and fired(e.3) > 2", "repeat": "each_time", "then": ["x -= 1"]},
        },
    },
    "correlated worlds": {
        "parameters": {name: {"value": "0.1 to 0.9 per day"} for name in ("p", "q", "r")},
        "correlated": [{"parameters": ["p", "q"], "correlation": 0.6}],
        "state": {"x": X},
        "events": {name: {"rate": rate, "then": ["x += 1"]} for name, rate in (("e", "p"), ("f", "q"), ("g", "r"))},
    },
    "conditions compared": {
        "state": {"q": Q, "t": {"flag": True}},
        "events": {"e": {"when": "(q > 5) == t", "then": ["q = 0"]}},
    },
    "an instant beyond linearity": {
        "state": {"q": Q, "x": X},
        "events": {"e": {"rate": "1 per day", "chance": "90% if q * q > 40 else 10%",
                         "then": ["x += 1 if day * q > 30 else 2"]}},
    },
    "no triggers at all": {"state": {"q": Q}, "ladder": [{"rung": "calm"}, {"rung": "hot", "when": "q > 11"}]},
    "more triggers than bits in a word": {
        "state": {"x": X},
        "events": {
            f"e{number}": {"when": f"x >= {number}", "rate": "0.3 per day", "then": ["x += 1"]} for number in range(75)
        },
    },
    "a quantity between its bounds": {
        "parameters": {"top": {"value": "5 to 9"}},
        "state": {"q": {"quantity": 0, "changes": "2 per day if not low else -3 per day", "min": "0", "max": "top"},
                  "low": {"flag": False}},
        "events": {"down": {"when": "q >= top", "for": "1 day", "repeat": "each_time", "then": ["low = true"]},
                   "up": {"when": "q <= 0", "after": "6 hours", "repeat": "each_time", "then": ["low = false"]}},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FEATURES)
def test_features(name: str) -> None:
    scenario = plain(**FEATURES[name])
    assert difference(scenario, 3, range(25)) is None
    assert difference(scenario, 3, range(5, 45, 7), worlds=3, grid=(DAY, 29 * DAY)) is None


FAULTS: dict[str, dict[str, Any]] = {
    "division": {"e": {"rate": "1 per day", "then": ["x = 1 / (fired(e) - 3)"]}},
    "overflow": {"e": {"rate": "1 per day", "then": ["x = 1e300 * (1 + fired(e) * 1e9)"]}},
    "beyond whole numbers": {"e": {"rate": "1 per day", "then": ["c += 1e16"]}},
    "the new value": {"e": {"rate": "1 per day", "then": ["x += 1.7e308"]}},
    "chance": {"e": {"rate": "1 per day", "chance": "0.4 * fired(f) + 0.3"}, "f": {"rate": "1 per day"}},
    "sum of chances": {"e": {"rate": "1 per day", "options": [{"chance": "c * 0.2"}, {"chance": "1"}], "then": []},
                       "f": {"rate": "1 per day", "then": ["c += 1"]}},
    "rate": {"e": {"rate": "2 - 0.3 * c per day", "then": ["c += 1"]}},
    "hold": {"e": {"when": "c >= 0", "for": "(3 - c) * 1 day", "repeat": "each_time"},
             "f": {"rate": "1 per day", "then": ["c += 1"]}, "g": {"rate": "1 per day", "then": ["c = -c"]}},
    "cooldown": {"e": {"rate": "1 per day", "cooldown": "(2 - c) * 1 hour", "then": ["c += 1"]}},
    "delay": {"e": {"when": "c < 9", "after": "(2 - c) * 1 hour", "repeat": "while_it_holds", "then": ["c += 1"]}},
    "law": {"e": {"every": "uniform(1 hour, (20 - c) * 1 hour)", "then": ["c += 2"]}},
    "zeno": {"e": {"when": "t", "repeat": "each_time", "then": ["t = false"]},
             "f": {"when": "not t", "repeat": "each_time", "then": ["t = true"]}},
    "zeno later": {"e": {"when": "t and day > 3", "repeat": "each_time", "then": ["t = false"]},
                   "f": {"when": "not t", "repeat": "each_time", "then": ["t = true"]}},
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str) -> None:
    """R17, R18: kind, message, place, trigger, day and replay command are the reference engine's."""
    events = FAULTS[name]
    for trigger in events.values():
        if "options" in trigger:
            trigger.pop("then", None)
    scenario = plain(state={"x": {"quantity": 0}, "c": X, "t": {"flag": True}}, events=events)
    assert difference(scenario, 3, range(12)) is None
    assert batch(scenario, range(12), 3, None, ()).faults


def test_runaway_and_ladder_and_unborn() -> None:
    busy = {"e": {"rate": "90 per day"}}
    faults = [
        plain(events=busy, max_decisions=50),
        plain(state={"c": X}, events={"e": {"rate": "1 per day", "then": ["c += 1"]}},
              ladder=[{"rung": "calm", "when": "c < 3"}]),
        plain(parameters={"p": {"value": "uniform(0, 1)"}, "q": {"value": "uniform(0.5, p)"}}, state={"c": X, "q1": Q},
              events={"e": {"rate": "q per day"}}),
        plain(parameters={"p": {"value": 1e308}}, state={"c": {"count": "p * 100"}, "f": {"flag": True}}),
    ]  # fmt: skip
    for scenario in faults:
        assert difference(scenario, 3, range(12)) is None
        assert batch(scenario, range(12), 3, None, ()).faults


def test_errors_of_an_instant_come_in_order() -> None:
    """R18: of several errors in one instant the first in the order of R13 is told."""
    events = {
        "a": {"when": "day > 2 and 1 / c > 0", "rate": "1 - c per day"},
        "b": {"when": "1 / (c - 1) > 0 or day > 1", "for": "c * -1 day"},
        "e": {"rate": "0.3 per day", "then": ["c += 1"]},
    }
    assert difference(plain(state={"c": X}, events=events), 1, range(40)) is None


def test_the_comparison_can_fail() -> None:
    """One threshold apart, and every kind of column shows it."""

    def made(bar: int) -> Rollouts:
        scenario = plain(state={"x": X, "q": Q}, ladder=[{"rung": "calm"}, {"rung": "hot", "when": f"x >= {bar}"}],
                         events={"e": {"rate": "1 per day", "then": ["x += 1", "q = 0"]}})  # fmt: skip
        return batch(scenario, range(5), 1, None, (0, 10 * DAY))

    told = first_difference(made(3), made(4))
    assert told is not None
    assert told.startswith("column time_in_calm")
    other_seed = batch(plain(), range(5), 2, None, ())
    assert first_difference(batch(plain(), range(5), 1, None, ()), other_seed) is not None


def busy_scenario() -> Scenario:
    return plain(
        parameters={"pace": {"value": "0.5 to 2 per day"}},
        state={"x": {"count": 0, "max": 9}},
        ladder=[{"rung": "calm"}, {"rung": "warm", "when": "x > 2"}, {"rung": "hot", "when": "x > 4"}],
        events={"up": {"rate": "pace", "then": ["x += 1"]}, "down": {"rate": "0.4 * x per day", "then": ["x -= 1"]}},
    )


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_change_nothing(threads: int) -> None:
    scenario = busy_scenario()
    alone = batch(scenario, range(50), 1, 4, (0, DAY))
    assert first_difference(alone, batch(scenario, range(50), 1, 4, (0, DAY), threads=threads)) is None


def test_the_cut_changes_nothing() -> None:
    """R31: paths that outgrow their first room are in it."""
    scenario = busy_scenario()
    whole = batch(scenario, range(10, 40), 1, None, (0, DAY))
    assert max(len(path) for path in whole.paths) > 16
    rows = [batch(scenario, range(index, index + 1), 1, None, (0, DAY)) for index in range(10, 40)]
    for name, column in whole.columns.items():
        assert (np.concatenate([one[name] for one in rows]) == column)[~_is_nan(column)].all()
    assert [path for one in rows for path in one.paths] == list(whole.paths)


def _is_nan(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.isnan(column) if column.dtype.kind == "f" else np.zeros(len(column), np.bool_)


def test_no_rollouts_at_all() -> None:
    assert len(batch(busy_scenario(), range(0), 1, None, (0,))) == 0


def test_paths_are_made_when_they_are_asked_for() -> None:
    paths = Paths(np.array([[0, 0], [1, DAY], [0, 0]]), np.array([2, 3]))
    assert list(paths) == [((0, 0.0), (1, 1.0)), ((0, 0.0),)]
    assert paths[-1] == ((0, 0.0),)
    assert paths[:1] == [((0, 0.0), (1, 1.0))]
    with pytest.raises(IndexError):
        paths[2]


def test_the_loop_is_the_shortest_that_repeats() -> None:
    assert shortest_loop(["c", "a", "b", "a", "b"]) == ["a", "b"]
    assert shortest_loop(list("abcdefg")) == list("cdefg")


def test_a_rollout_asked_to_stop_stops() -> None:
    from sim.engine.kernel_state import fresh_output, fresh_state

    kernel = Kernel(busy_scenario())
    output = fresh_output(kernel.tables, 5, (), 500)
    output.stop[0] = 1
    assert kernel._roll(fresh_state(kernel.tables, kernel.keys), output, 0, range(5)) == 0
