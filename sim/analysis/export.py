"""Estimates as a table: one line for each share, time and quantity, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.estimates import Estimates
    from sim.analysis.intervals import Proportion

COLUMNS = (
    "kind", "name", "title", "n", "k", "p", "low", "high", "p_low_errors", "p_high_errors",
    "median", "q25", "q75", "mean", "sd", "min", "max", "p5", "p25", "p50", "p75", "p95", "unit",
)  # fmt: skip


def as_csv(told: Estimates) -> str:
    """The estimates as comma-separated values with a header; times in days, an empty cell where there is nothing."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in _rows(told):
        writer.writerow({name: "" if value is None else value for name, value in row.items()})
    return text.getvalue()


def _rows(told: Estimates) -> Iterator[dict[str, Any]]:
    for kind, shares in (("outcome", told.outcomes), ("rung", told.rungs), ("trigger", told.triggers)):
        for name, timed in shares.items():
            times = {"title": timed.title, "median": timed.median, "q25": timed.q25, "q75": timed.q75}
            yield {"kind": kind, "name": name} | times | _share(timed)
    for name, quantity in told.quantities.items():
        yield {"kind": "quantity", "name": name, "title": quantity.title, "unit": quantity.unit} | _spread(quantity.end)
    for name, parameter in told.parameters.items():
        about = {"kind": "parameter", "name": name, "title": parameter.title, "unit": parameter.unit}
        yield about | _spread(parameter.drawn)
    for name, values in told.final_values.items():
        for value, k in values.k.items():
            share = k / values.n if values.n else None
            about = {"kind": "final value", "name": f"{name} = {value}", "title": values.title}
            yield about | {"n": values.n, "k": k, "p": share}
    for name, assertion in told.assertions.items():
        violated = _share(assertion.violated) if assertion.violated else {"n": 0}
        yield {"kind": "violated", "name": name, "title": assertion.title} | violated
        yield {"kind": "occurred", "name": name, "title": assertion.title} | _share(assertion.occurred)
    for kind, error in told.errors.items():
        yield {"kind": "error", "name": kind} | _share(error.share)


def _share(share: Proportion) -> dict[str, Any]:
    names = ("n", "k", "p", "low", "high", "p_low_errors", "p_high_errors")
    return {name: getattr(share, name) for name in names}


def _spread(spread: Any) -> dict[str, Any]:
    quantiles = {name: getattr(spread.quantiles, name) for name in ("p5", "p25", "p50", "p75", "p95")}
    return {name: getattr(spread, name) for name in ("n", "mean", "sd", "min", "max")} | quantiles
