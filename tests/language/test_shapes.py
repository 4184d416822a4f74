"""Tests of `sim.language.shapes`: how values of a document become the fields of models."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Tag, ValidationError

from sim.language.document import read_text
from sim.language.nodes import Entries, Scalar
from sim.language.shapes import Formula, Leaf, Names, Shape, Text, by_key, listed, plain


class First(Shape):
    """A model."""

    first: Formula
    title: Text = ""
    word: Annotated[str, Leaf("a word", choices=("yes", "no"))] = "no"
    names: Names | None = None


class Second(Shape):
    """Another."""

    second: Formula


class Either(Shape):
    """A mapping of both."""

    entry: Annotated[Annotated[First, Tag("<first>")] | Annotated[Second, Tag("<second>")], by_key("first", "second")]


def first(text: str) -> First:
    return First.model_validate(plain(read_text(text, "f").root))


def kinds(text: str, model: type[Shape] = First) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(plain(read_text(text, "f").root))
    return [error["type"] for error in caught.value.errors()]


def test_a_leaf_keeps_its_place_and_a_text_is_a_string() -> None:
    made = first("first: 1 + 2\ntitle: 1914\n")
    assert isinstance(made.first, Scalar)
    assert made.first.place.marked == "1 + 2"
    assert made.title == "1914"


def test_a_model_knows_its_mapping() -> None:
    made = first("first: 1\nnames: [a, b]\n")
    assert made.stated == {"first", "names"}
    assert made.place_of("first").marked == "1"
    assert made.place.line == 1


def test_a_key_inside_a_section_has_a_place() -> None:
    root = read_text("entry:\n  first: 1\n", "f").root
    made = Either.model_validate(plain(root))
    assert made.key_in("entry", "first").line == 2


def test_names_are_one_or_a_list() -> None:
    assert [str(name) for name in listed(first("first: 1\nnames: a").names)] == ["a"]
    assert [str(name) for name in listed(first("first: 1\nnames: [a, b]").names)] == ["a", "b"]
    assert listed(first("first: 1").names) == ()


def test_everything_wrong_is_found_at_once() -> None:
    assert kinds("title: [a]\nword: maybe\nnames: {a: b}\nother: 1\nfirst:\n") == [
        "empty",
        "wanted",
        "choice",
        "wanted",
        "extra_forbidden",
    ]


def test_mappings_are_told_apart_by_their_keys() -> None:
    made = Either.model_validate(plain(read_text("entry: {second: 2}", "f").root))
    assert isinstance(made.entry, Second)
    assert kinds("entry: {third: 2}", Either) == ["one-of"]


def test_a_document_becomes_plain_values_that_remember_it() -> None:
    root = read_text("a: {b: [c, 1]}", "f").root
    assert isinstance(root, Entries)
    made = plain(root)
    assert made.entries is root
    assert [str(leaf) for leaf in made["a"]["b"]] == ["c", "1"]
