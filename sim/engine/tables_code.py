"""Expressions as register code: each instruction is an operation and three numbers, over one flat memory of floats.

A number of an instruction is a cell of the memory or, for a jump, the place of an instruction. A program begins at its
first instruction and ends at `return`. Flags are 1.0 and 0.0, levels and categories their index; durations are days.
A *line* is three cells in a row: value, slope per day, and the sum of the magnitudes of the terms (R4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.engine.tables_rows import instruction
from sim.language import tree
from sim.language.growth import moving_names
from sim.language.kinds import DAYS_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OPERATIONS = (
    "return", "copy", "jump", "jump_unless", "jump_if",
    "less", "at_most", "more", "at_least", "equal", "unequal", "not",
    "add", "subtract", "multiply", "divide", "per", "grown",
    "negate", "absolute", "minimum", "maximum",
    "grown_line", "day_line", "still_line", "copy_line", "negate_line",
    "add_lines", "subtract_lines", "multiply_lines", "divide_lines",
    "at_least_after", "more_after", "at_most_after", "less_after", "equal_after", "unequal_after",
)  # fmt: skip
"""The operations by number. `…_after` judges two lines just after now; `per` divides without a look at the result."""

(
    RETURN, COPY, JUMP, JUMP_UNLESS, JUMP_IF,
    LESS, AT_MOST, MORE, AT_LEAST, EQUAL, UNEQUAL, NOT,
    ADD, SUBTRACT, MULTIPLY, DIVIDE, PER, GROWN,
    NEGATE, ABSOLUTE, MINIMUM, MAXIMUM,
    GROWN_LINE, DAY_LINE, STILL_LINE, COPY_LINE, NEGATE_LINE,
    ADD_LINES, SUBTRACT_LINES, MULTIPLY_LINES, DIVIDE_LINES,
    AT_LEAST_AFTER, MORE_AFTER, AT_MOST_AFTER, LESS_AFTER, EQUAL_AFTER, UNEQUAL_AFTER,
) = range(len(OPERATIONS))  # fmt: skip

COMPARISONS = {"<": LESS, "<=": AT_MOST, ">": MORE, ">=": AT_LEAST, "==": EQUAL, "!=": UNEQUAL}
JUST_AFTER = {
    ">=": AT_LEAST_AFTER, ">": MORE_AFTER, "<=": AT_MOST_AFTER, "<": LESS_AFTER, "==": EQUAL_AFTER, "!=": UNEQUAL_AFTER,
}  # fmt: skip
ARITHMETIC = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE}
LINES = {"+": ADD_LINES, "-": SUBTRACT_LINES, "*": MULTIPLY_LINES, "/": DIVIDE_LINES}

ZERO, ONE, DAY = range(3)
"""The cells that every memory begins with: 0, 1 and the time in days (and the value that went wrong, for messages)."""

SCRATCH = 1 << 28
"""Cells for results on the way are numbered from here on until the size of the rest is known (`Assembler.settle`)."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program's first instruction, and the cells that it reads which a rollout may change."""

    start: int
    reads: frozenset[int]


NO_PROGRAM = Program(-1, frozenset())


@dataclass(slots=True)
class Cells:
    """The memory's plan: what each cell holds, by name, and the value with which it begins."""

    labels: list[str] = field(default_factory=lambda: ["0", "1", "day", "fault"])
    initial: list[float] = field(default_factory=lambda: [0.0, 1.0, 0.0, 0.0])
    constants: dict[str, int] = field(default_factory=lambda: {"0.0": ZERO, "1.0": ONE})

    def add(self, label: str, value: float = 0.0) -> int:
        """A new cell."""
        self.labels.append(label)
        self.initial.append(value)
        return len(self.labels) - 1

    def constant(self, value: float) -> int:
        """The cell of a number that never changes."""
        text = repr(float(value))
        if text not in self.constants:
            self.constants[text] = self.add(text, float(value))
        return self.constants[text]


class Stored:
    """The truths that are kept: comparisons of what moves, `ever` and `recently`; what is inside comes first (R4, R13).

    They are numbered in the order in which the file is read, so that of several errors in one instant the same one is
    told, however a rollout is made.
    """

    def __init__(self, growing: frozenset[str]) -> None:
        self.growing = growing
        self.index: dict[tree.Expression, int] = {}

    def moves(self, node: tree.Expression) -> bool:
        """Whether the value of a number moves by itself."""
        return bool(moving_names(node, self.growing))

    def keeps(self, node: tree.Expression, *, watched: bool) -> bool:
        """Whether the truth of this very node is looked up: a comparison's only where it is followed through time."""
        if isinstance(node, tree.Comparison):
            return watched and (self.moves(node.left) or self.moves(node.right))
        return isinstance(node, tree.Ever | tree.Recently)

    def register(self, node: tree.Expression | None, *, watched: bool) -> None:
        """Number what is kept in an expression, from left to right, inner before outer."""
        if node is None or node in self.index:
            return
        kept = self.keeps(node, watched=watched)
        for child in node.children:
            self.register(child, watched=watched or kept)
        if kept:
            self.index[node] = len(self.index)

    def reads_growing(self, node: tree.Expression) -> bool:
        """Whether a growing quantity is read anywhere in it; `day` is none (R13)."""
        return any(isinstance(part, tree.VariableRead) and part.name in self.growing for part in node.walk())


class Assembler:
    """Writes programs. `addresses` gives the cells of variables, parameters, counts of firings and lets by kind and
    name, `truths` those of the stored truths.
    """

    def __init__(self, cells: Cells, stored: Stored, addresses: dict[tuple[str, str], int], truths: list[int]) -> None:
        self.cells = cells
        self.stored = stored
        self.addresses = addresses
        self.truths = truths
        self.code: list[tuple[int, int, int, int]] = []
        self.nodes: list[tree.Expression | None] = []
        """by instruction: the expression that it computes, for messages"""
        self.scratch_cells = 0
        self._scratch = 0
        self._landed = -1
        self._reads: set[int] = set()

    # -- programs ---------------------------------------------------------------------------------------------------

    def begin(self) -> int:
        """Start a program; its first instruction."""
        self._scratch = 0
        self._landed = len(self.code)
        self._reads = set()
        return len(self.code)

    def end(self, start: int, result: int = ZERO) -> Program:
        """Finish it."""
        self.emit(RETURN, a=result)
        return Program(instruction(start), frozenset(self._reads))

    def watched(self, node: tree.Expression | None) -> Program:
        """The program of an expression whose truth is followed through time; none for none."""
        return self._program(node, watched=True)

    def instant(self, node: tree.Expression | None) -> Program:
        """The program of an expression that is read at one instant (R3)."""
        return self._program(node, watched=False)

    def _program(self, node: tree.Expression | None, *, watched: bool) -> Program:
        if node is None:
            return NO_PROGRAM
        start = self.begin()
        return self.end(start, self.value(node, watched=watched))

    def comparison(self, node: tree.Comparison) -> tuple[Program, int, int]:
        """The program of a stored comparison: it computes two lines, whose first cells are given beside it."""
        start = self.begin()
        left = self.line(node.left, watched=True)
        right = self.line(node.right, watched=True)
        return self.end(start), left, right

    def scratch(self, count: int = 1) -> int:
        """Cells in a row for a result on the way."""
        first = SCRATCH + self._scratch
        self._scratch += count
        self.scratch_cells = max(self.scratch_cells, self._scratch)
        return first

    def emit(self, operation: int, to: int = 0, a: int = 0, b: int = 0, node: tree.Expression | None = None) -> int:
        """Write an instruction; its place."""
        self.code.append((operation, to, a, b))
        self.nodes.append(node)
        return len(self.code) - 1

    def copy(self, to: int, cell: int, operation: int = COPY) -> None:
        """Bring a result to its cell: where it has only just been computed, compute it there in the first place."""
        if cell >= SCRATCH and self._landed < len(self.code) and self.code[-1][:2] == (self.code[-1][0], cell):
            computed, _, a, b = self.code[-1]
            if computed not in (RETURN, JUMP, JUMP_UNLESS, JUMP_IF):
                self.code[-1] = (computed, to, a, b)
                return
        self.emit(operation, to, cell)

    def land(self, jumps: Sequence[int]) -> None:
        """Make jumps lead to the next instruction."""
        self._landed = len(self.code)
        for jump in jumps:
            operation, _, a, b = self.code[jump]
            self.code[jump] = (operation, len(self.code), a, b)

    def emit_unless(self, condition: tree.Expression) -> int:
        """A jump that is taken unless a condition holds now; where it leads is for `land` to say."""
        return self.emit(JUMP_UNLESS, a=self.value(condition, watched=False))

    def row(self, cells: Sequence[int]) -> int:
        """Copies of cells, one beside the other; the first of them."""
        first = self.scratch(len(cells))
        for place, cell in enumerate(cells):
            self.emit(COPY, first + place, cell)
        return first

    def value_cell(self, node: tree.Expression) -> int:
        """The cell in which a variable, a stored truth or a count of firings is kept."""
        if isinstance(node, tree.VariableRead):
            return self.addresses["variable", node.name]
        if node in self.stored.index:
            return self.truths[self.stored.index[node]]
        return self._leaf(node)

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self, node: tree.Expression, *, watched: bool) -> int:
        """Write what computes an expression; the cell of its value."""
        if self.stored.keeps(node, watched=watched):
            return self._live(self.truths[self.stored.index[node]])
        if isinstance(node, tree.Comparison):
            return self._compared(node, watched=watched)
        if isinstance(node, tree.DefinitionRead):
            return self.value(node.meaning, watched=watched)
        if not node.children:
            return self._leaf(node)
        if isinstance(node, tree.All | tree.Chain):
            return self._connected(node.children, JUMP_UNLESS, watched=watched)
        if isinstance(node, tree.AnyOf):
            return self._connected(node.children, JUMP_IF, watched=watched)
        if isinstance(node, tree.Conditional):
            return self._conditional(node, lambda part: self.value(part, watched=watched), COPY, 1, watched=watched)
        return self._number(node, [self.value(child, watched=watched) for child in node.children])

    def _live(self, cell: int) -> int:
        self._reads.add(cell)
        return cell

    def _leaf(self, node: tree.Expression) -> int:
        match node:
            case tree.Literal():
                return self.cells.constant(float(node.value))
            case tree.NamedValue():
                return self.cells.constant(float(node.index))
            case tree.Day():
                return DAY
            case tree.ParameterRead():
                return self.addresses["parameter", node.name]
            case tree.LetRead():
                return self.addresses["let", node.name]
            case tree.Fired():
                counted = node.trigger if node.option is None else f"{node.trigger}.{node.option}"
                cell = self.addresses.get(("fired", counted))  # a trigger switched off never fires
                return ZERO if cell is None else self._live(cell)
            case tree.VariableRead():
                cell = self._live(self.addresses["variable", node.name])
                return self._to(GROWN, cell) if node.name in self.stored.growing else cell
        message = f"no meaning for {type(node).__name__}"
        raise TypeError(message)

    def _to(self, operation: int, a: int, b: int = 0, node: tree.Expression | None = None) -> int:
        to = self.scratch()
        self.emit(operation, to, a, b, node)
        return to

    def _connected(self, operands: Sequence[tree.Expression], leave: int, *, watched: bool) -> int:
        """`and`, `or`: from left to right, leaving at the first that decides."""
        to = self.scratch()
        leaving = []
        for operand in operands:
            self.copy(to, self.value(operand, watched=watched))
            if operand is not operands[-1]:
                leaving.append(self.emit(leave, a=to))
        self.land(leaving)
        return to

    def _conditional(
        self, node: tree.Conditional, inner: Callable[[tree.Expression], int], copy: int, width: int, *, watched: bool
    ) -> int:
        to = self.scratch(width)
        otherwise = self.emit(JUMP_UNLESS, a=self.value(node.condition, watched=watched))
        self.copy(to, inner(node.value), copy)
        end = self.emit(JUMP)
        self.land([otherwise])
        self.copy(to, inner(node.otherwise), copy)
        self.land([end])
        return to

    def _number(self, node: tree.Expression, cells: Sequence[int]) -> int:
        if isinstance(node, tree.Arithmetic):
            return self._to(ARITHMETIC[node.operator], *cells, node=node)
        if isinstance(node, tree.Per):
            days = DAYS_IN[node.unit]
            if cells[0] in self.cells.constants.values():
                return self.cells.constant(self.cells.initial[cells[0]] / days)
            return cells[0] if days == 1.0 else self._to(PER, cells[0], self.cells.constant(days))
        if isinstance(node, tree.Extreme):
            return self._folded(MINIMUM if node.function == "min" else MAXIMUM, cells)
        if isinstance(node, tree.NumberOf):
            return self._folded(ADD, [ZERO, *cells])
        return self._to({tree.Negative: NEGATE, tree.Absolute: ABSOLUTE, tree.Not: NOT}[type(node)], cells[0])

    def _folded(self, operation: int, cells: Sequence[int]) -> int:
        result = cells[0]
        for cell in cells[1:]:
            result = self._to(operation, result, cell)
        return result

    # -- comparisons and lines --------------------------------------------------------------------------------------

    def _compared(self, node: tree.Comparison, *, watched: bool) -> int:
        """A comparison judged on the spot: just after now where it moves and is linear (R3, R4)."""
        moving = self.stored.moves(node.left) or self.stored.moves(node.right)
        if moving and self.linear(node.left) and self.linear(node.right):
            left, right = self.line(node.left, watched=watched), self.line(node.right, watched=watched)
            return self._to(JUST_AFTER[node.operator], left, right)
        left, right = self.value(node.left, watched=watched), self.value(node.right, watched=watched)
        return self._to(COMPARISONS[node.operator], left, right)

    def linear(self, node: tree.Expression) -> bool:
        """Whether `line` can walk the expression."""
        if not self.stored.moves(node):
            return True
        match node:
            case tree.VariableRead() | tree.Day():
                return True
            case tree.DefinitionRead() | tree.Negative() | tree.Per():
                return self.linear(node.children[0])
            case tree.Conditional():
                return self.linear(node.value) and self.linear(node.otherwise)
            case tree.Arithmetic():
                bent = node.operator == "/" or (node.operator == "*" and self.stored.moves(node.left))
                return not (bent and self.stored.moves(node.right)) and all(map(self.linear, node.children))
        return False

    def line(self, node: tree.Expression, *, watched: bool) -> int:
        """Write what computes a linear expression with its slope; the first of the three cells (R4)."""
        if isinstance(node, tree.DefinitionRead):
            return self.line(node.meaning, watched=watched)
        if isinstance(node, tree.Conditional) and self.stored.moves(node):
            return self._conditional(node, lambda part: self.line(part, watched=watched), COPY_LINE, 3, watched=watched)
        to = self.scratch(3)
        if not self.stored.moves(node):
            self.emit(STILL_LINE, to, self.value(node, watched=watched))
        elif isinstance(node, tree.VariableRead):
            self.emit(GROWN_LINE, to, self._live(self.addresses["variable", node.name]))
        elif isinstance(node, tree.Day):
            self.emit(DAY_LINE, to)
        elif isinstance(node, tree.Negative):
            self.emit(NEGATE_LINE, to, self.line(node.operand, watched=watched))
        elif isinstance(node, tree.Per):
            days = self.scratch(3)
            left = self.line(node.operand, watched=watched)
            self.emit(STILL_LINE, days, self.cells.constant(DAYS_IN[node.unit]))
            self.emit(DIVIDE_LINES, to, left, days, node)
        elif isinstance(node, tree.Arithmetic):
            left, right = self.line(node.left, watched=watched), self.line(node.right, watched=watched)
            self.emit(LINES[node.operator], to, left, right, node)
        return to

    # -- the end ----------------------------------------------------------------------------------------------------

    def settle(self) -> Callable[[int], int]:
        """Give the cells for results on the way their places, behind all others; the function that finds them."""
        first = len(self.cells.labels)
        for place in range(self.scratch_cells):
            self.cells.add(f"scratch {place}")
        return lambda cell: cell - SCRATCH + first if cell >= SCRATCH else cell
