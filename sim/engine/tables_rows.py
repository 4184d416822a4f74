"""The plan of the flat tables: which number stands where, and which numbers stand for which words.

The fast engine reads one array of 32-bit numbers, `t`. It begins with a directory, which tells where everything else
begins, and the code. Rows of one kind follow one another, each as wide as its kind; a place in a row is told by the
constants below (`TRIGGER_WHEN`). A number that says where something stands is -1 where there is nothing. What changes
while a rollout runs is kept in one array of 64-bit numbers, `n`, and one of floats, `m`, whose plan is here too, as far
as the tables speak of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

NOTHING = -1
NEVER = 1 << 62
"""A time that never comes, in microseconds."""
WORD = 31
"""Bits in a word of watchers, so that every word is a positive number of 32 bits."""

ONCE, EACH_TIME, WHILE_IT_HOLDS = range(3)
ASSIGN, ADD_TO, TAKE_FROM, SHIFT, LET, CANCEL = range(6)
COMPARE, LATCH, RECALL = range(3)
NUMBER, FLAG, NAME = range(3)
"""How a variable's value is kept: a number, a truth, the index of a name."""

KINDS = {
    "parameter": ("cell", "amount", "kind", "score", "tie", "ties"),
    "tie": ("score", "share"),
    "variable": ("cell", "low", "high", "quantity", "kind", "whole", "top", "initial", "minimum", "maximum"),
    "amount": ("program", "random"),
    "law": ("family", "row", "count"),
    "quantity": ("cell", "low", "high", "slope", "watcher"),
    "stored": ("kind", "cell", "symbol", "program", "left", "right", "within", "input", "inputs", "saved", "watcher"),
    "trigger": (
        "at", "when", "hold", "delay", "rate", "chance", "priority", "cooldown", "reconsider", "effect", "effects",
        "regret", "regrets", "option", "options", "repeat", "proceeds", "answers", "rank", "fired", "arguments",
        "happening",
    ),
    "option": ("chance", "effect", "effects", "fired", "share", "happening"),
    "effect": ("kind", "amount", "slot", "variable", "cell", "limit", "up", "trigger"),
    "happening": ("listener", "listeners", "recall", "recalls"),
    "outcome": ("when", "hold", "at_horizon"),
    "assertion": ("condition", "occurs", "then", "within"),
    "mark": ("word", "bits"),
    "input": ("cell", "grows"),
}  # fmt: skip
"""The columns of each kind of row, for people; the constants below are their places."""

(
    PARAMETER_CELL, PARAMETER_AMOUNT, PARAMETER_KIND, PARAMETER_SCORE, PARAMETER_TIE, PARAMETER_TIES, PARAMETER_WIDTH,
) = range(7)  # fmt: skip
TIE_SCORE, TIE_SHARE, TIE_WIDTH = range(3)
(
    VARIABLE_CELL, VARIABLE_LOW, VARIABLE_HIGH, VARIABLE_QUANTITY, VARIABLE_KIND, VARIABLE_WHOLE, VARIABLE_TOP,
    VARIABLE_INITIAL, VARIABLE_MINIMUM, VARIABLE_MAXIMUM, VARIABLE_WIDTH,
) = range(11)  # fmt: skip
AMOUNT_PROGRAM, AMOUNT_RANDOM, AMOUNT_WIDTH = range(3)
LAW_FAMILY, LAW_ROW, LAW_COUNT, LAW_WIDTH = range(4)
QUANTITY_CELL, QUANTITY_LOW, QUANTITY_HIGH, QUANTITY_SLOPE, QUANTITY_WATCHER, QUANTITY_WIDTH = range(6)
(
    STORED_KIND, STORED_CELL, STORED_SYMBOL, STORED_PROGRAM, STORED_LEFT, STORED_RIGHT, STORED_WITHIN, STORED_INPUT,
    STORED_INPUTS, STORED_SAVED, STORED_WATCHER, STORED_WIDTH,
) = range(12)  # fmt: skip
(
    TRIGGER_AT, TRIGGER_WHEN, TRIGGER_HOLD, TRIGGER_DELAY, TRIGGER_RATE, TRIGGER_CHANCE, TRIGGER_PRIORITY,
    TRIGGER_COOLDOWN, TRIGGER_RECONSIDER, TRIGGER_EFFECT, TRIGGER_EFFECTS, TRIGGER_REGRET, TRIGGER_REGRETS,
    TRIGGER_OPTION, TRIGGER_OPTIONS, TRIGGER_REPEAT, TRIGGER_PROCEEDS, TRIGGER_ANSWERS, TRIGGER_RANK, TRIGGER_FIRED,
    TRIGGER_ARGUMENTS, TRIGGER_HAPPENING, TRIGGER_WIDTH,
) = range(23)  # fmt: skip
OPTION_CHANCE, OPTION_EFFECT, OPTION_EFFECTS, OPTION_FIRED, OPTION_SHARE, OPTION_HAPPENING, OPTION_WIDTH = range(7)
(
    EFFECT_KIND, EFFECT_AMOUNT, EFFECT_SLOT, EFFECT_VARIABLE, EFFECT_CELL, EFFECT_LIMIT, EFFECT_UP, EFFECT_TRIGGER,
    EFFECT_WIDTH,
) = range(9)  # fmt: skip
HAPPENING_LISTENER, HAPPENING_LISTENERS, HAPPENING_RECALL, HAPPENING_RECALLS, HAPPENING_WIDTH = range(5)
OUTCOME_WHEN, OUTCOME_HOLD, OUTCOME_AT_HORIZON, OUTCOME_WIDTH = range(4)
ASSERTION_CONDITION, ASSERTION_OCCURS, ASSERTION_THEN, ASSERTION_WITHIN, ASSERTION_WIDTH = range(5)
MARK_WORD, MARK_BITS, MARK_WIDTH = range(3)
INPUT_CELL, INPUT_GROWS, INPUT_WIDTH = range(3)

SECTIONS = ("world", "guards", "clocks", "settled")
"""The watchers in the order in which they are judged (R13, R16); each section begins with a word of its own."""

PARTS = (
    "code", "parameter", "tie", "variable", "amount", "law", "quantity", "stored", "input", "world", "trigger",
    "option", "effect", "happening", "listener", "recall", "ladder", "outcome", "assertion", "span", "mark",
)  # fmt: skip
"""What `t` is made of, in this order. The directory holds, for each, where it begins, then how many rows it has."""
(
    CODE, PARAMETERS, TIES, VARIABLES, AMOUNTS, LAWS, QUANTITIES, STORED, INPUTS, WORLD, TRIGGERS, OPTIONS,
    EFFECTS, HAPPENINGS, LISTENERS, RECALLS, LADDER, OUTCOMES, ASSERTIONS, SPANS, MARKS,
) = range(21)  # fmt: skip
COUNT = len(PARTS)
"""`t[TRIGGERS]` is where triggers begin, `t[COUNT + TRIGGERS]` how many there are."""
GUARDS, CLOCKS, SETTLED, WORDS = range(2 * COUNT, 2 * COUNT + 4)
"""With which word each section of watchers begins (the world's with 0), and how many words there are."""
WATCHERS, CALLED, WAKES, OPTION_FIRINGS, TRUTHS, SNAPS, ENDS, OBLIGATIONS, DECIDED, SAVED, DIRECTORY = range(
    2 * COUNT + 4, 2 * COUNT + 15
)
"""Where the parts of the state begin in `n` (`SAVED`: in `m`), and where the directory ends and the code begins."""

COURSE_WIDTH, LIFE_WIDTH, TRUTH_WIDTH, OBLIGATION_WIDTH = 19, 19, 4, 6
"""Whole numbers of the state: of the rollout, of each trigger, of each stored truth, of each assertion."""


def instruction(place: int) -> int:
    """Where an instruction stands in `t`; -1 stays -1."""
    return place if place == NOTHING else DIRECTORY + 4 * place


def flattened(rows: Iterable[Iterable[int]], what: str) -> NDArray[np.int64]:
    """Rows one after another; UsageError when a number is too large for 32 bits."""
    numbers = [number for row in rows for number in row]
    within(max((abs(number) for number in numbers), default=0), 2**31 - 1, f"in a row of the table of {what}")
    return np.array(numbers, dtype=np.int64)


def within(count: int, most: int, what: str) -> None:
    """UsageError that names the limit, when there is more than that."""
    if count > most:
        message = f"the scenario is too large for the fast engine: {count:,} {what}, and its limit is {most:,}"
        raise UsageError(message)
