"""A run, shown: its figures, the register of its assumptions, and its report, written into the run folder."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from sim.language.register import as_data
from sim.views.plots import drawings
from sim.views.report import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.analysis.estimates import Estimates
    from sim.language.scenario import Scenario


def present_run(folder: Path, scenario: Scenario, told: Estimates, manifest: Mapping[str, Any]) -> None:
    """Write figures/*.svg and *.png, register.csv and report.html into a folder, over what is there."""
    drawn = tuple(drawings(told))
    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    for drawing in drawn:
        (figures / f"{drawing.name}.svg").write_text(drawing.svg, encoding="utf-8")
        (figures / f"{drawing.name}.png").write_bytes(drawing.png)
    # Both may name a file whose name is no UTF-8.
    (folder / "register.csv").write_text(register_csv(scenario), encoding="utf-8", errors="backslashreplace")
    page = render(told, scenario, manifest, drawn)
    (folder / "report.html").write_text(page, encoding="utf-8", errors="backslashreplace")


def register_csv(scenario: Scenario) -> str:
    """The assumption register as comma-separated values with a header."""
    lines = as_data(scenario)
    text = io.StringIO()
    if lines:
        writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return text.getvalue()
