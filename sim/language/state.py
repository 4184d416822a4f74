"""The state of the world: variables with their types, first values, bounds and slopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language.expressions import RESERVED_WORDS
from sim.language.inspection import constant
from sim.language.kinds import FLAG, NUMBER, Kind, Type
from sim.language.scenario import Variable
from sim.language.scope import cited_in
from sim.language.shapes import NAME
from sim.language.shapes_of_entries import CategoryState, CountState, FlagState, LevelState, QuantityState
from sim.language.tree import Literal, NamedValue

if TYPE_CHECKING:
    from sim.errors import Place
    from sim.language.declarations import Overrides
    from sim.language.nodes import Scalar
    from sim.language.schema import ScenarioFile
    from sim.language.scope import Scope, Written
    from sim.language.tree import Expression

State = LevelState | CategoryState | FlagState | CountState | QuantityState


@dataclass(frozen=True, slots=True)
class Stated:
    """A variable as the file declares it, with its full name and its type."""

    name: str
    owner: str
    entry: State
    place: Place
    type: Type

    @property
    def grows(self) -> bool:
        """Whether its value moves by itself."""
        return isinstance(self.entry, QuantityState) and self.entry.changes is not None


def stated_variables(file: ScenarioFile, scope: Scope) -> list[Stated]:
    """Every variable of the file: the shared ones, then those of each actor."""
    found = [(name, "", entry, file.key_in("state", name)) for name, entry in file.state.items()]
    for owner, actor in file.actors.items():
        found += [(f"{owner}.{name}", owner, entry, actor.key_in("state", name)) for name, entry in actor.state.items()]
    return [Stated(name, owner, entry, place, _type(entry, scope)) for name, owner, entry, place in found]


def _type(entry: State, scope: Scope) -> Type:
    match entry:
        case LevelState():
            return Type(Kind.LEVEL, _list_names(entry.levels, scope))
        case CategoryState():
            return Type(Kind.CATEGORY, _list_names(entry.category, scope))
        case FlagState():
            return FLAG
        case _:
            return NUMBER


def _list_names(names: list[Scalar], scope: Scope) -> tuple[str, ...]:
    """The names of a list, each fit to be one and given once."""
    found: dict[str, None] = {}
    for name in names:
        if not NAME.fullmatch(name.text):
            message = f"`{name}` cannot be a name: a name has letters, digits and `_`, and does not begin with a digit"
            scope.gathering.add(name.place, "name", message)
        elif name.text in RESERVED_WORDS:
            scope.gathering.add(name.place, "reserved-word", f"`{name}` is a word of the language and cannot be a name")
        elif name.text in found:
            scope.gathering.add(name.place, "duplicate-name", f"`{name}` stands twice in this list")
        found[name.text] = None
    return tuple(found)


def variables(stated: list[Stated], fixed: Scope, scope: Scope, changed: Overrides) -> dict[str, Variable]:
    """The variables of the state.

    Args:
        stated: what the file declares.
        fixed: the scope of first values and bounds, which knows parameters alone.
        scope: the scope of slopes, which knows everything.
        changed: other first values, by full name.
    """
    return {one.name: _variable(one, fixed, scope, changed.get(one.name)) for one in stated}


def _variable(one: Stated, fixed: Scope, scope: Scope, changed: Scalar | None) -> Variable:
    entry, written = one.entry, _first_value(one.entry)
    initial = fixed.fixed(written, one.type)
    if changed is not None:
        initial = fixed.fixed(changed, one.type)
    if isinstance(entry, CountState):
        _check_whole(initial, fixed)
    slope = entry.changes if isinstance(entry, QuantityState) else None
    low, high = _bounds(entry, fixed)
    return Variable(
        name=one.name,
        type=one.type,
        initial=initial if initial is not None else _default(one),
        owner=one.owner,
        whole=isinstance(entry, CountState),
        minimum=low,
        maximum=high,
        changes=scope.inside(one.owner).slope(slope),
        unit=getattr(entry, "unit", ""),
        title=entry.title,
        provenance=fixed.provenance(entry, *cited_in(written), *cited_in(slope)),
        place=one.place,
    )


def _first_value(entry: State) -> Written | None:
    match entry:
        case LevelState() | CategoryState():
            return entry.initial
        case FlagState():
            return entry.flag
        case CountState():
            return entry.count
        case QuantityState():
            return entry.quantity


def _default(one: Stated) -> Expression:
    """What a variable is at the start where the file does not say: the lowest level, the first category."""
    if one.type.names:
        return NamedValue(index=0, name=one.type.names[0], type=one.type, place=one.place)
    value: float | bool = False if one.type == FLAG else 0.0
    return Literal(value=value, text="false" if one.type == FLAG else "0", type=one.type, place=one.place)


def _check_whole(expression: Expression | None, scope: Scope) -> None:
    value = None if expression is None else constant(expression)
    if expression is not None and value is not None and value != int(value):
        scope.gathering.add(expression.place, "not-whole", f"a count is a whole number, and this is {expression}")


def _bounds(entry: State, scope: Scope) -> tuple[Expression | None, Expression | None]:
    """`min` and `max` (R5)."""
    if not isinstance(entry, CountState | QuantityState):
        return None, None
    low, high = scope.fixed(entry.min, NUMBER), scope.fixed(entry.max, NUMBER)
    if isinstance(entry, CountState):
        _check_whole(low, scope)
        _check_whole(high, scope)
    if low is not None and high is not None:
        values = constant(low), constant(high)
        if values[0] is not None and values[1] is not None and values[0] > values[1]:
            scope.gathering.add(low.place, "bounds", f"`min` is {low}, which is above `max`, {high}")
    return low, high
