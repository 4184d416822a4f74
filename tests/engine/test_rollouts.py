"""The shapes that leave the engine: what makes them equal, how they are looked into, and that they are data."""

from __future__ import annotations

import dataclasses
import json
import pickle
from dataclasses import replace

import pytest

from sim.engine.cluster import simulate
from sim.engine.reference import Reference
from sim.engine.rollouts import Cause, Change, Happening, Snapshot, What
from sim.language.kinds import MICROSECONDS_PER_DAY
from tests.engine.clashes import clashes


def test_an_unknown_column_names_the_nearest() -> None:
    many = simulate(clashes(), rollouts=2, jobs=1)
    with pytest.raises(KeyError, match="no column `fired_clsh`; did you mean `fired_clash`"):
        many["fired_clsh"]
    with pytest.raises(KeyError) as caught:
        many["zzz"]
    assert caught.value.args == ("no column `zzz`",)
    assert len(many) == 2
    assert many.on_grid("rung").shape == many.on_grid("losses").shape == (2, 100)


def test_happenings_are_equal_if_engines_agree_on_them() -> None:
    """What serves the telling alone (why, what changed, when the hold ended) takes no part."""
    told = Happening(5, What.FIRED, "clash", 2)
    assert told == replace(told, cause=Cause(by="time"), changes=(Change("front", 0, 1),), holds_until=4)
    for other in ({"time": 6}, {"what": What.REFUSED}, {"name": "x"}, {"turn": 3}, {"due": 5}, {"option": 0}):
        assert told != replace(told, **other)


def test_what_leaves_the_engine_cannot_be_changed() -> None:
    engine = Reference(clashes())
    for thing, name in ((engine.rollout(0), "outcome"), (engine.trace(0), "seed"), (engine.snapshot(0, 0), "time")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, 1)


@pytest.mark.parametrize("day", [0, 3, 7.5, 20])
def test_a_snapshot_is_plain_data(day: float) -> None:
    """R29: it survives being written down."""
    engine = Reference(clashes())
    snapshot = engine.snapshot(3, round(day * MICROSECONDS_PER_DAY))
    assert pickle.loads(pickle.dumps(snapshot)) == snapshot  # noqa: S301 - our own bytes
    written = json.loads(json.dumps(dataclasses.asdict(snapshot)))
    assert set(written) == {field.name for field in dataclasses.fields(Snapshot)}
    assert written["triggers"]["clash"]["phase"] == snapshot.triggers["clash"].phase
    assert written["values"] == snapshot.values


def test_a_rollout_survives_the_way_to_another_process() -> None:
    engine = Reference(clashes(), grid=[0, MICROSECONDS_PER_DAY])
    rollout, trace = engine.rollout(1), engine.trace(1)
    assert pickle.loads(pickle.dumps(rollout)) == rollout  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(trace)).happenings == trace.happenings  # noqa: S301 - our own bytes
