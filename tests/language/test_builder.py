"""Tests of `sim.language.builder`: files and documents to scenarios, and what `check` tells of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.language.builder import adjusted, build, examine, load
from sim.language.document import read, read_text
from sim.language.scenario import Changes
from tests.language.slips import FOLDER, SMALL, complaints, edited, scenario

SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios").rglob("*.yaml"))


def write(folder: Path, text: str, name: str = "f.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_of_the_project_stands(path: Path) -> None:
    found, told = examine(path)
    assert [str(complaint) for complaint in told if not complaint.warning] == []
    assert found is not None


def test_a_file_and_its_document_and_its_text_are_one_scenario() -> None:
    path = FOLDER / "small.yaml"
    assert load(path) == build(read(path))
    assert load(path).digest == build(read_text(SMALL, "elsewhere")).digest


def test_complaints_about_the_file_and_the_scenario_come_together(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        edited(
            ("  truce: {flag: false}\n", "  truce: {flag: false}\n  truce: {flag: true}\n"), ("rate: pace", "rate: 2")
        ),
    )
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert [complaint.code for complaint in caught.value.complaints] == ["duplicate-key", "wrong-unit"]


def test_a_file_that_is_not_there_is_a_complaint(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no such file"):
        load(tmp_path / "f.yaml")
    assert examine(tmp_path / "f.yaml")[0] is None


def test_changes_come_on_top_of_those_before() -> None:
    first = adjusted(scenario(SMALL), set={"bar": "5", "truce": "true"}, disable=["clash"], horizon="9 days")
    second = adjusted(first, set={"bar": "6"}, disable=["russia.agree", "clash"], variant="hesitant")
    assert second.changes == Changes(
        set={"bar": "6", "truce": "true"}, disable=("clash", "russia.agree"), variant="hesitant", horizon="9 days"
    )
    assert list(second.triggers) == ["russia.intervene"]
    assert str(second.parameters["bar"].law) == "6"


def test_nothing_changed_is_the_same_scenario() -> None:
    assert adjusted(scenario(SMALL)) == scenario(SMALL)


def test_adjusting_needs_no_file(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    found = load(path)
    path.unlink()
    assert adjusted(found, set={"bar": "5"}).path == str(path)


@given(
    st.integers(0, len(SMALL)),
    st.sampled_from([*" :,-[]{}()#&*!|>%'\"=<\n\t", "1:30", "not ", "<<: ", "- ", "cases: "]),
    st.integers(0, 6),
)
def test_a_slip_of_the_hand_is_told_or_does_no_harm(at: int, typed: str, deleted: int) -> None:
    """Anything but complaints, with words and a place, would be a traceback for the person who slipped."""
    for complaint in complaints(SMALL[:at] + typed + SMALL[at + deleted :]):
        assert complaint.message
        assert complaint.place.file == "small.yaml"


def test_check_builds_each_variant(tmp_path: Path) -> None:
    """A value that fits its type may still break what reads it: told at the variant's own line."""
    text = edited(("set: {resolve: 30%}", "set: {bar: bar + 1}"))
    path = write(tmp_path, text)
    load(path)
    found, (complaint,) = examine(path)
    assert found is None
    assert complaint.place.marked == "hesitant"
    assert complaint.message.startswith("in the variant `hesitant`: these parameters read one another in a circle")


def test_check_reads_the_cases(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL + "cases:\n  - case: c\n    expect: {clsh: never}\n")
    load(path)
    found, (complaint,) = examine(path)
    assert found is None
    assert complaint.place.marked == "clsh"


def test_check_takes_case_files_too(tmp_path: Path) -> None:
    write(tmp_path, SMALL, "small.yaml")
    found, told = examine(write(tmp_path, "flashpoint: 1\ncase: c\nscenario: small.yaml\nexpect: {outcome: none}\n"))
    assert found is not None
    assert told == ()
    _, (complaint,) = examine(write(tmp_path, "flashpoint: 1\ncase: c\nscenario: small.yaml\nexpect: {outcome: no}\n"))
    assert complaint.place.marked == "no"


def test_check_tells_what_is_doubtful_of_what_can_stand(tmp_path: Path) -> None:
    found, told = examine(write(tmp_path, SMALL))
    assert found is not None
    assert told
    assert all(complaint.warning for complaint in told)


def test_check_asks_for_sources_where_it_is_told_to(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    _, without = examine(path)
    _, asked = examine(path, require_sources=True)
    lacking = set(asked) - set(without)
    assert any(complaint.place.marked == "60% to 90%" for complaint in lacking)
