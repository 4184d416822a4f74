"""A scenario as flat tables of numbers, which the fast engine interprets: one compiled program serves every scenario.

`tabulate` makes them, `str(tables)` prints them for people and tests. Expressions become register code (see
`sim.engine.tables_code`), everything else rows of numbers (`sim.engine.tables_rows`). What reads which cell of the
memory is told beside them, so that after a change only what can have changed is judged again (R13).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import tables_rows as row
from sim.engine.tables_code import JUMP, JUMP_IF, JUMP_UNLESS, NO_PROGRAM, Assembler, Cells, Program, Stored
from sim.engine.tables_order import expressions, judged, numbers_at_decision
from sim.engine.tables_rows import NOTHING, within
from sim.language import tree
from sim.language.correlations import factor
from sim.language.distributions import Amount, Law, LawCases
from sim.language.kinds import Kind
from sim.language.scenario import Assertion, Assign, Effect, Lapse, Let, Repeat, Scenario, Shift, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from sim.language.scenario import Outcome, Variable

REPEATS = {Repeat.ONCE: row.ONCE, Repeat.EACH_TIME: row.EACH_TIME, Repeat.WHILE_IT_HOLDS: row.WHILE_IT_HOLDS}
KINDS = {Kind.NUMBER: row.NUMBER, Kind.FLAG: row.FLAG, Kind.LEVEL: row.NAME, Kind.CATEGORY: row.NAME}
OPERATORS = {"=": row.ASSIGN, "+=": row.ADD_TO, "-=": row.TAKE_FROM}

MOST_RUNGS = 2**15 - 1
MOST_CELLS = 2**28 - 1


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one scenario: `whole` and `memory` for machines, the rest to tell people what the numbers mean.

    `whole` is read as `sim.engine.tables_rows` says; `memory` is what the cells begin with. `labels` names the cells,
    `nodes` the expression that each instruction computes (for messages), `laws` the law of each row, `stored` the
    truths that are kept, `inputs` what each of them is judged on, `effects` the effect of each row.
    """

    scenario: Scenario
    whole: NDArray[np.int64]
    memory: NDArray[np.float64]
    labels: tuple[str, ...]
    nodes: tuple[tree.Expression | None, ...]
    laws: tuple[Law, ...]
    stored: tuple[tree.Expression, ...]
    inputs: tuple[tuple[tree.Expression, ...], ...]
    effects: tuple[Effect, ...]

    def __str__(self) -> str:
        """Memory, code and rows, in a form for people."""
        from sim.engine.tables_text import printed

        return printed(self)


def tabulate(scenario: Scenario) -> Tables:
    """The tables of a scenario.

    Raises:
        UsageError: the scenario is too large for a type of the tables; the message says which limit.
    """
    return _Tabulation(scenario).tables()


@dataclass(slots=True)
class _Watchers:
    """Who is called when a cell changes: watchers by section, each with the cells that it reads."""

    reads: dict[str, list[frozenset[int]]] = field(default_factory=lambda: {name: [] for name in row.SECTIONS})

    def add(self, section: str, *programs: Program) -> int:
        """A new watcher; its number in the section."""
        self.reads[section].append(frozenset().union(*(program.reads for program in programs)))
        return len(self.reads[section]) - 1

    def sections(self) -> list[int]:
        """The first word of each section, and the number of words."""
        first = [0]
        for name in row.SECTIONS:
            first.append(first[-1] + -(-len(self.reads[name]) // row.WORD))
        return first

    def marks(self, cells: int) -> tuple[list[int], list[tuple[int, int]]]:
        """Where the marks of each cell begin, and the marks: a word and the bits of it to set."""
        called: list[dict[int, int]] = [{} for _ in range(cells)]
        for name, first in zip(row.SECTIONS, self.sections(), strict=False):
            for watcher, reads in enumerate(self.reads[name]):
                for cell in reads:
                    word, bit = first + watcher // row.WORD, 1 << (watcher % row.WORD)
                    called[cell][word] = called[cell].get(word, 0) | bit
        marks = [sorted(words.items()) for words in called]
        spans = [0]
        for words in marks:
            spans.append(spans[-1] + len(words))
        return spans, [mark for words in marks for mark in words]


class _Tabulation:
    """The tables in the making; each method adds the rows of one kind."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.growing = frozenset(name for name, variable in scenario.variables.items() if variable.grows)
        self.cells = Cells()
        self.addresses: dict[tuple[str, str], int] = {}
        self.stored = Stored(self.growing)
        for node, watched in expressions(scenario):
            self.stored.register(node, watched=watched)
        for name in scenario.triggers:
            for part in ("what is left of", "rate of", "next draw of"):
                self.cells.add(f"{part} {name}")
        self._lay_out()
        truths = [self.cells.add(f"truth of {node}") for node in self.stored.index]
        self.assembler = Assembler(self.cells, self.stored, self.addresses, truths)
        self.watchers = _Watchers()
        self.amounts: list[tuple[int, ...]] = []
        self.laws: list[tuple[int, ...]] = []
        self.law_texts: list[Law] = []
        self.effects: list[tuple[int, ...]] = []
        self.effect_texts: list[Effect] = []
        self.options: list[tuple[int, ...]] = []
        self.happenings: list[tuple[int, ...]] = []
        self.input_texts: tuple[tuple[tree.Expression, ...], ...] = ()
        self.factor = factor(scenario.correlated, list(scenario.parameters)) or {}
        self.ties: list[tuple[int, int]] = []
        self.listeners: list[int] = []
        self.recalls: list[int] = []
        self.variable_numbers = {name: number for number, name in enumerate(scenario.variables)}
        self.trigger_numbers = {name: number for number, name in enumerate(scenario.triggers)}

    def _lay_out(self) -> None:
        """Cells for everything that has a name."""
        for name in self.scenario.parameters:
            self.addresses["parameter", name] = self.cells.add(name)
        for name in self.scenario.variables:
            self.addresses["variable", name] = self.cells.add(name)
            if name in self.growing:
                self.cells.add(f"slope of {name}")
                self.cells.add(f"since when {name}")
        for name, trigger in self.scenario.triggers.items():
            self.addresses["fired", name] = self.cells.add(f"fired({name})")
            for number in range(len(trigger.options)):
                self.addresses["fired", f"{name}.{number}"] = self.cells.add(f"fired({name}.{number + 1})")
            for effect in trigger.effects:
                if isinstance(effect, Let) and ("let", effect.name) not in self.addresses:
                    self.addresses["let", effect.name] = self.cells.add(f"let {effect.name}")

    def tables(self) -> Tables:
        """All rows, in an order in which nothing is missing."""
        parameters = [self._parameter(name) for name in self.scenario.parameters]
        world = self._world()
        variables = [self._variable(variable) for variable in self.scenario.variables.values()]
        quantities = [self._quantity(name, world) for name in self.scenario.variables if name in self.growing]
        stored, inputs = self._stored_rows(world)
        triggers = [self._trigger(trigger) for trigger in self.scenario.triggers.values()]
        ladder = [self.assembler.watched(rung.when) for rung in self.scenario.ladder]
        self.watchers.add("settled", *ladder)
        assertions = [self._assertion(assertion) for assertion in self.scenario.assertions.values()]
        outcomes = [self._outcome(outcome) for outcome in self.scenario.outcomes.values()]
        return self._flat(
            parameters, variables, quantities, stored, inputs, world, triggers, ladder, assertions, outcomes
        )

    def _flat(self, *made: Sequence[Any]) -> Tables:
        """Everything as one array, with its directory before it."""
        parameters, variables, quantities, stored, inputs, world, triggers, ladder, assertions, outcomes = made
        place = self.assembler.settle()
        saved = self.cells.add("saved", 0.0)
        for _ in range(sum(3 if grows else 1 for _, grows in inputs)):
            self.cells.add("saved", 0.0)
        within(len(self.cells.labels), MOST_CELLS, "cells of memory")
        within(len(ladder), MOST_RUNGS, "rungs")
        spans, marks = self.watchers.marks(len(self.cells.labels))
        parts: dict[str, Sequence[Iterable[int]]] = {
            "code": [_addressed(line, place) for line in self.assembler.code],
            "parameter": parameters, "tie": self.ties, "variable": variables, "amount": self.amounts,
            "law": [(family, place(cell), count) for family, cell, count in self.laws],
            "quantity": quantities, "stored": [(*s[:4], place(s[4]), place(s[5]), *s[6:]) for s in stored],
            "input": inputs, "world": [(item,) for item in world], "trigger": triggers, "option": self.options,
            "effect": self.effects, "happening": self.happenings,
            "listener": [(number,) for number in self.listeners], "recall": [(number,) for number in self.recalls],
            "ladder": [(program.start,) for program in ladder], "outcome": outcomes, "assertion": assertions,
            "span": [(span,) for span in spans], "mark": marks,
        }  # fmt: skip
        arrays = {name: row.flattened(rows, name) for name, rows in parts.items()}
        begins = np.cumsum([row.DIRECTORY, *(len(array) for array in arrays.values())])
        words = self.watchers.sections()
        directory = [
            *begins[:-1].tolist(),
            *map(len, parts.values()),
            *words[1:],
            *self._state_plan(words[-1], stored),
            saved,
        ]
        within(int(begins[-1]), 2**31 - 1, "numbers in its tables")
        return Tables(
            scenario=self.scenario,
            whole=np.concatenate([row.flattened([directory], "parts"), *arrays.values()]),
            memory=np.array(self.cells.initial, dtype=np.float64),
            labels=tuple(self.cells.labels),
            nodes=tuple(self.assembler.nodes),
            laws=tuple(self.law_texts),
            stored=tuple(self.stored.index),
            inputs=self.input_texts,
            effects=tuple(self.effect_texts),
        )

    def _state_plan(self, words: int, stored: Sequence[object]) -> list[int]:
        """Where the parts of the state begin in `n`: watchers, called triggers, and so on to the decisions."""
        triggers = len(self.scenario.triggers)
        sizes = [
            words, -(-triggers // row.WORD), triggers, len(self.options), row.TRUTH_WIDTH * len(stored),
            len(self.growing), len(self.scenario.outcomes), row.OBLIGATION_WIDTH * len(self.scenario.assertions),
        ]  # fmt: skip
        first = row.COURSE_WIDTH + row.LIFE_WIDTH * triggers
        return [first, *(first + int(size) for size in np.cumsum(sizes))]

    # -- the world --------------------------------------------------------------------------------------------------

    def _world(self) -> list[int]:
        """The watchers of the world in the order of R13: what reads nothing growing, the slopes, the rest."""
        nodes = list(self.stored.index)
        still = [number for number, node in enumerate(nodes) if not self.stored.reads_growing(node)]
        moving = [number for number in range(len(nodes)) if number not in set(still)]
        return [*still, *(NOTHING - number for number in range(len(self.growing))), *moving]

    def _parameter(self, name: str) -> tuple[int, ...]:
        parameter = self.scenario.parameters[name]
        amount = self._amount(parameter.law)
        ties = self.factor.get(name, ())
        score = self.cells.add(f"score of {name}") if ties else NOTHING
        self.addresses["score", name] = score
        first = len(self.ties)
        self.ties += [(self.addresses["score", other], self.cells.constant(share)) for other, share in ties]
        kind = KINDS[parameter.type.kind]
        return self.addresses["parameter", name], amount, kind, score, first, len(ties)

    def _variable(self, variable: Variable) -> tuple[int, ...]:
        bounds = [self.assembler.instant(bound) for bound in (variable.minimum, variable.maximum)]
        low, high = (
            self.cells.constant(limit) if program is NO_PROGRAM else self.cells.add(f"{word} of {variable.name}")
            for program, limit, word in zip(bounds, (-np.inf, np.inf), ("min", "max"), strict=True)
        )
        self.addresses["min", variable.name], self.addresses["max", variable.name] = low, high
        growing = [name for name in self.scenario.variables if name in self.growing]
        return (
            self.addresses["variable", variable.name], low, high,
            growing.index(variable.name) if variable.grows else NOTHING,
            KINDS[variable.type.kind], int(variable.whole), len(variable.type.names) - 1,
            self.assembler.instant(variable.initial).start, bounds[0].start, bounds[1].start,
        )  # fmt: skip

    def _quantity(self, name: str, world: list[int]) -> tuple[int, ...]:
        slope = self.assembler.watched(self.scenario.variables[name].changes)
        number = len(self.watchers.reads["world"])
        self.watchers.add("world", slope)
        return (
            self.addresses["variable", name], self.addresses["min", name], self.addresses["max", name], slope.start,
            world.index(NOTHING - number),
        )  # fmt: skip

    def _stored_rows(self, world: list[int]) -> tuple[list[tuple[int, ...]], list[tuple[int, int]]]:
        """The stored truths, and the cells that they are judged on."""
        slopes, self.watchers.reads["world"] = self.watchers.reads["world"], []
        found: list[tuple[int, ...]] = []
        programs: list[Program] = []
        inputs: list[tuple[int, int]] = []
        saved = 0
        for number, node in enumerate(self.stored.index):
            read = self._inputs(node) if isinstance(node, tree.Comparison) else ()
            program, made = self._stored_row(node)
            programs.append(program)
            found.append((*made, len(inputs), len(read), saved, world.index(number)))
            inputs += [(self.assembler.value_cell(part), int(self._grows(part))) for part in read]
            saved += sum(3 if self._grows(part) else 1 for part in read)
            self.input_texts += (read,)
        for item in world:
            self.watchers.reads["world"].append(programs[item].reads if item >= 0 else slopes[NOTHING - item])
        return found, inputs

    def _stored_row(self, node: tree.Expression) -> tuple[Program, tuple[int, ...]]:
        cell = self.assembler.truths[self.stored.index[node]]
        if isinstance(node, tree.Comparison):
            program, left, right = self.assembler.comparison(node)
            symbol = (">=", ">", "<=", "<").index(node.operator)
            return program, (row.COMPARE, cell, symbol, program.start, left, right, NOTHING)
        if isinstance(node, tree.Ever):
            program = self.assembler.watched(node.condition)
            return program, (row.LATCH, cell, NOTHING, program.start, 0, 0, NOTHING)
        if isinstance(node, tree.Recently):
            within_ = self.assembler.instant(node.within).start
            program = self.assembler.watched(node.condition)
            return program, (row.RECALL, cell, NOTHING, program.start, 0, 0, within_)
        message = f"{node} is not stored"
        raise TypeError(message)

    def _inputs(self, node: tree.Comparison) -> tuple[tree.Expression, ...]:
        """What a stored comparison is judged on (R4): variables, counts of firings, truths stored inside of it."""

        def visit(part: tree.Expression) -> Iterator[tree.Expression]:
            if self.stored.keeps(part, watched=True) or isinstance(part, tree.VariableRead | tree.Fired):
                yield part
                return
            for child in part.children:
                yield from visit(child)

        return (*visit(node.left), *visit(node.right))

    def _grows(self, node: tree.Expression) -> bool:
        return isinstance(node, tree.VariableRead) and node.name in self.growing

    # -- amounts and effects ----------------------------------------------------------------------------------------

    def _amount(self, amount: Amount | None) -> int:
        """The row of an amount: its program yields the value, or the number of the law to draw from."""
        if amount is None:
            return NOTHING
        if isinstance(amount, Law) and amount.is_certain:
            self.amounts.append((self.assembler.instant(amount.arguments[0]).start, 0))
            return len(self.amounts) - 1
        start = self.assembler.begin()
        branches = amount.branches if isinstance(amount, LawCases) else ()
        for condition, law in branches:
            unless = self.assembler.emit_unless(condition)
            self._law(law)
            self.assembler.land([unless])
        self._law(amount.otherwise if isinstance(amount, LawCases) else amount)
        self.amounts.append((row.instruction(start), 1))
        return len(self.amounts) - 1

    def _law(self, law: Law) -> None:
        """Code that puts the arguments of a law in a row and returns the law's number."""
        cells = [self.assembler.value(argument, watched=False) for argument in law.arguments]
        first = self.assembler.row(cells)
        number = len(self.laws)
        self.laws.append((int(law.family), first, len(cells)))
        self.law_texts.append(law)
        self.assembler.end(0, self.cells.constant(float(number)))

    def _effects(self, effects: Sequence[Effect]) -> tuple[int, int]:
        first = len(self.effects)
        for effect in effects:
            self.effects.append(self._effect(effect))
            self.effect_texts.append(effect)
        return first, len(effects)

    def _effect(self, effect: Effect) -> tuple[int, ...]:
        if isinstance(effect, Assign):
            amount, variable = self._amount(effect.amount), self.variable_numbers[effect.target]
            return OPERATORS[effect.operator], amount, _slot(effect.slot), variable, 0, NOTHING, 0, NOTHING
        if isinstance(effect, Shift):
            limit = self.assembler.instant(effect.limit).start
            variable = self.variable_numbers[effect.target]
            return row.SHIFT, NOTHING, NOTHING, variable, 0, limit, int(effect.up), NOTHING
        if isinstance(effect, Let):
            cell = self.addresses["let", effect.name]
            return row.LET, self._amount(effect.amount), _slot(effect.slot), NOTHING, cell, NOTHING, 0, NOTHING
        return row.CANCEL, NOTHING, NOTHING, NOTHING, 0, NOTHING, 0, self.trigger_numbers.get(effect.trigger, NOTHING)

    # -- triggers ---------------------------------------------------------------------------------------------------

    def _trigger(self, trigger: Trigger) -> tuple[int, ...]:
        code = self.assembler
        when = code.watched(trigger.when)
        self.watchers.add("guards", when)
        hold, delay = code.instant(trigger.hold).start, self._amount(trigger.after)
        rate = code.watched(trigger.rate)
        self.watchers.add("clocks", rate)
        numbers = [code.instant(node).start for node in numbers_at_decision(trigger)]
        then, regret = self._effects(trigger.then), self._effects(trigger.failing_that)
        happening = self._happening(trigger.name, None)
        first_option = len(self.options)
        for number, option in enumerate(trigger.options):
            self.options.append(
                (
                    code.instant(option.chance).start, *self._effects(option.effects),
                    self.addresses["fired", f"{trigger.name}.{number}"],
                    self.cells.add(f"chance of {trigger.name}.{number + 1}"),
                    self._happening(trigger.name, number),
                )
            )  # fmt: skip
        return (
            int(trigger.at is not None), when.start, hold, delay, rate.start, *numbers,
            *then, *regret, first_option, len(trigger.options), REPEATS[trigger.repeat],
            int(trigger.rate is None and trigger.if_it_lapses is Lapse.PROCEED), int(bool(trigger.on)), trigger.rank,
            self.addresses["fired", trigger.name], self._argument_cells(trigger), happening,
        )  # fmt: skip

    def _argument_cells(self, trigger: Trigger) -> int:
        """Cells that remember the arguments with which the pending delay was drawn (R30)."""
        law = trigger.after
        laws = (
            [] if law is None else [law] if isinstance(law, Law) else [*(law for _, law in law.branches), law.otherwise]
        )
        count = max((len(law.arguments) for law in laws), default=1)
        cells = [self.cells.add(f"argument {number} of {trigger.name}") for number in range(count)]
        return cells[0]

    def _happening(self, name: str, option: int | None) -> int:
        """Who answers to a firing (R33), and which `recently` begin with it (R36)."""
        listeners = [
            number
            for number, other in enumerate(self.scenario.triggers.values())
            if any(named.trigger == name and named.option in (None, option) for named in other.on)
        ]
        recalls = [
            number
            for number, node in enumerate(self.stored.index)
            if isinstance(node, tree.Recently) and node.trigger == name and node.option in (None, option)
        ]
        self.happenings.append((len(self.listeners), len(listeners), len(self.recalls), len(recalls)))
        self.listeners += listeners
        self.recalls += recalls
        return len(self.happenings) - 1

    # -- the settled state ------------------------------------------------------------------------------------------

    def _assertion(self, assertion: Assertion) -> tuple[int, ...]:
        code = self.assembler
        condition = code.watched(judged(assertion))
        occurs = code.watched(assertion.never or assertion.whenever)
        then, within_ = code.watched(assertion.then), code.instant(assertion.within)
        self.watchers.add("settled", condition, occurs, then)
        return condition.start, occurs.start, then.start, within_.start

    def _outcome(self, outcome: Outcome) -> tuple[int, ...]:
        when, hold = self.assembler.watched(outcome.when), self.assembler.instant(outcome.hold)
        self.watchers.add("settled", when)
        return when.start, hold.start, int(outcome.at_horizon)


def _addressed(line: tuple[int, int, int, int], place: Callable[[int], int]) -> tuple[int, ...]:
    """An instruction with its cells in their places, and the instruction that it may jump to."""
    operation, to, a, b = line
    if operation in (JUMP, JUMP_IF, JUMP_UNLESS):
        return operation, row.instruction(to), place(a), place(b)
    return operation, place(to), place(a), place(b)


def _slot(slot: int | None) -> int:
    return NOTHING if slot is None else slot
