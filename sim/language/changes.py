"""What is changed when a scenario is loaded: values set, triggers switched off, a variant, another horizon.

Changes come from four sides, the later winning: a saved variant file, a variant of the scenario, the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import Place, nearest
from sim.language.nodes import Scalar
from sim.language.shapes import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.language.gathering import Gathering
    from sim.language.scenario import Changes
    from sim.language.schema import ExtensionFile, ScenarioFile
    from sim.language.shapes_of_entries import VariantEntry


@dataclass(frozen=True, slots=True)
class Layer:
    """New values by name, and names of what is switched off, each with the place where it is said."""

    set: Mapping[str, Scalar] = field(default_factory=dict)
    disable: tuple[Scalar, ...] = ()
    names: Mapping[str, Place] = field(default_factory=dict)
    """where the names of `set` stand"""


def called(option: str, text: str, value: str | None = None) -> Scalar:
    """A text that comes from the caller: its place names the option, as on the command line."""
    value = text if value is None else value
    return Scalar(value, Place(f"{option} {text}", 0, 1, max(1, len(value)), value))


def layer_of_call(changes: Changes) -> Layer:
    """The changes that a caller asks for."""
    values = {name: called("--set", f"{name}={text}", text) for name, text in changes.set.items()}
    places = {name: called("--set", f"{name}={text}", name).place for name, text in changes.set.items()}
    return Layer(values, tuple(called("--disable", name) for name in changes.disable), places)


def written_layer(entry: ExtensionFile | VariantEntry) -> Layer:
    """The changes that a variant or a saved variant file writes."""
    return Layer(entry.set, listed(entry.disable), {name: entry.key_in("set", name) for name in entry.set})


def check_layer(layer: Layer, settable: Iterable[str], disablable: Iterable[str], gathering: Gathering) -> Layer:
    """The layer without names that are not known, after a complaint about each."""
    can_be_set, can_be_off = list(settable), list(disablable)
    for name in layer.set:
        if name not in can_be_set:
            message = f"`{name}` is neither a parameter nor a variable of the state, so it cannot be set"
            gathering.add(layer.names[name], "unknown-override", message, nearest(name, can_be_set))
    for off in layer.disable:
        if off.text not in can_be_off:
            message = f"`{off}` is neither a trigger nor an actor, so it cannot be switched off"
            gathering.add(off.place, "unknown-override", message, nearest(off.text, can_be_off))
    known = {name: text for name, text in layer.set.items() if name in can_be_set}
    return Layer(known, tuple(off for off in layer.disable if off.text in can_be_off), layer.names)


def settable_names(file: ScenarioFile) -> list[str]:
    """Full names of the parameters and variables."""
    own = [f"{owner}.{name}" for owner, actor in file.actors.items() for name in actor.state]
    return [*file.parameters, *file.state, *own]


def disablable_names(file: ScenarioFile) -> list[str]:
    """What can be switched off: triggers, actors, all events."""
    own = [f"{owner}.{name}" for owner, actor in file.actors.items() for name in actor.triggers]
    return [*file.events, *file.actors, *own, "events"]


def switched_off(file: ScenarioFile, layers: Sequence[Layer]) -> tuple[str, ...]:
    """Full names of the triggers that the layers switch off, in the order of the file."""
    names = {name.text for layer in layers for name in layer.disable}
    events = [name for name in file.events if name in names or "events" in names]
    own = [
        f"{owner}.{name}"
        for owner, actor in file.actors.items()
        for name in actor.triggers
        if f"{owner}.{name}" in names or owner in names
    ]
    return (*events, *own)
