"""The progress bar shows itself on stderr, where somebody is watching, and leaves nothing behind."""

from __future__ import annotations

import re

import pytest
from rich.progress import Progress

from sim.views.progress import ProgressBar, RateColumn


def test_nothing_is_said_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar(100) as bar:
        bar.advance(25)
        bar.advance(75)
    assert capsys.readouterr() == ("", "")


def test_the_bar_tells_how_far_it_has_come(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with ProgressBar(4_000) as bar:
        bar.advance(1_000)
        bar.advance(500)
        bar.progress.refresh()
    out, err = capsys.readouterr()
    told = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", err)
    assert out == ""
    assert "rollouts" in told
    assert "1500/4000" in told
    assert "left" in told
    assert err.endswith("\x1b[2K"), "the line is wiped at the end"


def test_the_bar_is_taken_away_whatever_happens() -> None:
    class Unheard(Exception):  # noqa: N818 - nothing went wrong but this
        pass

    bar = ProgressBar(10)
    with pytest.raises(Unheard), bar:
        raise Unheard
    assert not bar.progress.live.is_started


@pytest.mark.parametrize(("times", "told"), [([0.0], ""), ([0.0, 1.0, 2.0], "50 per second")])
def test_the_rate_is_told_once_there_is_one(times: list[float], told: str) -> None:
    clock = iter([*times, *[times[-1]] * 9])
    now = [0.0]
    progress = Progress(RateColumn(), get_time=lambda: now[0], disable=True)
    task = progress.add_task("rollouts", total=1_000)
    for _ in times:
        now[0] = next(clock)
        progress.advance(task, 50)
    assert RateColumn().render(progress.tasks[0]).plain == told
