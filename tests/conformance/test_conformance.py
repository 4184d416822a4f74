"""Conformance cases are data: every engine must meet every expectation, and tell the same story."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.language.cases import load_cases
from sim.language.scenario import Case
from sim.testing.cases import run_case
from tests.stories import CONFORMANCE, LESSONS, case_story, case_story_path, lesson_story

CASES = [(path, case) for path in sorted(CONFORMANCE.glob("*.yaml")) for case in load_cases(path)]
NAMES = [f"{path.stem}-{case.name}" for path, case in CASES]


@pytest.mark.parametrize(("path", "case"), CASES, ids=NAMES)
def test_every_expectation_is_met(path: Path, case: Case) -> None:
    result = run_case(case)
    assert result.passed, "\n".join(str(failure) for failure in result.failures)


@pytest.mark.parametrize(("path", "case"), CASES, ids=NAMES)
def test_the_story_is_the_one_that_is_kept(path: Path, case: Case) -> None:
    assert case_story(path, case) == case_story_path(path, case).read_text(encoding="utf-8")


@pytest.mark.parametrize("lesson", sorted(LESSONS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_story_of_a_lesson_is_the_one_that_is_kept(lesson: Path) -> None:
    assert lesson_story(lesson) == lesson.with_suffix(".txt").read_text(encoding="utf-8")


def test_no_story_is_without_its_case() -> None:
    kept = {path.name for path in CONFORMANCE.glob("*.txt")}
    assert kept == {case_story_path(path, case).name for path, case in CASES}
    assert len(CASES) >= 40
