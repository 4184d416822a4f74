"""How counts and quantities vary between rollouts, at the end and on the grid; and where the rest stands at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.outcomes import as_summary
from sim.analysis.spread import Distribution, Spread
from sim.analysis.summary import Summary
from sim.engine.rollouts import Rollouts


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantilesOnGrid:
    """The values that 5, 25, 50, 75 and 95 % of the rollouts do not exceed, at each time of the grid."""

    p5: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p95: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionOnGrid:
    """How a quantity varies between rollouts, at each time of the grid; after its end a rollout stays as it was."""

    mean: tuple[float, ...]
    sd: tuple[float | None, ...]
    min: tuple[float, ...]
    max: tuple[float, ...]
    quantiles: QuantilesOnGrid
    resolution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityEstimate:
    """A count or quantity; rollouts that met an error are left out. `on_grid` is None when it was not asked for."""

    title: str
    unit: str
    end: Distribution
    on_grid: DistributionOnGrid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalValues:
    """How many of `n` rollouts (without an error) end on each value of a flag, level or category."""

    title: str
    n: int
    k: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterEstimate:
    """An uncertain parameter as it was drawn."""

    title: str
    unit: str
    drawn: Distribution


def quantities(rollouts: Rollouts | Summary) -> dict[str, QuantityEstimate]:
    """The counts and quantities, in the order of the file."""
    summary = as_summary(rollouts)
    return {
        name: QuantityEstimate(
            title=summary.names.titles.get(f"variable:{name}", name),
            unit=summary.names.units.get(name, ""),
            end=summary.quantities[index].distribution(),
            on_grid=_on_grid(summary.quantities_on_grid[index]),
        )
        for index, name in enumerate(summary.names.quantities)
    }


def final_values(rollouts: Rollouts | Summary) -> dict[str, FinalValues]:
    """The flags, levels and categories, in the order of the file."""
    summary = as_summary(rollouts)
    return {
        name: FinalValues(
            title=summary.names.titles.get(f"variable:{name}", name),
            n=int(counts.sum()),
            k={value: int(count) for value, count in zip(values, counts, strict=True)},
        )
        for (name, values), counts in zip(summary.names.variables.items(), summary.final_values, strict=True)
        if values
    }


def parameters(rollouts: Rollouts | Summary) -> dict[str, ParameterEstimate]:
    """The uncertain parameters, in the order of the file."""
    summary = as_summary(rollouts)
    return {
        name: ParameterEstimate(
            title=summary.names.titles.get(f"parameter:{name}", name),
            unit=summary.names.units.get(name, ""),
            drawn=drawn.distribution(),
        )
        for name, drawn in zip(summary.names.parameters, summary.parameters, strict=True)
    }


def _on_grid(spreads: Sequence[Spread]) -> DistributionOnGrid | None:
    """The distributions side by side; None without any, or where no rollout went without an error."""
    told = [spread.distribution() for spread in spreads]
    if not told or not told[0].n:
        return None
    rows = {
        name: tuple(getattr(point.quantiles, name) for point in told) for name in ("p5", "p25", "p50", "p75", "p95")
    }
    return DistributionOnGrid(
        mean=tuple(point.mean or 0.0 for point in told),
        sd=tuple(point.sd for point in told),
        min=tuple(point.min or 0.0 for point in told),
        max=tuple(point.max or 0.0 for point in told),
        quantiles=QuantilesOnGrid(**rows),
        resolution=max(point.resolution for point in told),
    )
