"""Tests of `sim.language.gathering`: complaints of one file, each once, without those that only follow."""

from __future__ import annotations

import pytest

from sim.errors import Complaint, Place, ScenarioError
from sim.language.gathering import Gathering


def complaint(word: str, code: str = "unknown-name", line: str = "") -> Complaint:
    text = line or word
    return Complaint(Place("f", 1, text.index(word) + 1, len(word), text), code, f"no name {word}")


def failing(*complaints: Complaint) -> object:
    raise ScenarioError(complaints)


def test_building_goes_on_after_a_complaint() -> None:
    gathering = Gathering()
    assert gathering.attempt(lambda: failing(complaint("a"), complaint("b"))) is None
    assert gathering.attempt(lambda: 5) == 5
    assert gathering.found() == (complaint("a"), complaint("b"))


def test_each_complaint_is_told_once() -> None:
    gathering = Gathering([complaint("a")])
    gathering.attempt(lambda: failing(complaint("a")))
    assert gathering.found() == (complaint("a"),)


def test_a_name_that_is_unknown_only_because_its_declaration_is_broken_is_not_told() -> None:
    gathering = Gathering([complaint("x", "missing-key")], broken=["front", "russia"])
    for found in (complaint("front"), complaint("russia.posture"), complaint("soil", line="front >= soil")):
        gathering.attempt(lambda found=found: failing(found))  # type: ignore[misc]
    assert len(gathering.found()) == 1


def test_other_slips_beside_a_broken_name_are_told() -> None:
    gathering = Gathering(broken=["front"])
    gathering.attempt(lambda: failing(complaint("frontier"), complaint("front", "wrong-type")))
    assert len(gathering.found()) == 2


def test_a_name_that_breaks_later_hides_nothing_that_was_told_before() -> None:
    gathering = Gathering()
    gathering.attempt(lambda: failing(complaint("barr", line="bar: barr + 1")))
    gathering.broken.add("bar")
    assert len(gathering.found()) == 1


def test_settling_raises_what_was_found_and_nothing_else() -> None:
    gathering = Gathering()
    gathering.settle()
    gathering.add(Place("f", 1, 1), "name", "wrong")
    with pytest.raises(ScenarioError, match="wrong"):
        gathering.settle()
