"""Scenarios as flat tables: what is in them, how they print, and which limits they tell of."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from sim.engine import kernel_state
from sim.engine import tables_rows as row
from sim.engine.tables import Tables, tabulate
from sim.engine.tables_code import COMPARISONS, JUST_AFTER, OPERATIONS, UNEQUAL_AFTER
from sim.engine.tables_text import instruction, readers
from sim.errors import UsageError
from sim.language.builder import build
from sim.language.document import read_text
from sim.testing.scenario_texts import scenario_texts


def tables_of(**parts: Any) -> Tables:
    data = {"flashpoint": 1, "scenario": "plain", "title": "Plain", "starts": "2021-01-01", "horizon": "30 days"}
    return tabulate(build(read_text(json.dumps(data | {"ladder": [{"rung": "calm"}]} | parts))))


def code_of(tables: Tables, part: int, column: int, number: int = 0, width: int = 0) -> list[str]:
    """The program that a column of a row names, as people read it."""
    place = int(tables.whole[int(tables.whole[part]) + number * width + column])
    lines = [instruction(tables, place)]
    while not lines[-1].startswith("return"):
        place += 4
        lines.append(instruction(tables, place))
    return lines


def guard(condition: str, **state: Any) -> list[str]:
    tables = tables_of(state=state, events={"e": {"when": condition, "repeat": "each_time"}})
    return code_of(tables, row.TRIGGERS, row.TRIGGER_WHEN)


X: dict[str, Any] = {"count": 0}
Q: dict[str, Any] = {"quantity": 0, "changes": "2 per day"}


def test_a_condition_is_a_program() -> None:
    assert guard("x >= 2", x=X) == ["scratch 0 = at_least(x, 2.0)", "return scratch 0"]


def test_and_leaves_at_the_first_that_is_false() -> None:
    """R18."""
    lines = guard("x >= 2 and x < 5", x=X)
    assert [line.split(" to ")[0] for line in lines] == [
        "scratch 0 = at_least(x, 2.0)",
        "jump_unless",
        "scratch 0 = less(x, 5.0)",
        "return scratch 0",
    ]
    assert "jump_if" in " ".join(guard("x >= 2 or x < 5", x=X))


def test_what_moves_is_looked_up_where_it_is_watched() -> None:
    """R4: the truth is stored, and judged by a program of its own, on two lines."""
    tables = tables_of(state={"q": Q}, events={"e": {"when": "q >= 5"}})
    assert code_of(tables, row.TRIGGERS, row.TRIGGER_WHEN) == ["return truth of q >= 5"]
    assert code_of(tables, row.STORED, row.STORED_PROGRAM) == [
        "scratch 0 = grown_line(q)",
        "scratch 3 = still_line(5.0)",
        "return 0",
    ]
    assert str(tables.inputs[0][0]) == "q"


def test_what_moves_is_judged_on_the_spot_where_it_is_read_at_one_instant() -> None:
    """R3."""
    tables = tables_of(state={"q": Q}, events={"e": {"rate": "1 per day", "chance": "10% if q >= 5 else 20%"}})
    assert "at_least_after" in " ".join(code_of(tables, row.TRIGGERS, row.TRIGGER_CHANCE))
    tables = tables_of(state={"q": Q}, events={"e": {"rate": "1 per day", "chance": "10% if q * q >= 5 else 20%"}})
    assert "at_least(" in " ".join(code_of(tables, row.TRIGGERS, row.TRIGGER_CHANCE))


def test_truths_are_numbered_inner_before_outer() -> None:
    """R13."""
    tables = tables_of(state={"q": Q}, events={"e": {"when": "recently(ever(q > 3), 2 days) or day > 4"}})
    assert [str(node) for node in tables.stored] == ["q > 3", "ever(q > 3)", "recently(ever(q > 3), 2 days)", "day > 4"]


def test_a_change_calls_those_who_read_it_and_nobody_else() -> None:
    """R13: after a change only what can have changed is judged again."""
    tables = tables_of(
        state={"x": X, "y": X},
        ladder=[{"rung": "calm"}, {"rung": "hot", "when": "x > 3"}],
        events={"e": {"when": "x >= 2", "rate": "1 per day"}, "f": {"when": "y > 1 and x < 9", "rate": "y per day"}},
        outcomes={"end": {"when": "y > 8"}},
    )
    assert set(readers(tables, tables.labels.index("x"))) == {("guards", 0), ("guards", 1), ("settled", 0)}
    assert set(readers(tables, tables.labels.index("y"))) == {("guards", 1), ("clocks", 1), ("settled", 1)}
    assert set(readers(tables, tables.labels.index("fired(e)"))) == set()


def test_watchers_beyond_one_word() -> None:
    """Words hold 31 watchers each."""
    events = {f"e{number}": {"when": f"x > {number}", "repeat": "each_time"} for number in range(70)}
    tables = tables_of(state={"x": X}, events=events)
    assert [number for section, number in readers(tables, tables.labels.index("x"))] == list(range(70))


def test_tables_print_for_people() -> None:
    tables = tables_of(
        parameters={"bar": {"value": 3}},
        state={"q": Q, "x": X},
        events={"e": {"when": "q >= bar", "after": "1 to 4 days", "then": ["x += 1"]}},
    )
    lines = str(tables).splitlines()
    assert lines[0] == "tables of plain"
    assert "  4: what is left of e" in lines
    assert any(line.endswith("= grown_line(q)") for line in lines)
    assert "law" in lines
    assert "  0: family 8, row 58, count 2" in lines or any(line.startswith("  0: family 8") for line in lines)
    assert "  q: world 1" in lines
    assert "  truth of q >= bar: guards 0" in lines


def test_every_operation_has_a_name() -> None:
    assert len(OPERATIONS) == UNEQUAL_AFTER + 1
    assert [OPERATIONS[code] for code in COMPARISONS.values()] == [
        "less", "at_most", "more", "at_least", "equal", "unequal",
    ]  # fmt: skip
    assert [OPERATIONS[JUST_AFTER[symbol]] for symbol in (">=", ">", "<=", "<")] == [
        "at_least_after", "more_after", "at_most_after", "less_after",
    ]  # fmt: skip


def test_the_plan_of_rows_fits_their_names() -> None:
    for name, columns in row.KINDS.items():
        prefix = name.upper()
        assert getattr(row, f"{prefix}_WIDTH") == len(columns)
        assert [getattr(row, f"{prefix}_{column.upper()}") for column in columns] == list(range(len(columns)))
    assert (kernel_state.LIVES, kernel_state.LIFE) == (row.COURSE_WIDTH, row.LIFE_WIDTH)
    assert (kernel_state.TRUTH, kernel_state.OBLIGATION) == (row.TRUTH_WIDTH, row.OBLIGATION_WIDTH)


def test_limits_are_told_by_name() -> None:
    with pytest.raises(UsageError, match=r"2,147,483,648 .* a row of the table of law, and its limit is 2,147,483,647"):
        row.flattened([(1, 2**31)], "law")
    with pytest.raises(UsageError, match="40 rungs, and its limit is 39"):
        row.within(40, 39, "rungs")
    assert row.flattened([(1, 2), (3, -4)], "law").tolist() == [1, 2, 3, -4]


def test_too_many_rungs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.engine.tables.MOST_RUNGS", 1)
    ladder = [{"rung": "calm"}, {"rung": "hot", "when": "x > 3"}]
    with pytest.raises(UsageError, match="2 rungs, and its limit is 1"):
        tables_of(state={"x": X}, ladder=ladder)


@settings(max_examples=30)
@given(scenario_texts())
def test_tables_of_any_scenario_hold_together(text: str) -> None:
    """Every program begins at an instruction and comes to its end; every cell is in the memory; all of it prints."""
    tables = tabulate(build(read_text(text)))
    first, count = int(tables.whole[row.CODE]), int(tables.whole[row.COUNT + row.CODE])
    code = tables.whole[first : first + 4 * count].reshape(-1, 4)
    jumps = np.isin(code[:, 0], [2, 3, 4])
    assert ((code[jumps, 1] - first) % 4 == 0).all()
    assert ((code[jumps, 1] > first) & (code[jumps, 1] < first + 4 * count)).all()
    assert (code[:, 2:] < len(tables.memory)).all()
    assert (code[~jumps, 1] < len(tables.memory)).all()
    assert code[-1, 0] == 0
    assert len(str(tables).splitlines()) > count
