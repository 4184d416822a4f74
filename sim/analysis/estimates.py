"""Summary -> Estimates: everything that views show, as plain numbers that go into JSON and come back the same."""

import types
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sim.analysis.assertions import AssertionEstimate, ErrorEstimate, assertions, errors
from sim.analysis.outcomes import TimedProportion, as_summary, outcomes
from sim.analysis.paths import PathEstimates, paths
from sim.analysis.quantities import (
    FinalValues,
    ParameterEstimate,
    QuantityEstimate,
    final_values,
    parameters,
    quantities,
)
from sim.analysis.summary import Summary
from sim.analysis.timing import RungEstimate, TriggerEstimate, rungs, triggers
from sim.engine.rollouts import Rollouts
from sim.errors import RunFolderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """What many rollouts mean. Times in days from `starts` (ISO, with its offset); maps keep the order of the file.

    Intervals hold 95 %. They tell how well `rollouts` pin a number down, given the assumptions; they do not tell how
    good the assumptions are.
    """

    scenario: str
    title: str
    digest: str
    seed: int
    rollouts: int
    worlds: int
    engine: str
    starts: str
    horizon: float
    grid: tuple[float, ...]
    outcomes: dict[str, TimedProportion]
    rungs: dict[str, RungEstimate]
    triggers: dict[str, TriggerEstimate]
    quantities: dict[str, QuantityEstimate]
    final_values: dict[str, FinalValues]
    parameters: dict[str, ParameterEstimate]
    paths: PathEstimates
    assertions: dict[str, AssertionEstimate]
    errors: dict[str, ErrorEstimate]


def estimates(rollouts: Rollouts | Summary) -> Estimates:
    """Everything that is told of these rollouts."""
    summary = as_summary(rollouts)
    names = summary.names
    return Estimates(
        scenario=names.scenario,
        title=names.title,
        digest=names.digest,
        seed=summary.seed,
        rollouts=summary.rollouts,
        worlds=summary.worlds if summary.shared_worlds else summary.rollouts,
        engine=summary.engine,
        starts=names.starts,
        horizon=names.horizon,
        grid=tuple(float(day) for day in summary.grid),
        outcomes=outcomes(summary),
        rungs=rungs(summary),
        triggers=triggers(summary),
        quantities=quantities(summary),
        final_values=final_values(summary),
        parameters=parameters(summary),
        paths=paths(summary),
        assertions=assertions(summary),
        errors=errors(summary),
    )


def as_json(told: Estimates | Summary | Rollouts) -> dict[str, Any]:
    """The estimates as one JSON object: what `run --json` prints and `summary.json` holds."""
    plain = _plain(told if isinstance(told, Estimates) else estimates(told))
    return dict(plain)


def from_json(data: Any) -> Estimates:
    """The estimates that `as_json` wrote; RunFolderError when something is missing or of another type."""
    try:
        made = _typed(data, Estimates)
    except (KeyError, TypeError, ValueError) as wrong:
        message = f"this is no summary that flashpoint wrote, or one of another version: {wrong}"
        raise RunFolderError(message) from wrong
    if not isinstance(made, Estimates):
        message = "this is no summary that flashpoint wrote"
        raise RunFolderError(message)
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _typed(data: Any, kind: Any) -> Any:
    """`data` from JSON as a value of type `kind`: a dataclass, dict, tuple, union with None, or a plain type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _typed(data[name], part) for name, part in _parts(kind).items()})
    if origin is dict:
        return {name: _typed(part, arguments[1]) for name, part in data.items()}
    if origin is tuple:
        return tuple(_typed(part, arguments[0]) for part in data)
    if origin in {Union, types.UnionType}:
        return None if data is None else _typed(data, arguments[0])
    if not isinstance(data, (int, float) if kind is float else kind):
        message = f"{data!r} where {kind.__name__} was expected"
        raise TypeError(message)
    return float(data) if kind is float else data


@cache
def _parts(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
