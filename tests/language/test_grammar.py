"""Tests of `sim.language.grammar`: what parses, where it stands, and what is said of a text that does not parse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import Place, ScenarioError
from sim.language.grammar import LONGEST_TEXT, RESERVED_WORDS, Passage, nodes_of, syntax_tree, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

VALUE = "a value was expected before"
MISSING = "an operator (such as `and`, `+`, `==`) is missing before"
NO_WORD = "is not of this language"
ENDS = "the text ends after"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("truce and", "and", f"{ENDS} `and`; a value was expected", ""),
        ("clashes +", "+", f"{ENDS} `+`; a value was expected", ""),
        ("max(1,", ",", f"{ENDS} `,`; a value was expected", ""),
        ("3 per", "per", f"{ENDS} `per`; a unit of time was expected", ""),
        ("1 if truce", "truce", "this `if` has no `else`", "write `a if condition else b`"),
        ("((truce)", "(", "this bracket is not closed", "close it with `)`"),
        ("max(1, (2)", "(", "this bracket is not closed", "close it with `)`"),
        ("truce)", ")", "this bracket closes none", "leave it out, or open one before"),
        ("clashes = 5", "=", "`=` sets a value; to compare write `==`", ""),
        ("clashes += 5", "+=", f"`+=` {NO_WORD}", "effects alone change a value; to compare write `==`"),
        ("clashes bold", "bold", f"{MISSING} `bold`", ""),
        ("clashes 5", "5", f"{MISSING} `5`", ""),
        ("truce not bold", "not", f"{MISSING} `not`", ""),
        ("1 +* 2", "*", f"{VALUE} `*`", ""),
        ("+ 2", "+", f"{VALUE} `+`", ""),
        ("truce == not bold", "not", f"{VALUE} `not`", "put it in brackets: `(not …)`"),
        ("5,000", ",", "a comma stands only between arguments", "thousands are written `5_000`"),
        (
            "2 per week * 3",
            "*",
            "`per` takes all that stands on its left, so `*` cannot follow it",
            "put the rate in brackets",
        ),
        ("truce @ bold", "@", "the character `@` means nothing here", ""),
        ("truce && bold", "&&", f"`&&` {NO_WORD}", "write `and`"),
        ("truce || bold", "||", f"`||` {NO_WORD}", "write `or`"),
        ("!truce", "!", f"`!` {NO_WORD}", "write `not`"),
        ("clashes => 5", "=>", f"`=>` {NO_WORD}", "write `>=`"),
        ("clashes <> 5", "<>", f"`<>` {NO_WORD}", "write `!=`"),
        ("clashes ≥ 5", "≥", f"`≥` {NO_WORD}", "write `>=`"),
        ("clashes is 5", "is", f"`is` {NO_WORD}", "write `==`"),
        ("truce AND bold", "AND", f"`AND` {NO_WORD}", "write `and`"),
        ("clashes ** 2", "**", f"`**` {NO_WORD}", "write `x * x`"),
        (".5", ".", f"`.` {NO_WORD}", "numbers below 1 are written `0.5`"),
        ("russia.", ".", "the character `.` means nothing here", ""),
        ("'truce'", "'", f"`'` {NO_WORD}", "names stand without quotation marks"),
    ],
)
def test_texts_that_are_no_expression(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text) == said(text, marked, message, hint)


def test_a_distribution_inside_an_expression_is_not_of_the_grammar(wrong: Callable[..., str]) -> None:
    assert wrong("2 * (3 to 5)") == (
        "f:1:8: error: a distribution stands as the whole value of a delay, an amount or a parameter, "
        "never inside an expression\n"
        "    2 * (3 to 5)\n"
        "           ^^"
    )


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_no_expression(text: str, wrong: Callable[..., str]) -> None:
    assert wrong(text).startswith("f:1:1: error: nothing is written here; an expression was expected")


def test_a_thousand_brackets_are_read(read: Callable[..., Any]) -> None:
    assert str(read("(" * 1000 + "clashes" + ")" * 1000)) == "clashes"
    assert str(read("(" * 1000 + "1" + " + 1)" * 40 + ")" * 960)) == "1" + " + 1" * 40


@pytest.mark.parametrize(
    "text", ["not " * 1000 + "truce", "-" * 1000 + "1", "abs(" * 1000 + "1" + ")" * 1000, "1" + " + 1" * 1000]
)
def test_deep_nesting_is_refused(text: str, wrong: Callable[..., str]) -> None:
    told = wrong(text)
    assert "error: this is nested more than 100 levels deep" in told
    assert told.endswith("hint: give its parts names under `define`")


def test_a_text_without_end_is_refused(wrong: Callable[..., str]) -> None:
    text = "truce or " * (LONGEST_TEXT // 9) + "truce" + " " * 20
    assert f"characters long; at most {LONGEST_TEXT:,} are read" in wrong(text)


def test_words_that_begin_like_words_of_the_language_are_names() -> None:
    for word in ("order", "nothing", "android", "iffy", "elsewhere", "person", "total", "daytime"):
        text = f"{word} > 1"
        comparison = syntax_tree(Passage(text, Place("f", 1, 1, len(text), text)), "amount")
        assert words_of(nodes_of(comparison)[0]) == [word]


@pytest.mark.parametrize("word", sorted(RESERVED_WORDS - {"true", "false", "day"}))
def test_words_of_the_language_are_no_names(word: str, wrong: Callable[..., str]) -> None:
    assert "error" in wrong(f"1 + {word}")


def test_a_place_is_that_of_the_words() -> None:
    line = "    when: truce and bold   # so it is"
    passage = Passage("truce and bold", Place("f", 7, 11, 14, line))
    assert passage.at(10, 14) == Place("f", 7, 21, 4, line)


def test_a_text_that_is_not_on_the_line_letter_by_letter_is_marked_as_a_whole() -> None:
    whole = Place("f", 7, 11, 9, "    when: truce and")
    folded = Passage("truce and bold", whole)
    assert folded.at(0, 5) == Place("f", 7, 11, 5, whole.text)
    assert folded.at(10, 14) == whole


def test_a_place_outside_of_any_file_keeps_its_origin() -> None:
    override = Passage("clashess", Place("--set x", 0, 0))
    assert str(override.at(0, 8)) == "--set x"


def test_a_wrong_text_over_several_lines_is_told_on_its_first(read: Callable[..., Any], symbols: Any) -> None:
    from sim.language.expressions import parse_expression

    whole = Place("f", 3, 9, 13, "  when: clashes >= 3")
    with pytest.raises(ScenarioError) as caught:
        parse_expression("clashes >= 3 and bould", whole, symbols)
    assert str(caught.value) == (
        "f:3:9: error: no name `bould` is known here\n"
        "      when: clashes >= 3\n"
        "            ^^^^^^^^^^^^\n"
        "    hint: did you mean `bold`?"
    )
