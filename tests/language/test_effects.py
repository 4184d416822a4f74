"""Tests of `sim.language.effects`: what an effect changes, and what is said of one that cannot stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import ScenarioError
from sim.language.distributions import Family
from sim.language.expressions import Symbols, parse_effect
from sim.language.kinds import DURATION, NUMBER, Kind
from sim.language.scenario import Assign, Cancel, Let, Shift

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.language.scenario import Effect


@pytest.fixture
def effect(symbols: Symbols, at: Callable[..., Any]) -> Callable[..., Effect]:
    """`effect(text)`: the effect of a text; random amounts take slot 16, and `stock` is fixed."""

    def reading(text: str, **changes: Any) -> Effect:
        return parse_effect(text, at(text), replace(symbols, **changes), 16, frozenset({"stock"}))

    return reading


@pytest.mark.parametrize(
    ("text", "target", "operator", "amount", "slot"),
    [
        ("truce = true", "truce", "=", "true", None),
        ("clashes += 1", "clashes", "+=", "1", None),
        ("deaths -= clashes * 2", "deaths", "-=", "clashes * 2", None),
        ("deaths += uniform(20, 120)", "deaths", "+=", "uniform(20, 120)", 16),
        ("posture = consulting", "russia.posture", "=", "consulting", None),
        ("turkey.posture = russia.posture", "turkey.posture", "=", "russia.posture", None),
        ("aid = arms", "russia.aid", "=", "arms", None),
        ("aid = pick(arms=50%, guards=50%)", "russia.aid", "=", "pick(arms=50%, guards=50%)", 16),
        ("clashes = day", "clashes", "=", "day", None),
        ("deaths += toll_so_far", "deaths", "+=", "toll_so_far", None),
    ],
)
def test_assignments(  # the parts of an assignment, one by one
    text: str, target: str, operator: str, amount: str, slot: int | None, effect: Callable[..., Effect]
) -> None:
    found = effect(text, owner="russia", lets={"toll_so_far": NUMBER})
    assert isinstance(found, Assign)
    assert (found.target, found.operator, str(found.amount), found.slot) == (target, operator, amount, slot)
    assert found.place.width == len(text)


def test_levels_are_raised_and_lowered(effect: Callable[..., Effect]) -> None:
    assert effect("raise front") == Shift(target="front", up=True)
    lowered = effect("lower posture to consulting", owner="russia")
    assert isinstance(lowered, Shift)
    assert (lowered.target, lowered.up, str(lowered.limit)) == ("russia.posture", False, "consulting")
    assert str(effect("raise turkey.posture to russia.posture").limit) == "russia.posture"  # type: ignore[union-attr]


def test_a_let_names_an_amount(effect: Callable[..., Effect]) -> None:
    found = effect("let losses = 20 to 120")
    assert isinstance(found, Let)
    assert (found.name, found.slot) == ("losses", 16)
    assert found.amount.type == NUMBER
    plain = effect("let wait = 2 * patience")
    assert isinstance(plain, Let)
    assert (plain.slot, plain.amount.type) == (None, DURATION)
    chosen = effect("let chosen = pick(a=50%, b=50%)")
    assert isinstance(chosen, Let)
    assert chosen.amount.type.kind is Kind.CATEGORY
    assert getattr(chosen.amount, "family", None) is Family.PICK


def test_a_trigger_is_called_off(effect: Callable[..., Effect]) -> None:
    assert effect("cancel clash") == Cancel(trigger="clash")
    assert effect("cancel intervene", owner="russia") == Cancel(trigger="russia.intervene")


EFFECT = "an effect (such as `truce = true`, `raise front`, `let toll = 20 to 120`, `cancel trigger`)"
STATE = "effects change state alone"


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("truce", "truce", f"the text ends after `truce`; {EFFECT} was expected", ""),
        ("cancel", "cancel", f"the text ends after `cancel`; {EFFECT} was expected", ""),
        ("truce =", "=", "the text ends after `=`; a value was expected", ""),
        ("5 = truce", "5", f"{EFFECT} was expected, not `5`", ""),
        ("truce == true", "=", "`==` compares; to set a value write `=`", ""),
        ("clashes = max(1", "(", "this bracket is not closed", "close it with `)`"),
        ("truse = true", "truse", "no state `truse` is known", "did you mean `truce`?"),
        ("truce = 5", "5", "a condition (true or false) was expected, this is a number", ""),
        (
            "front = bordr",
            "bordr",
            "`bordr` is no level of this list (inside, border, soil) and no other name",
            "did you mean `border`?",
        ),
        (
            "russia.posture = arms",
            "arms",
            "`arms` is no level of this list (mediating, consulting, intervening) and no other name",
            "",
        ),
        ("deaths += 3 days", "3 days", "a number was expected, this is a duration", ""),
        (
            "front += 1",
            "front",
            "`+=` needs a number, `front` is a level (inside, border, soil)",
            "`raise front` or `lower front`",
        ),
        ("truce += 1", "truce", "`+=` needs a number, `truce` is a flag (true or false)", "`truce = …`"),
        ("raise clashes", "clashes", "`raise` needs a level, `clashes` is a number", "`clashes += 1`"),
        ("lower clashes", "clashes", "`lower` needs a level, `clashes` is a number", "`clashes -= 1`"),
        ("raise truce", "truce", "`raise` needs a level, `truce` is a flag (true or false)", "`truce = …`"),
        ("raise front by 2", "by", "only `to` and a level may follow here, not `by`", "`raise front to border`"),
        ("raise front to 3", "3", "one of the levels inside, border, soil was expected, this is a number", ""),
        (
            "threshold = 3",
            "threshold",
            f"`threshold` is a parameter, which keeps its value through a rollout; {STATE}",
            "",
        ),
        ("fighting = true", "fighting", f"`fighting` is a definition, which has no state of its own; {STATE}", ""),
        ("earlier = 3", "earlier", f"`earlier` is a value of `let`, which is not changed again; {STATE}", ""),
        ("clash = 3", "clash", f"`clash` is a trigger; {STATE}", ""),
        ("russia = 3", "russia", f"`russia` is an actor; {STATE}", ""),
        ("stock = 5", "stock", "`stock` cannot be changed here", ""),
        ("let toll = 5", "toll", "`toll` has a meaning already", "choose another name"),
        ("let day = 5", "day", "`day` cannot be the name of a value", ""),
        ("let x.y = 5", "x.y", "`x.y` cannot be the name of a value", ""),
        ("cancel clahs", "clahs", "no trigger `clahs` is known", "did you mean `clash`?"),
        (
            "cancel russia.decide.2",
            "russia.decide.2",
            "an option cannot be called off, only its trigger",
            "`cancel russia.decide`",
        ),
    ],
)
def test_effects_that_cannot_stand(
    text: str, marked: str, message: str, hint: str, effect: Callable[..., Effect], said: Callable[..., str]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        effect(text, lets={"earlier": NUMBER})
    after = "= " if text == "truce == true" else ""
    assert str(caught.value) == said(text, marked, message, hint, after)


def test_a_short_name_of_two_states_is_told_apart(effect: Callable[..., Effect], symbols: Symbols) -> None:
    variables = {**symbols.variables, "posture": NUMBER}
    with pytest.raises(ScenarioError, match="`posture` has two meanings here") as caught:
        effect("posture = 3", owner="russia", variables=variables)
    assert str(caught.value).endswith("hint: write `russia.posture`")


def test_an_amount_that_draws_inside_an_expression_is_refused(effect: Callable[..., Effect]) -> None:
    with pytest.raises(ScenarioError, match="never inside an expression"):
        effect("deaths += 2 * uniform(1, 2)")
