"""Tables in a form for people: the memory, the code of every program, the rows of every kind, and who reads what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import tables_rows as row
from sim.engine.tables_code import (
    ABSOLUTE,
    COPY,
    COPY_LINE,
    DAY_LINE,
    GROWN,
    GROWN_LINE,
    JUMP,
    JUMP_IF,
    JUMP_UNLESS,
    NEGATE,
    NEGATE_LINE,
    NOT,
    OPERATIONS,
    RETURN,
    STILL_LINE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.engine.tables import Tables

ONE_OPERAND = (COPY, NOT, GROWN, NEGATE, ABSOLUTE, GROWN_LINE, STILL_LINE, COPY_LINE, NEGATE_LINE)
"""Operations that look at one cell."""


def printed(tables: Tables) -> str:
    """The tables of a scenario, a line for each cell that is not for results on the way, instruction and row."""
    return "\n".join([*_memory(tables), *_code(tables), *_rows(tables), *_readers(tables)])


def _memory(tables: Tables) -> Iterator[str]:
    yield f"tables of {tables.scenario.name}"
    yield "memory"
    for cell, (label, value) in enumerate(zip(tables.labels, tables.memory.tolist(), strict=True)):
        if not label.startswith(("scratch", "saved")):
            yield f"  {cell}: {label}" + (f" = {value:g}" if value and label != repr(value) else "")


def _code(tables: Tables) -> Iterator[str]:
    """One instruction a line, with the names of the cells that it reads and writes."""
    yield "code"
    for place, node in enumerate(tables.nodes):
        first = row.instruction(place)
        told = instruction(tables, first)
        yield f"  {first}: {told}" + (f"    # {node}" if node is not None else "")


def instruction(tables: Tables, first: int) -> str:
    """The instruction that stands at `first` of the tables."""
    operation, to, a, b = (int(number) for number in tables.whole[first : first + 4])
    name, cells = OPERATIONS[operation], [tables.labels[a], tables.labels[b]]
    if operation == RETURN:
        return f"{name} {cells[0]}"
    if operation in (JUMP, JUMP_UNLESS, JUMP_IF):
        return f"{name} to {to}" + ("" if operation == JUMP else f" {cells[0]}")
    operands = [] if operation == DAY_LINE else cells[:1] if operation in ONE_OPERAND else cells
    return f"{tables.labels[to]} = {name}({', '.join(operands)})"


def _rows(tables: Tables) -> Iterator[str]:
    """The rows of every kind, each number with the name of its column; what is nothing is left out."""
    for part, name in enumerate(row.PARTS):
        columns = row.KINDS.get(name, ("",)) if name not in ("code", "span", "mark") else ()
        count = int(tables.whole[row.COUNT + part])
        if not columns or not count:
            continue
        yield name
        first = int(tables.whole[part])
        for number in range(count):
            begin = first + number * len(columns)
            values = tables.whole[begin : begin + len(columns)].tolist()
            shown = (f"{column} {value}".strip() for column, value in zip(columns, values, strict=True) if value != -1)
            yield f"  {number}: {', '.join(shown)}"


def _readers(tables: Tables) -> Iterator[str]:
    """By cell: the watchers that are called when it changes, section by section."""
    yield "readers"
    for cell, label in enumerate(tables.labels):
        found = list(readers(tables, cell))
        if found:
            yield f"  {label}: {', '.join(f'{section} {number}' for section, number in found)}"


def readers(tables: Tables, cell: int) -> Iterator[tuple[str, int]]:
    """The watchers that are called when a cell changes: section, and number in it."""
    whole = tables.whole
    spans, marks = int(whole[row.SPANS]), int(whole[row.MARKS])
    begins = [0, *(int(whole[section]) for section in (row.GUARDS, row.CLOCKS, row.SETTLED))]
    for place in range(int(whole[spans + cell]), int(whole[spans + cell + 1])):
        word, bits = (int(number) for number in whole[marks + 2 * place : marks + 2 * place + 2])
        section = max(number for number, begin in enumerate(begins) if begin <= word and _has_words(whole, number))
        for bit in range(row.WORD):
            if bits >> bit & 1:
                yield row.SECTIONS[section], (word - begins[section]) * row.WORD + bit


def _has_words(whole: object, section: int) -> bool:
    """Whether a section of watchers is not empty."""
    begins = [0, *(int(whole[place]) for place in (row.GUARDS, row.CLOCKS, row.SETTLED, row.WORDS))]  # type: ignore[index]
    return begins[section] < begins[section + 1]
