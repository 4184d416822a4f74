from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from sim.analysis.estimates import Estimates, estimates
from sim.views.tables import show
from tests.analysis.synthetic import rollouts_of

TOLD = estimates(rollouts_of(300))


def printed(told: Estimates, width: int = 110) -> str:
    console = Console(file=io.StringIO(), width=width)
    show(told, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_tells_outcomes_rungs_triggers_paths_and_assertions() -> None:
    text = printed(TOLD)
    for title in ("How the rollouts end", "Rungs reached", "Triggers that fired (28 of 30)", "Paths", "Assertions"):
        assert title in text
    assert "300 rollouts, seed 1, scenario 0123456789abcdef" in text
    assert "not a forecast" in text
    assert "Errors" not in text


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, printed(TOLD, width).splitlines())) <= width


def test_square_brackets_in_a_title_are_text() -> None:
    title = "[red]not a colour[/red] [/]"
    outcomes = {name: replace(end, title=title) for name, end in TOLD.outcomes.items()}
    assert "[red]not a" in printed(replace(TOLD, title=title, outcomes=outcomes), 200)


def test_errors_are_told_with_the_first_in_full() -> None:
    """R18"""
    text = printed(estimates(rollouts_of(100, errors=0.5)), 200)
    assert "Errors" in text
    assert "made_up.yaml:12:5: a rate below 0 in actor_0.trigger_0" in text
    assert "with errors" in text


def test_fewer_worlds_than_rollouts_are_mentioned() -> None:
    assert "300 rollouts, seed 1, 7 worlds" in printed(estimates(rollouts_of(300, worlds=7)))
