"""Properties of the reference engine on random scenarios (R1 to R36)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.reference import Reference
from sim.engine.reference_course import repeated
from sim.engine.reference_state import rekeyed
from sim.engine.rollouts import Rollout, What
from sim.errors import RolloutError, UsageError
from sim.language.builder import build
from sim.language.document import read_text
from sim.language.kinds import MICROSECONDS_PER_DAY
from sim.language.scenario import Scenario
from sim.testing.scenario_texts import scenario_texts

DAY = MICROSECONDS_PER_DAY


def scenario_of(text: str) -> Scenario:
    return build(read_text(text))


def plain(**parts: object) -> Scenario:
    """A small scenario with the parts given, in JSON."""
    data = {"flashpoint": 1, "scenario": "plain", "title": "Plain", "starts": "2021-01-01", "horizon": "30 days"}
    return scenario_of(json.dumps(data | {"ladder": [{"rung": "calm"}]} | parts))


def trajectory(rollout: Rollout) -> dict[str, object]:
    """What happened to the world, without what was judged of it."""
    return {"fired": rollout.fired, "first": rollout.first_fired, "final": rollout.final, "fault": rollout.fault}


@settings(max_examples=60)
@given(scenario_texts(), st.integers(0, 50), st.floats(0.0, 10.0))
def test_stop_and_go_on_is_never_stopped(text: str, index: int, day: float) -> None:
    """R29: at any time, twice, to the last bit."""
    engine = Reference(scenario_of(text), grid=range(0, 4 * DAY, DAY))
    whole = engine.rollout(index)
    time = round(day * DAY)
    snapshot = engine.snapshot(index, time)
    assert engine.resume(snapshot) == whole
    later = engine.resume(snapshot, until=time + DAY)
    assert not isinstance(later, Rollout)
    assert engine.resume(later) == whole


@settings(max_examples=40)
@given(scenario_texts(), st.integers(0, 50))
def test_telling_changes_nothing(text: str, index: int) -> None:
    """R2: looking never rewrites."""
    engine = Reference(scenario_of(text))
    trace = engine.trace(index)
    assert trace.rollout == engine.rollout(index)
    fired = [happening.name for happening in trace.happenings if happening.what is What.FIRED]
    assert {name: fired.count(name) for name in trace.rollout.fired} == dict(trace.rollout.fired)
    assert [happening.time for happening in trace.happenings] == sorted(h.time for h in trace.happenings)


@settings(max_examples=40)
@given(scenario_texts(), st.integers(0, 50))
def test_an_unrelated_trigger_leaves_all_else_as_it_was(text: str, index: int) -> None:
    """R21."""
    data = json.loads(text)
    before = trajectory(Reference(scenario_of(text)).rollout(index))
    data["state"] = {"elsewhere": {"count": 0}} | data["state"]
    aside = {"rate": "1 per day", "then": ["elsewhere += 1 to 4"]}
    data["events"] = {"aside": aside} | data["events"]
    after = trajectory(Reference(scenario_of(json.dumps(data))).rollout(index))
    for kind in ("fired", "first"):
        after[kind] = {name: value for name, value in after[kind].items() if name != "aside"}  # type: ignore[attr-defined]
    after["final"] = {name: value for name, value in after["final"].items() if name != "elsewhere"}  # type: ignore[attr-defined]
    assert strip_places(after) == strip_places(before)


def strip_places(told: dict[str, object]) -> dict[str, object]:
    fault = told["fault"]
    return told | {"fault": getattr(fault, "kind", None)}


@settings(max_examples=40)
@given(scenario_texts(), st.integers(0, 50))
def test_what_is_only_watched_alters_no_trajectory(text: str, index: int) -> None:
    """R16: instants of outcomes and assertions alter nothing, where no outcome ends the rollout."""
    data = json.loads(text)
    data.pop("outcomes", None)
    bare = scenario_of(json.dumps(data))
    before = trajectory(Reference(bare).rollout(index))
    data["assertions"] = data.get("assertions", {}) | {
        "watched": {"whenever": "losses > 7", "then": "supplies < 4", "within": "31 hours"},
        "also": {"always": "losses - supplies < 11 or day < 3.3"},
    }
    watched = Reference(scenario_of(json.dumps(data))).rollout(index)
    assert strip_places(trajectory(watched)) == strip_places(before)


def outside_path(clock: dict[str, object], threshold: int) -> Scenario:
    """A trigger of certain chance on an upward threshold, driven by events that nobody decides."""
    trigger = {"when": f"pressure >= {threshold}", "repeat": "once"} | clock
    return plain(
        state={"pressure": {"count": 0}},
        events={"rises": {"rate": "1 per day", "then": ["pressure += 1"]}},
        actors={"a": {"triggers": {"acts": trigger}}},
    )


@settings(max_examples=60)
@given(
    st.sampled_from([{"after": "2 days"}, {"for": "1 day"}, {"rate": "0.5 per day"}, {}]),
    st.integers(1, 6),
    st.integers(1, 4),
    st.integers(0, 1000),
)
def test_a_higher_threshold_never_makes_a_trigger_fire_earlier(
    clock: dict[str, object], threshold: int, more: int, index: int
) -> None:
    """On the same luck, for one trigger of certain chance, driven by an outside path, with a hazard or a fixed delay.

    No more can be claimed: with a chance, a later rise may meet another draw after a refusal; with a random delay that
    is drawn anew at each rise, a later rise may draw a shorter one; and where the trigger acts upon its own path,
    firing later may change everything after.
    """
    low = Reference(outside_path(clock, threshold)).rollout(index).first_fired["a.acts"]
    high = Reference(outside_path(clock, threshold + more)).rollout(index).first_fired["a.acts"]
    assert high is None or (low is not None and low <= high)


def test_new_luck_from_here_keeps_the_past_and_changes_the_future() -> None:
    """R30: a pending delay is redrawn given the time already run; parameters and the past stay."""
    scenario = plain(
        parameters={"resolve": {"value": "1 to 9"}},
        state={"alarm": {"flag": True}},
        actors={"a": {"triggers": {"acts": {"when": "alarm", "after": "uniform(0 days, 20 days)"}}}},
        events={"clash": {"rate": "0.1 per day"}},
    )
    engine = Reference(scenario)
    index = next(i for i in range(50) if (engine.rollout(i).first_fired["a.acts"] or 0) > 10 * DAY)
    here = engine.snapshot(index, 10 * DAY)
    dues = [rekeyed(here, f"copy {copy}").triggers["a.acts"].due or 0 for copy in range(200)]
    assert min(dues) > 10 * DAY
    assert 14.2 < sum(dues) / len(dues) / DAY < 15.8  # uniform on 10 to 20 days
    assert len(set(dues)) > 190
    copy = rekeyed(here, "copy")
    assert (copy.parameters, copy.path, copy.values) == (here.parameters, here.path, here.values)
    assert rekeyed(here, "copy", fresh=False).triggers["a.acts"].due == here.triggers["a.acts"].due
    assert rekeyed(here, "copy") == copy


def test_worlds_share_parameters_and_nothing_else() -> None:
    """R23."""
    scenario = plain(parameters={"pace": {"value": "1 to 9 per day"}}, events={"clash": {"rate": "pace"}})
    engine = Reference(scenario, worlds=3)
    made = [engine.rollout(index) for index in range(9)]
    assert [rollout.world for rollout in made] == [0, 1, 2] * 3
    for world in range(3):
        assert len({made[index].parameters["pace"] for index in range(world, 9, 3)}) == 1
        assert len({made[index].fired["clash"] for index in range(world, 9, 3)}) > 1
    assert len({rollout.parameters["pace"] for rollout in made}) == 3


def test_a_runaway_is_named() -> None:
    """R17: `max_decisions` bounds a rollout."""
    scenario = plain(max_decisions=50, events={"clash": {"rate": "100 per day"}})
    fault = Reference(scenario).rollout(0).fault
    assert fault is not None
    assert (fault.kind, fault.trigger) == ("runaway", "clash")
    assert fault.replay.startswith("flashpoint narrate")


def test_an_error_never_turns_into_a_number() -> None:
    """R18: the rollout is kept, with its own outcome, and names line, trigger and time."""
    scenario = plain(
        state={"stock": {"quantity": 0}},
        actors={"a": {"triggers": {"splits": {"at": "day 3", "then": ["stock = 1 / stock"]}}}},
    )
    rollout = Reference(scenario).rollout(4)
    assert rollout.outcome == "error"
    fault = rollout.fault
    assert fault is not None
    assert (fault.kind, fault.trigger, fault.day, fault.rollout) == ("division", "a.splits", 3.0, 4)
    assert "1 / stock" in fault.place.text


@pytest.mark.parametrize(
    ("decided", "loop"),
    [(["x", "a", "b", "a", "b"], ["a", "b"]), (["a", "a"], ["a"]), (["a", "b", "c"], ["a", "b", "c"]), ([], [])],
)
def test_the_loop_is_the_shortest_run_that_repeats(decided: list[str], loop: list[str]) -> None:
    assert repeated(decided) == loop


def test_a_snapshot_is_taken_at_the_end_if_the_rollout_has_ended() -> None:
    scenario = plain(outcomes={"over": {"when": "day >= 4"}})
    engine = Reference(scenario)
    snapshot = engine.snapshot(0, 20 * DAY)
    assert (snapshot.time, snapshot.outcome) == (4 * DAY, "over")
    assert engine.resume(snapshot) == engine.rollout(0)
    assert replace(snapshot, outcome=None) != snapshot


def test_a_trigger_switched_off_never_fires_and_is_never_recent() -> None:
    data = {
        "state": {"alarm": {"flag": True}},
        "events": {"bell": {"at": "day 1"}, "echo": {"on": "bell", "then": ["cancel bell"]}},
        "actors": {
            "a": {"triggers": {"acts": {"when": "fired(bell) == 0 and not recently(bell, 5 days)", "for": "3 days"}}}
        },
    }
    assert Reference(plain(**data)).rollout(0).fired == {"bell": 1, "echo": 1, "a.acts": 0}
    text = json.dumps({"flashpoint": 1, "scenario": "plain", "title": "Plain", "starts": "2021-01-01",
                       "horizon": "30 days", "ladder": [{"rung": "calm"}]} | data)  # fmt: skip
    without = build(read_text(text), disable=["bell"])
    assert Reference(without).rollout(0).fired == {"echo": 0, "a.acts": 1}


def test_correlated_parameters_keep_their_own_laws() -> None:
    """R23: a Gaussian copula ties the draws; the first keeps its own, and each law stays what it was."""
    parameters = {name: {"value": "uniform(0, 1)"} for name in "abc"}
    free = Reference(plain(parameters=parameters, correlated=[]))
    tied = Reference(plain(parameters=parameters, correlated=[["a", "b", 0.6]]))
    worlds = [tied.parameters(world) for world in range(2000)]
    assert all(world["a"] == free.parameters(place)["a"] for place, world in enumerate(worlds))
    assert all(world["c"] == free.parameters(place)["c"] for place, world in enumerate(worlds))
    first, second = [float(world["a"]) for world in worlds], [float(world["b"]) for world in worlds]
    assert 0.48 < sum(second) / 2000 < 0.52
    assert 0.22 < sum(value < 0.25 for value in second) / 2000 < 0.28
    # Spearman's rank correlation of a Gaussian copula is 6/pi asin(r/2) (Pearson 1907): 0.582 for 0.6
    spearman = 12 * sum((x - 0.5) * (y - 0.5) for x, y in zip(first, second, strict=True)) / 2000
    assert 0.53 < spearman < 0.64


def test_an_error_before_the_first_settled_state_is_kept_like_any_other() -> None:
    """R17, R18: a loop at time 0, and a world that cannot be made."""
    loop = plain(
        state={"x": {"flag": True}, "n": {"count": 2}},
        events={
            "a": {"when": "x", "repeat": "each_time", "then": ["x = false"]},
            "b": {"when": "not x", "repeat": "each_time", "then": ["x = true"]},
        },
    )
    rollout = Reference(loop, grid=[0, DAY]).rollout(0)
    assert (rollout.outcome, rollout.path, rollout.grid_rungs) == ("error", (), (-1, -1))
    assert rollout.grid_values["n"] == (2.0, 2.0)
    worlds = plain(parameters={"p": {"value": "uniform(0, 4)"}, "q": {"value": "uniform(2, p)"}})
    engine = Reference(worlds, grid=[0])
    made = [engine.rollout(index) for index in range(20)]
    faults = [rollout for rollout in made if rollout.fault is not None]
    assert 0 < len(faults) < 20
    assert all(rollout.fault is not None and rollout.fault.kind == "law" for rollout in faults)
    assert engine.trace(faults[0].index).rollout.fault == faults[0].fault
    with pytest.raises(RolloutError, match="cannot be drawn from"):
        engine.snapshot(faults[0].index, DAY)


def test_the_grid_after_an_early_end_stays_as_it_was() -> None:
    scenario = plain(state={"n": {"quantity": 1, "changes": "2 per day"}}, outcomes={"over": {"when": "day >= 2"}})
    rollout = Reference(scenario, grid=[5 * DAY, 9 * DAY]).rollout(0)
    assert rollout.grid_rungs == (0, 0)
    assert rollout.grid_values["n"] == (5.0, 5.0)


def test_two_conditions_may_be_compared() -> None:
    scenario = plain(
        state={"n": {"quantity": 0, "changes": "1 per day"}, "t": {"flag": True}},
        events={"meets": {"when": "(n > 5) == t"}},
    )
    assert Reference(scenario).rollout(0).first_fired["meets"] == 5 * DAY


def test_a_snapshot_of_another_scenario_or_seed_is_refused() -> None:
    scenario = plain(state={"n": {"quantity": 1, "changes": "2 per day"}})
    snapshot = Reference(scenario).snapshot(0, 5 * DAY)
    for engine in (Reference(scenario, seed=2), Reference(plain(state={"n": {"quantity": 2}}))):
        with pytest.raises(UsageError, match="another scenario"):
            engine.resume(snapshot)
    with pytest.raises(UsageError, match="cannot go on until"):
        Reference(scenario).resume(snapshot, until=DAY)


def test_what_is_not_read_is_no_error() -> None:
    """R18: conditions stop early, those of `on` and `at` are judged at their instant, and telling never raises."""
    scenario = plain(
        parameters={"p": {"value": 0}},
        state={"n": {"count": 10}, "k": {"count": 0}, "x": {"quantity": 0, "changes": "1 per day"}},
        events={
            "plain": {"when": "k > 0 and n / k > 2"},
            "growing": {"when": "p > 0 and x / p >= 5"},
            "sets": {"at": "day 3", "then": ["k = 2"]},
            "answers": {"on": "sets", "when": "n / k > 2"},
            "dated": {"at": "day 4", "when": "n / k > 2"},
        },
    )
    trace = Reference(scenario).trace(0)
    assert trace.rollout.fault is None
    assert trace.rollout.fired == {"plain": 1, "growing": 0, "sets": 1, "answers": 1, "dated": 1}


def test_overflow_and_crossed_bounds_are_errors() -> None:
    """R5, R18."""
    grows = {"x": {"quantity": 1e308, "changes": "1e308 per day"}, "y": {"quantity": 0}}
    fault = Reference(plain(state=grows, events={"e": {"at": "day 3", "then": ["y = x"]}})).rollout(0).fault
    assert fault is not None
    assert fault.kind == "overflow"
    wide = {"y": {"quantity": 0}}
    drawn = {"e": {"at": "day 3", "then": ["y = lognormal(median=1e308, sigma=9)"]}}
    assert any(Reference(plain(state=wide, events=drawn)).rollout(index).fault for index in range(4))
    bounds = plain(
        parameters={"low": {"value": "uniform(5, 10)"}, "high": {"value": "uniform(0, 4)"}},
        state={"x": {"quantity": 1, "min": "low", "max": "high"}},
    )
    fault = Reference(bounds).rollout(0).fault
    assert fault is not None
    assert fault.kind == "bounds"


def test_nothing_flickers_where_the_slope_turns_at_the_crossing() -> None:
    """R4: what is decreed crossed stays so when the slope changes in the same instant."""
    scenario = plain(
        state={"x": {"quantity": 100, "changes": "-13 per day if not broke else 0 per day"}, "broke": {"flag": False}},
        events={"breaks": {"when": "x <= 0", "then": ["broke = true"]}, "lasts": {"when": "x <= 0", "for": "1 day"}},
    )
    assert Reference(scenario).rollout(0).fired == {"breaks": 1, "lasts": 1}


def test_a_hazard_that_is_due_decides_whatever_its_rate_becomes() -> None:
    """R12: it is due when eaten up."""
    from sim.language.scenario import ForcedLuck

    scenario = plain(events={"e": {"rate": "1 per day if day < 1 else 0 per day", "repeat": "once"}})
    engine = Reference(scenario, luck={"e": ForcedLuck(delay=(0.6321205588285577,))})
    assert engine.rollout(0).first_fired["e"] == DAY


def test_a_cancelled_order_and_a_last_reconsidering() -> None:
    """R35: a real rise after a cancellation counts; a rest that ends is settled with its instant."""
    from sim.language.scenario import ForcedLuck

    order = {"when": "alarm", "after": "5 days", "if_it_lapses": "proceed", "repeat": "each_time"}
    doubt = {"when": "alarm", "chance": "50%", "reconsider": "5 days"}
    off = {"at": "day 2", "then": ["alarm = false"]}
    again = {"at": "day 3", "then": ["cancel a.order", "alarm = true"]}
    actors = {"a": {"triggers": {"order": order}}}
    cancelled = plain(state={"alarm": {"flag": True}}, events={"off": off, "again": again}, actors=actors)
    assert Reference(cancelled).rollout(0).first_fired["a.order"] == 8 * DAY
    late = {"at": "day 5", "then": ["alarm = true"]}
    events = {"off": off, "late": late, "doubt": doubt}
    engine = Reference(
        plain(state={"alarm": {"flag": True}}, events=events), luck={"doubt": ForcedLuck(chance=(0.9, 0.1))}
    )
    assert engine.rollout(0).first_fired["doubt"] == 5 * DAY


def test_the_snapshot_of_a_rollout_that_erred_keeps_its_fault() -> None:
    """R29."""
    scenario = plain(state={"n": {"count": 0}}, events={"e": {"at": "day 3", "then": ["n = 1 / n"]}})
    engine = Reference(scenario)
    assert engine.resume(engine.snapshot(0, 5 * DAY)) == engine.rollout(0)
