"""Tests of `sim.language.digest`: the same for what rolls out the same, another for anything else (R20)."""

from __future__ import annotations

import pytest

from sim.language.builder import adjusted
from tests.language.slips import SMALL, edited, scenario

DIGEST = scenario(SMALL).digest


def test_it_has_sixteen_hexadecimal_digits() -> None:
    assert len(DIGEST) == 16
    assert set(DIGEST) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("state:\n", "# a remark\nstate:\n\n"),
        ("rate: pace", "rate:   pace"),
        ("title: A small one", "title: Another title"),
        ("{flag: false}", "{flag: false, title: Guns silent, note: why}"),
        ("source: paper", "note: judgement"),
        ("between: [1, 10]", "between: [2, 9]"),
        ("clashes >= bar and war", "clashes>=bar and war"),
        ("variants:\n", "variants:\n  other: {disable: clash}\n"),
        ("    rate: pace\n    then:", "    repeat: while_it_holds\n    rate: pace\n    then:"),
        ("sources:\n  paper: {title: A paper}\n", "sources:\n  paper: {title: A book}\n"),
    ],
)
def test_what_no_rollout_depends_on_does_not_change_it(old: str, new: str) -> None:
    assert scenario(edited((old, new))).digest == DIGEST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 3,", "value: 4,"),
        ("horizon: 30 days", "horizon: 31 days"),
        ("starts: 2021-01-01", "starts: 2021-01-02"),
        ("for: 2 days", "for: 3 days"),
        ("after: 3 to 14 days", "after: 3 to 15 days"),
        ("chance: resolve", "chance: 50%"),
        ("initial: inside", "initial: border"),
        ("min: 0", "min: 1"),
        ("raise front to border", "raise front to soil"),
        ("      - clashes += 1\n      - raise front to border", "      - raise front to border\n      - clashes += 1"),
        ("war: front >= border", "war: front > border"),
        ("settled: {when: truce, for: 5 days}", "settled: {when: truce, for: 6 days}"),
        ("unless: front >= border", "unless: front >= soil"),
        ("        chance: resolve\n", "        chance: resolve\n        reconsider: 2 days\n"),
        ("        chance: resolve\n", "        chance: resolve\n        priority: 1\n"),
        ("    rate: pace\n", "    rate: pace\n    luck: other\n"),
        ("variants:", "max_decisions: 50\nvariants:"),
        ("variants:", "correlated: [{parameters: [resolve, pace], correlation: 50%}]\nvariants:"),
    ],
)
def test_what_a_rollout_depends_on_changes_it(old: str, new: str) -> None:
    assert scenario(edited((old, new))).digest != DIGEST


def test_the_order_of_triggers_counts() -> None:
    """R14."""
    turned = edited(
        ("  clash:\n", "  first: {when: truce}\n  second: {when: truce}\n  clash:\n"),
    )
    other = turned.replace("first: {", "x: {").replace("second: {", "first: {").replace("x: {", "second: {")
    assert scenario(turned).digest != scenario(other).digest


def test_a_change_and_a_file_that_says_the_same_have_one_digest() -> None:
    base = scenario(SMALL)
    assert adjusted(base, set={"bar": "4"}).digest == scenario(edited(("value: 3,", "value: 4,"))).digest
    assert adjusted(base, horizon="31 days").digest == scenario(edited(("30 days", "31 days"))).digest
    assert adjusted(base, disable=["clash"]).digest != DIGEST
    assert adjusted(base, set={"bar": "3"}).digest == DIGEST
