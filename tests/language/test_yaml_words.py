"""Tests of `sim.language.yaml_words`: what the YAML parser says, in words for people."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.language.document import read_text
from tests.language.slips import Slip, slips, told


@pytest.mark.parametrize("slip", slips("yaml_words"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- a\nb: 1", 2, "this line is indented like the list above, but is no item of it"),
        ("x: @y", 1, "a value cannot begin with `@`"),
        ("x: `y`", 1, "a value cannot begin with ```"),
        ("x: {a: 1\ny: 2", 1, "the mapping that begins here is not closed"),
        ("x: ]", 1, "a value was expected here"),
        ('x: "\\q"', 1, "a backslash has a meaning between double quotation marks"),
        ("x: - a", 1, "a list item (`- …`) cannot begin here"),
        ("x: |y\n  z", 1, "a text that begins with `|` or `>` starts on the next line"),
        ("x: !a!b c", 1, "`!` begins a YAML tag, and tags are not allowed"),
        ("x: 1\ny\nz: 2", 2, "this line is neither `key: value` nor a list item (`- …`)"),
    ],
)
def test_what_breaks_yaml_is_told_where_it_stands(text: str, line: int, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f")
    (complaint,) = caught.value.complaints
    assert (complaint.place.line, complaint.message) == (line, message)


def test_of_many_tabs_the_first_is_told_and_all_are_counted() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text("x:\n\ta: 1\n\tb: 2\n", "f")
    (complaint,) = caught.value.complaints
    assert complaint.place.line == 2
    assert complaint.message.endswith("(2 lines have one)")
