"""Many rollouts are the same however the work is shared out (R31)."""

from __future__ import annotations

import signal

import pytest

from sim.engine import cluster
from sim.engine.cluster import chunks, grid_times, simulate
from sim.engine.gathering import joined
from sim.errors import UsageError
from sim.language.kinds import MICROSECONDS_PER_DAY
from tests.engine.clashes import clashes, failing, same


def test_the_same_for_any_number_of_jobs_and_any_chunking(monkeypatch: pytest.MonkeyPatch) -> None:
    one = simulate(clashes(), rollouts=60, jobs=1)
    assert same(one, simulate(clashes(), rollouts=60, jobs=2))
    monkeypatch.setattr(cluster, "BATCH", 7)
    monkeypatch.setattr(cluster, "CHUNK", 20)
    parts = list(chunks(clashes(), rollouts=60, jobs=1))
    assert [len(part) for part in parts] == [21, 21, 18]
    assert same(one, joined(parts))


def test_another_seed_is_other_luck() -> None:
    assert not same(simulate(clashes(), rollouts=20, jobs=1), simulate(clashes(), rollouts=20, jobs=1, seed=2))


def test_errors_of_rollouts_do_not_stop_the_others() -> None:
    """R18: they are kept as such."""
    many = simulate(failing(), rollouts=30, jobs=1)
    failed = [index for index, outcome in enumerate(many["outcome"]) if outcome == "error"]
    assert 0 < len(failed) < 30
    assert [fault.rollout for fault in many.faults] == failed


def test_progress_hears_of_every_rollout() -> None:
    heard: list[int] = []
    list(chunks(clashes(), rollouts=60, jobs=1, progress=heard.append))
    assert sum(heard) == 60


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_stopped_keeps_the_first_rollouts(jobs: int) -> None:
    heard: list[int] = []
    made = joined(
        list(chunks(clashes(), rollouts=1_000, jobs=jobs, progress=heard.append, stop=lambda: sum(heard) >= 50))
    )
    assert len(made) == sum(heard) == 50
    assert same(made, simulate(clashes(), rollouts=50, jobs=1))


def test_ctrl_c_is_heard_again_once_the_workers_are_there() -> None:
    before = signal.getsignal(signal.SIGINT)
    running = chunks(clashes(), rollouts=30, jobs=1)
    next(running)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_time_grid() -> None:
    scenario = clashes()
    points = grid_times(scenario)
    assert (len(points), points[0], points[-1]) == (100, 0, 20 * MICROSECONDS_PER_DAY)
    assert grid_times(scenario, 3) == (0, 10 * MICROSECONDS_PER_DAY, 20 * MICROSECONDS_PER_DAY)
    assert grid_times(scenario, [0.5, 20]) == (MICROSECONDS_PER_DAY // 2, 20 * MICROSECONDS_PER_DAY)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"rollouts": 0}, "`rollouts` must be"),
        ({"rollouts": 5, "jobs": 0}, "`jobs` must be"),
        ({"rollouts": 5, "worlds": -1}, "`worlds` must be"),
        ({"rollouts": 5, "engine": "warp"}, "no engine `warp`"),
        ({"rollouts": 5, "grid": 1}, "at least 2 points"),
        ({"rollouts": 5, "grid": [3.0, 1.0]}, "must rise"),
        ({"rollouts": 5, "grid": [-1.0, 1.0]}, "from day 0 on"),
        ({"rollouts": 5, "grid": [0.0, 21.0]}, "horizon"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        simulate(clashes(), **asked)  # type: ignore[arg-type]
