"""Complaints as people read them: the place, the line with its carets, the hint, and the order in which they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import (
    NOWHERE,
    WIDEST_LINE,
    Complaint,
    FlashpointError,
    Place,
    RolloutError,
    RolloutFault,
    RunFolderError,
    ScenarioError,
    UsageError,
    marked_line,
    nearest,
)

LINE = "  acts: {when: alram}"
PLACE = Place("f.yaml", 12, 16, 5, LINE)


def test_a_place_says_file_line_and_column_or_its_origin_alone() -> None:
    assert str(PLACE) == "f.yaml:12:16"
    assert str(Place("--set a=1", 0, 1)) == "--set a=1"
    assert str(NOWHERE) == ""


def test_a_place_knows_what_it_marks_and_any_part_of_it() -> None:
    assert PLACE.marked == "alram"
    assert PLACE.narrowed(2, 3) == Place("f.yaml", 12, 18, 3, LINE)
    assert PLACE.narrowed(2, 3).marked == "ram"
    assert PLACE.narrowed(4, 0).width == 1


def test_a_complaint_is_place_message_line_caret_and_hint() -> None:
    complaint = Complaint(PLACE, "unknown-name", "no name `alram` is known here", "did you mean `alarm`?")
    assert str(complaint) == (
        "f.yaml:12:16: error: no name `alram` is known here\n"
        "      acts: {when: alram}\n"
        "                   ^^^^^\n"
        "    hint: did you mean `alarm`?"
    )


@pytest.mark.parametrize(
    ("complaint", "told"),
    [
        (Complaint(Place("f.yaml", 0, 0), "empty", "this file is empty"), "f.yaml: error: this file is empty"),
        (Complaint(Place("f.yaml", 3, 1), "x", "gone"), "f.yaml:3:1: error: gone"),
        (Complaint(NOWHERE, "x", "somewhere"), "error: somewhere"),
        (Complaint(NOWHERE, "x", "doubtful", "look", warning=True), "warning: doubtful\n    hint: look"),
    ],
)
def test_what_is_not_known_of_a_place_is_left_out(complaint: Complaint, told: str) -> None:
    assert str(complaint) == told


@pytest.mark.parametrize(
    ("text", "column", "width", "shown", "carets"),
    [
        ("a: b", 4, 1, "a: b", "   ^"),
        ("\ta:\tb", 5, 1, " a: b", "    ^"),
        ("a: b", 4, 90, "a: b", "   ^"),
        ("a: b", 5, 1, "a: b", "    ^"),
        ("a: \x07b\x1b[31m", 5, 5, "a: \ufffdb\ufffd[31m", "    ^^^^^"),
        ("a: b", 1, 0, "a: b", "^"),
        ("шаг: где", 6, 3, "шаг: где", "     ^^^"),
    ],
    ids=["plain", "tabs", "too_wide", "behind_the_end", "unprintable", "no_width", "letters"],
)
def test_the_carets_stand_below_what_they_mark(text: str, column: int, width: int, shown: str, carets: str) -> None:
    assert marked_line(Place("f.yaml", 1, column, width, text)) == [f"    {shown}", f"    {carets}"]


def test_a_long_line_is_cut_around_what_is_marked() -> None:
    text = "x" * 400 + "alram" + "y" * 400
    line, carets = marked_line(Place("f.yaml", 1, 401, 5, text))
    assert line == "    " + "x" * 60 + "alram" + "y" * 55
    assert carets == "    " + " " * 60 + "^^^^^"
    line, carets = marked_line(Place("f.yaml", 1, 401, 500, text))
    assert (len(line), len(carets)) == (4 + WIDEST_LINE, 4 + WIDEST_LINE)


@given(st.text(max_size=300), st.integers(1, 400), st.integers(0, 400))
def test_a_marked_line_is_two_printable_lines_that_fit(text: str, column: int, width: int) -> None:
    shown, carets = marked_line(Place("f.yaml", 1, min(column, len(text) + 1), width, text))
    assert shown.isprintable()
    assert len(shown) <= 4 + WIDEST_LINE
    assert "^" in carets
    assert set(carets) <= {" ", "^"}
    assert len(carets) <= max(len(shown), len(carets.rstrip("^")) + 1)


def test_complaints_come_in_the_order_of_the_file() -> None:
    def at(line: int, column: int) -> Complaint:
        return Complaint(Place("f.yaml", line, column), "x", f"{line}.{column}")

    error = ScenarioError([at(9, 1), at(2, 8), at(0, 0), at(2, 3)])
    assert [complaint.message for complaint in error.complaints] == ["0.0", "2.3", "2.8", "9.1"]
    assert str(error).splitlines()[:2] == ["f.yaml: error: 0.0", "f.yaml:2:3: error: 2.3"]
    same = [Complaint(PLACE, "x", name) for name in "ba"]
    assert [complaint.message for complaint in ScenarioError(same).complaints] == ["b", "a"]


def test_a_fault_says_where_in_what_when_and_how_to_see_it_again() -> None:
    fault = RolloutFault("division", "`1 / x` divides by zero", PLACE, "a.acts", 3.25, 7, "flashpoint narrate f.yaml")
    assert str(fault) == (
        "f.yaml:12:16: `1 / x` divides by zero in a.acts, on day 3.250000 of rollout 7\n"
        "      acts: {when: alram}\n"
        "                   ^^^^^\n"
        "    to see it again: flashpoint narrate f.yaml"
    )
    bare = RolloutFault("rungless", "no rung holds", Place("f.yaml", 4, 1))
    assert str(bare) == "f.yaml:4:1: no rung holds, on day 0.000000 of rollout 0"
    assert str(RolloutError(fault)) == str(fault)
    assert RolloutError(fault).fault is fault


def test_everything_raised_on_purpose_has_one_root() -> None:
    kinds = (ScenarioError, UsageError, RolloutError, RunFolderError)
    assert all(issubclass(kind, FlashpointError) for kind in kinds)
    assert not any(issubclass(one, other) for one in kinds for other in kinds if one is not other)


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("rusia", ["turkey", "russia"], "did you mean `russia`?"),
        ("afetr", ["for", "after", "rate"], "did you mean `after`?"),
        ("banana", ["russia", "turkey"], ""),
        ("anything", [], ""),
        ("", ["russia"], ""),
        ("front", iter(["fron", "front"]), "did you mean `front`?"),
    ],
)
def test_the_nearest_name_is_offered_if_it_is_near(name: str, known: list[str], hint: str) -> None:
    assert nearest(name, known) == hint
