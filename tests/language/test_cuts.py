"""Tests of `sim.language.cuts`: what YAML cuts in two is told and mended, and nothing else is touched."""

from __future__ import annotations

import pytest

from sim.language.document import survey_text
from sim.language.nodes import Entries, Items, Node, Scalar


def read(text: str) -> tuple[Node, list[str]]:
    """The value of `x`, and the hints of what is said of it."""
    document, complaints = survey_text(f"x: {text}", "f")
    assert document is not None
    assert isinstance(document.root, Entries)
    assert {complaint.code for complaint in complaints} <= {"cut"}
    return document.root.values["x"], [complaint.hint for complaint in complaints]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("[a = max(b, c)]", ["a = max(b, c)"]),
        ("[a = max(b, min(c, d), e), f = 1]", ["a = max(b, min(c, d), e)", "f = 1"]),
        ("[f = 1, a = pick(g=1, h=2)]", ["f = 1", "a = pick(g=1, h=2)"]),
        ("[a = pick(g: 60%, h: 40%)]", ["a = pick(g: 60%, h: 40%)"]),
        ("[a = max(b, c), d = max(e, f)]", ["a = max(b, c)", "d = max(e, f)"]),
    ],
)
def test_lists_are_mended(text: str, whole: list[str]) -> None:
    value, hints = read(text)
    assert isinstance(value, Items)
    assert [str(item) for item in value.items] == whole
    assert len(hints) == sum("(" in item for item in whole)


def test_the_hint_is_the_mended_form() -> None:
    _, hints = read("[a = max(b, c)]")
    assert hints == ['write it on a line of its own, `- a = max(b, c)`, or in quotation marks, `"a = max(b, c)"`']


@pytest.mark.parametrize(
    ("text", "key", "whole"),
    [
        ("{when: recently(a, 7 days), for: 2 days}", "when", "recently(a, 7 days)"),
        ("{value: quantiles(0%=1, 50%=2, 100%=3), note: n}", "value", "quantiles(0%=1, 50%=2, 100%=3)"),
        ("{title: A truce, too late}", "title", "A truce, too late"),
        ("{title: One, two and three, four or five, rung: r}", "title", "One, two and three, four or five"),
    ],
)
def test_mappings_are_mended(text: str, key: str, whole: str) -> None:
    value, hints = read(text)
    assert isinstance(value, Entries)
    assert str(value.values[key]) == whole
    assert hints == [f'put it in quotation marks, `{key}: "{whole}"`']


@pytest.mark.parametrize(
    "text",
    [
        "{a: , b (c: , d)}",
        "[a, b, c]",
        "[a (b), c]",
        '["a = max(b, c)"]',
        "{a: b, c: d}",
        "{a: f(b), c: g(d)}",
        "[(a, b]",
        "[{a: b}, c]",
    ],
)
def test_what_is_whole_is_left_alone(text: str) -> None:
    _, hints = read(text)
    assert hints == []


def test_a_block_list_cuts_nothing() -> None:
    value, hints = read("\n  - a = max(b, c)\n  - d\n")
    assert isinstance(value, Items)
    assert hints == []
    assert isinstance(value.items[0], Scalar)
    assert value.items[0].text == "a = max(b, c)"
