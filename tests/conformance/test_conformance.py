"""Conformance cases are data: every engine must meet every expectation, and tell the same story."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.language.cases import load_cases
from sim.language.scenario import Case
from sim.testing.cases import run_case
from tests.stories import story_of, story_path

CASES = [(path, case) for path in sorted(Path(__file__).parent.glob("*.yaml")) for case in load_cases(path)]


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path.stem}-{case.name}" for path, case in CASES])
def test_conformance(path: Path, case: Case) -> None:
    result = run_case(case)
    assert result.passed, "\n".join(str(failure) for failure in result.failures)
    assert story_of(result.trace, case.scenario) == story_path(path, case.name).read_text(encoding="utf-8")


def test_there_are_enough() -> None:
    assert len(CASES) >= 40
