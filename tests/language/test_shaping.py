"""Tests of `sim.language.shaping`: keys misspelt, missing or misplaced are told, and the sound rest goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language.document import read_text
from sim.language.schema import ScenarioFile
from sim.language.script import STAND_INS
from sim.language.shaping import declared, known_keys, shaped
from tests.language.slips import SMALL, Slip, codes, complaints, edited, slips, told


@pytest.mark.parametrize("slip", slips("shaping"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def test_slips_of_every_kind_are_told_at_once() -> None:
    text = edited(
        ("title: A small one", "titel: A small one"),
        ("horizon: 30 days\n", ""),
        ("rate: pace", "rate: [pace]"),
        ("{flag: false}", "{flga: false}"),
        ("after: 1 to 5 days", "after: 1 to 5 dys"),
        ("initial: inside", "initial: outside"),
    )
    assert codes(text) == [
        ("missing-key", "f"),
        ("unknown-key", "titel"),
        ("unknown-level", "outside"),
        ("missing-key", "truce"),
        ("shape", "rate"),
        ("unknown-unit", "dys"),
    ]


def test_a_key_that_is_misspelt_is_not_told_to_be_missing_too() -> None:
    assert codes(edited(("{rung: calm, title: Calm}", "{rng: calm, title: Calm}"))) == [("unknown-key", "rng")]
    assert codes(edited(("horizon: 30 days", "horizn: 30 days"))) == [("unknown-key", "horizn")]


def test_what_only_follows_from_a_slip_is_not_told() -> None:
    """Without `front` and `clash`, six expressions read what is not there; the two slips alone are told."""
    text = edited(("levels: [inside, border, soil]", "levls: [inside, border, soil]"), ("  clash:\n", "  1clash:\n"))
    assert [code for code, _ in codes(text)] == ["missing-key", "name"]


def test_the_sound_rest_is_a_model() -> None:
    root = read_text(edited(("rate: pace", "rte: pace")), "f").root
    made = shaped(root, ScenarioFile, STAND_INS)
    assert isinstance(made.model, ScenarioFile)
    assert made.model.events["clash"].rate is None
    assert len(made.complaints) == 1
    assert made.broken == set()


def test_names_that_are_cut_out_are_known() -> None:
    root = read_text(edited(("{levels: [mediating, consulting, intervening]}", "[mediating]")), "f").root
    made = shaped(root, ScenarioFile, STAND_INS)
    assert {"russia.posture", "posture"} <= made.broken


def test_every_name_that_a_file_declares_is_found() -> None:
    names = declared(read_text(SMALL, "f").root)
    assert {
        "front",
        "soil",
        "russia",
        "russia.posture",
        "posture",
        "intervening",
        "russia.agree",
        "war",
        "bar",
    } <= names


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ((), "ladder"),
        (("events", "clash"), "rate"),
        (("actors", "russia", "triggers", "agree", "options", 0), "chance"),
        (("ladder", 0), "rung"),
        (("state", "front"), "levels"),
        (("events", "clash", "rate"), "cases"),
    ],
)
def test_known_keys_are_those_of_the_model_at_a_path(path: tuple[str | int, ...], key: str) -> None:
    assert key in known_keys(ScenarioFile, path)


@pytest.mark.parametrize("text", ["- a", "hello", "[1, 2]"])
def test_a_file_that_is_no_mapping(text: str) -> None:
    assert told(text).startswith("small.yaml:1:1: error: a scenario is a mapping of keys such as `flashpoint`")


@given(st.data())
def test_a_file_without_some_of_its_lines_is_read_or_refused_in_words(data: st.DataObject) -> None:
    lines = SMALL.splitlines(keepends=True)
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=4))
    text = "".join(line for number, line in enumerate(lines) if number not in gone)
    assert all(complaint.message and complaint.code for complaint in complaints(text))
