"""Tests of `sim.language.names`: what a word means, and what is said of one that means nothing, or two things (R32)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.language.kinds import FLAG, NUMBER, Kind, Type
from sim.language.names import trigger_of, value_of
from sim.language.tree import (
    Day,
    DefinitionRead,
    LetRead,
    Literal,
    NamedValue,
    ParameterRead,
    VariableRead,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.names import Symbols

POSTURE = Type(Kind.LEVEL, ("mediating", "consulting", "intervening"))


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("deaths", VariableRead(name="deaths")),
        ("threshold", ParameterRead(name="threshold")),
        ("toll_so_far", LetRead(name="toll_so_far")),
        ("day", Day()),
        ("true", Literal(value=True, text="true", type=FLAG)),
        ("russia.posture", VariableRead(name="russia.posture", type=POSTURE)),
        ("posture", VariableRead(name="russia.posture", type=POSTURE)),
        ("posture.consulting", NamedValue(name="consulting", index=1, type=POSTURE)),
        ("russia.posture.intervening", NamedValue(name="intervening", index=2, type=POSTURE)),
    ],
)
def test_a_word_has_one_meaning(word: str, meaning: Any, read: Callable[..., Any]) -> None:
    assert read(word, owner="russia", lets={"toll_so_far": NUMBER}) == meaning


def test_a_definition_carries_what_it_stands_for(read: Callable[..., Any], symbols: Symbols) -> None:
    assert read("fighting") == DefinitionRead(name="fighting", meaning=symbols.definitions["fighting"], type=FLAG)


def test_a_bare_level_is_known_beside_a_value_of_its_list(symbols: Symbols, at: Callable[..., Any]) -> None:
    assert value_of("consulting", at("consulting"), symbols, POSTURE) == NamedValue(
        name="consulting", index=1, type=POSTURE
    )


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("clashess > 3", "clashess", "no name `clashess` is known here", "did you mean `clashes`?"),
        ("qqq > 3", "qqq", "no name `qqq` is known here", ""),
        ("posture > 3", "posture", "no name `posture` is known here", "write `russia.posture` or `turkey.posture`"),
        (
            "front >= bordr",
            "bordr",
            "`bordr` is no level of this list (inside, border, soil) and no other name",
            "did you mean `border`?",
        ),
        (
            "russia.aid == gards",
            "gards",
            "`gards` is no category of this list (undecided, arms, guards) and no other name",
            "did you mean `guards`?",
        ),
        (
            "border > 3",
            "border",
            "`border` is a level of `front`; alone it stands only beside a value of that list",
            "write `front.border`",
        ),
        (
            "front.bordr > inside",
            "front.bordr",
            "`front` has no level `bordr`; it has inside, border, soil",
            "did you mean `border`?",
        ),
        (
            "clash > 3",
            "clash",
            "`clash` is a trigger, not a value",
            "write `fired(clash) >= 1`, or `recently(clash, 7 days)`",
        ),
        (
            "russia > 3",
            "russia",
            "`russia` is an actor, not a value",
            "its state: `russia.aid`, `russia.posture`",
        ),
        (
            "russia.postur == consulting",
            "russia.postur",
            "no name `russia.postur` is known here",
            "did you mean `russia.posture`?",
        ),
    ],
)
def test_words_without_meaning(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text) == said(text, marked, message, hint)


def test_a_level_that_is_also_a_flag_is_asked_for_by_its_full_name(
    wrong: Callable[..., str], said: Callable[..., str], read: Callable[..., Any], symbols: Symbols
) -> None:
    variables = {**symbols.variables, "border": FLAG}
    assert wrong("front >= border", variables=variables) == said(
        "front >= border",
        "border",
        "`border` has two meanings here: the state `border` and the level `border` (of inside, border, soil)",
        "write `front.border`, or rename the other `border`",
    )
    assert str(read("front >= front.border", variables=variables)) == "front >= front.border"
    assert str(read("not border", variables=variables)) == "not border"


def test_an_actors_own_state_and_a_shared_one_of_the_same_name_are_told_apart(
    wrong: Callable[..., str], said: Callable[..., str], symbols: Symbols
) -> None:
    variables = {**symbols.variables, "posture": FLAG}
    assert wrong("not posture", owner="russia", variables=variables) == said(
        "not posture",
        "posture",
        "`posture` has two meanings here: the state `posture` and the state `russia.posture`",
        "write `russia.posture`, or rename the other `posture`",
    )


def test_a_parameter_and_a_definition_of_one_name_are_two_meanings(wrong: Callable[..., str], symbols: Symbols) -> None:
    told = wrong("toll > 1", parameters={**symbols.parameters, "toll": NUMBER}, lets={"toll": NUMBER})
    assert "the value of `let toll` and the parameter `toll` and the definition `toll`" in told
    assert told.endswith("hint: rename one of them")


@pytest.mark.parametrize(
    ("word", "owner", "found"),
    [
        ("clash", "", ("clash", None)),
        ("russia.intervene", "turkey", ("russia.intervene", None)),
        ("intervene", "russia", ("russia.intervene", None)),
        ("decide.1", "russia", ("russia.decide", 0)),
        ("russia.decide.2", "", ("russia.decide", 1)),
        ("russia.decide.guards", "", ("russia.decide", 2)),
    ],
)
def test_triggers_and_their_options(
    word: str, owner: str, found: tuple[str, int | None], symbols: Symbols, at: Callable[..., Any]
) -> None:
    from dataclasses import replace

    assert trigger_of(word, at(word), replace(symbols, owner=owner)) == found


OPTIONS = "`russia.decide.1`, `russia.decide.arms`, `russia.decide.guards`"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("fired(clahs)", "clahs", "no trigger `clahs` is known", "did you mean `clash`?"),
        ("fired(truce)", "truce", "a trigger was expected; `truce` is a value", ""),
        (
            "fired(russia.decide.4)",
            "russia.decide.4",
            f"the trigger `russia.decide` has no option `4`; it has {OPTIONS}",
            "",
        ),
        (
            "fired(russia.decide.0)",
            "russia.decide.0",
            f"the trigger `russia.decide` has no option `0`; it has {OPTIONS}",
            "",
        ),
        (
            "fired(russia.decide.gards)",
            "russia.decide.gards",
            f"the trigger `russia.decide` has no option `gards`; it has {OPTIONS}",
            "did you mean `guards`?",
        ),
        (
            "fired(russia.intervene.1)",
            "russia.intervene.1",
            "the trigger `russia.intervene` has no options, so there is no `russia.intervene.1`",
            "",
        ),
    ],
)
def test_words_that_name_no_trigger(
    text: str, marked: str, message: str, hint: str, wrong: Callable[..., str], said: Callable[..., str]
) -> None:
    assert wrong(text) == said(text, marked, message, hint)


def test_a_trigger_and_an_option_of_one_name_are_told_apart(
    wrong: Callable[..., str], said: Callable[..., str], symbols: Symbols
) -> None:
    triggers = {**symbols.triggers, "russia.decide.arms": ()}
    assert wrong("fired(russia.decide.arms)", triggers=triggers) == said(
        "fired(russia.decide.arms)",
        "russia.decide.arms",
        "`russia.decide.arms` has two meanings here: `russia.decide.arms` and option 2 of `russia.decide`",
        "write `russia.decide.2`",
    )


def test_two_triggers_of_one_short_name_are_told_apart(
    wrong: Callable[..., str], said: Callable[..., str], symbols: Symbols
) -> None:
    triggers = {**symbols.triggers, "intervene": ()}
    assert wrong("fired(intervene)", owner="russia", triggers=triggers) == said(
        "fired(intervene)",
        "intervene",
        "`intervene` has two meanings here: `intervene` and `russia.intervene`",
        "write `russia.intervene`",
    )
