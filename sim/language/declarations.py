"""What a scenario declares: names, sources, parameters and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import ScenarioError
from sim.language.expressions import RESERVED_WORDS, names_in, sign_of_law
from sim.language.inspection import constant
from sim.language.kinds import Kind, Type
from sim.language.nodes import Scalar
from sim.language.ordering import in_order
from sim.language.scenario import Definition, Parameter, Source
from sim.language.scope import Scope, bare, cited_in, place_of
from sim.language.shapes import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.errors import Place
    from sim.language.distributions import Amount
    from sim.language.schema import ScenarioFile
    from sim.language.shapes_of_entries import ParameterEntry, Table
    from sim.language.tree import Expression

Overrides = Mapping[str, Scalar]
"""New values of parameters and initial states, by full name."""


def sources(file: ScenarioFile) -> dict[str, Source]:
    """The sources that the file declares."""
    return {
        name: Source(
            name=name,
            title=entry.title,
            publisher=entry.publisher,
            date=entry.date,
            url=entry.url,
            note=entry.note,
            place=file.key_in("sources", name),
        )
        for name, entry in file.sources.items()
    }


# -- names -------------------------------------------------------------------------------------------------------------

KEPT_NAMES = {
    "actors": {"events": "`disable: events` means all events"},
    "events": {"events": "`disable: events` means all events"},
    "outcomes": {
        "none": "it stands for no outcome by the horizon",
        "error": "it stands for rollouts that met an error",
    },
}
"""Names that have a meaning of their own, by section."""


def check_names(file: ScenarioFile, scope: Scope) -> None:
    """Complain of reserved words, and of a name that stands for two things."""
    taken: dict[str, tuple[str, Place]] = {}
    for section, name, full, place in declared_names(file):
        if name in RESERVED_WORDS:
            scope.gathering.add(place, "reserved-word", f"`{name}` is a word of the language and cannot be a name")
        if reason := KEPT_NAMES.get(section, {}).get(name):
            scope.gathering.add(place, "reserved-word", f"`{name}` cannot be a name here: {reason}")
        if full in taken:
            other, first = taken[full]
            message = f"`{full}` is a name in `{section}` here and in `{other}` on line {first.line}"
            scope.gathering.add(place, "two-meanings", message, "rename one of the two")
        taken.setdefault(full, (section, place))
    for section in ("outcomes", "assertions", "variants"):
        for name in getattr(file, section):
            if reason := KEPT_NAMES.get(section, {}).get(name):
                place = file.key_in(section, name)
                scope.gathering.add(place, "reserved-word", f"`{name}` cannot be a name here: {reason}")


def declared_names(file: ScenarioFile) -> Iterator[tuple[str, str, str, Place]]:
    """Section, name, full name and place of everything that an expression may name."""
    for section in ("parameters", "state", "define", "events", "actors"):
        for name in getattr(file, section):
            yield section, name, name, file.key_in(section, name)
    for owner, actor in file.actors.items():
        for section in ("state", "triggers"):
            for name in getattr(actor, section):
                yield f"{section} of {owner}", name, f"{owner}.{name}", actor.key_in(section, name)


# -- parameters --------------------------------------------------------------------------------------------------------


def parameters(
    file: ScenarioFile, scope: Scope, changed: Overrides, lists: Sequence[Type]
) -> tuple[dict[str, Parameter], Scope]:
    """The parameters, each after those that it reads, and the scope in which they are known.

    `lists` are the levels and categories of the state, which a parameter with options may choose from.
    """
    texts = {name: changed.get(name) or bare(entry.value) for name, entry in file.parameters.items()}
    order = _ordered(texts, scope, "parameters")
    found: dict[str, Parameter] = {}
    for name in order:
        entry = file.parameters[name]
        expected = _choice_type(entry, scope, lists)
        parameter = _parameter(name, entry, expected, scope, changed.get(name), file.key_in("parameters", name))
        if parameter is None:
            scope.gathering.broken.add(name)
            continue
        found[name] = parameter
        symbols = scope.symbols
        sign = sign_of_law(parameter.law, symbols.signs)
        signs = symbols.signs if sign is None else {**symbols.signs, name: sign}
        known = {**symbols.parameters, name: parameter.type}
        scope = replace(scope, symbols=replace(symbols, parameters=known, signs=signs))
    return found, scope


def _ordered(texts: Mapping[str, Scalar | Table], scope: Scope, section: str) -> list[str]:
    """The names of a section in an order in which each reads only earlier ones; cycles are complained about."""
    reads = {name: _reads(name, value, scope) & texts.keys() for name, value in texts.items()}
    order, cycles = in_order(reads)
    for cycle in cycles:
        place = texts[cycle[0]].place
        told = " reads ".join(f"`{name}`" for name in cycle)
        scope.gathering.add(place, "cycle", f"these {section} read one another in a circle: {told}")
    scope.gathering.broken.update(texts.keys() - set(order))
    return order


def _reads(name: str, value: Scalar | Table, scope: Scope) -> set[str]:
    """The names in a value; none if it cannot be read, which is told where it is."""
    if isinstance(value, Scalar):
        try:
            return set(names_in(value.text, value.place))
        except ScenarioError:
            return set()
    return {
        read
        for case in value.cases
        for text in (getattr(case, "if_", None), getattr(case, "value", None), getattr(case, "else_", None))
        if text is not None
        for read in _reads(name, text, scope)
    }


def _parameter(
    name: str, entry: ParameterEntry, expected: Type | None, scope: Scope, changed: Scalar | None, place: Place
) -> Parameter | None:
    law = scope.fixed_amount(entry.value, expected)
    if law is None:
        return None
    options = tuple(found for text in entry.options or () if (found := scope.fixed(text, law.type)) is not None)
    between = _between(name, entry, law.type, scope)
    if changed is not None:
        new = scope.fixed_amount(changed, law.type)
        law = law if new is None else new
    if options and law.is_certain and not _among(law, options):
        told = ", ".join(str(option) for option in options)
        at = changed.place if changed else place_of(entry.value)
        text = changed.text if changed else str(bare(entry.value))
        scope.gathering.add(at, "choice", f"`{text}` is not one of the options of `{name}`: {told}")
    return Parameter(
        name=name,
        type=law.type,
        law=law,
        between=between,
        options=options,
        unit=entry.unit,
        title=entry.title,
        provenance=scope.provenance(entry, *cited_in(entry.value)),
        place=place,
    )


def _among(law: Amount, options: tuple[Expression, ...]) -> bool:
    values = [constant(option) for option in options]
    argument = getattr(law, "arguments", (None,))[0]
    value = constant(argument) if argument is not None else None
    return argument in options or (value is not None and value in values)


def _choice_type(entry: ParameterEntry, scope: Scope, lists: Sequence[Type]) -> Type | None:
    """The list of names that a parameter with options chooses from; None if it is a flag or a number.

    Names that belong to one list of the state make the parameter one of that list, so that it can be an initial value.
    """
    names = tuple(option.text for option in entry.options or ())
    if not names or not all(NAME.fullmatch(name) for name in names) or {"true", "false"} & set(names):
        return None
    if any(name in scope.symbols.parameters for name in names):
        return None
    fitting = list(dict.fromkeys(kind for kind in lists if set(names) <= set(kind.names)))
    exact = [kind for kind in fitting if kind.names == names]
    if exact or len(fitting) == 1:
        return (exact or fitting)[0]
    return Type(Kind.CATEGORY, names)


def _between(name: str, entry: ParameterEntry, kind: Type, scope: Scope) -> tuple[Expression, Expression] | None:
    """The plausible range of a parameter: two numbers of its unit, the lower one first."""
    if entry.between is None:
        return None
    if kind.kind is not Kind.NUMBER:
        message = f"`{name}` is a {kind}, so it has no range; `options` lists what it can be"
        scope.gathering.add(entry.place_of("between"), "wrong-type", message)
        return None
    low, high = (scope.fixed(end, kind) for end in entry.between)
    if low is None or high is None:
        return None
    values = constant(low), constant(high)
    if values[0] is not None and values[1] is not None and values[0] >= values[1]:
        scope.gathering.add(low.place, "bounds", f"the range of `{name}` begins at {low}, which is not below {high}")
    return low, high


# -- definitions -------------------------------------------------------------------------------------------------------


def definitions(file: ScenarioFile, scope: Scope) -> tuple[dict[str, Definition], Scope]:
    """The definitions in the order of the file, and the scope in which they are known; they may read one another."""
    found: dict[str, Definition] = {}
    for name in _ordered({name: bare(written) for name, written in file.define.items()}, scope, "definitions"):
        written = file.define[name]
        meaning = scope.expression(written)
        provenance = scope.provenance(*cited_in(written))
        if meaning is None:
            scope.gathering.broken.add(name)
            continue
        found[name] = Definition(name=name, meaning=meaning, provenance=provenance, place=file.key_in("define", name))
        known = {**scope.symbols.definitions, name: meaning}
        scope = replace(scope, symbols=replace(scope.symbols, definitions=known))
    return {name: found[name] for name in file.define if name in found}, scope
