"""Tests of `sim.language.nodes`: the places that values of a document give."""

from __future__ import annotations

from sim.language.document import read_text
from sim.language.nodes import Entries


def entries(text: str) -> Entries:
    root = read_text(text, "f").root
    assert isinstance(root, Entries)
    return root


def test_a_value_is_marked_itself_if_it_is_one_text() -> None:
    assert entries("x: some words").place_of("x").marked == "some words"


def test_a_list_a_mapping_and_nothing_are_marked_on_their_key() -> None:
    found = entries("first: [1]\nsecond: {a: b}\nthird:\n")
    assert [found.place_of(key).marked for key in ("first", "second", "third")] == ["first", "second", "third"]


def test_what_is_not_there_is_marked_where_the_mapping_begins() -> None:
    found = entries("y: 1\nx: 2\n")
    assert found.place_of("z") == found.place
    assert found.place.line == 1
