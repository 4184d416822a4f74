from __future__ import annotations

import csv
import io

from sim.analysis.estimates import estimates
from sim.analysis.export import COLUMNS, as_csv
from tests.analysis.synthetic import rollouts_of

TOLD = estimates(rollouts_of(80, errors=0.2))
ROWS = list(csv.DictReader(io.StringIO(as_csv(TOLD))))


def test_every_line_has_every_column() -> None:
    assert all(tuple(row) == COLUMNS for row in ROWS)


def test_shares_and_times_stand_as_they_are() -> None:
    (row,) = [row for row in ROWS if (row["kind"], row["name"]) == ("rung", "border_war")]
    rung = TOLD.rungs["border_war"]
    assert (int(row["k"]), float(row["p"]), float(row["median"])) == (rung.k, rung.p, rung.median)
    assert row["title"] == rung.title


def test_what_there_is_none_of_is_empty() -> None:
    (row,) = [row for row in ROWS if (row["kind"], row["name"]) == ("outcome", "great_power_clash")]
    assert (row["k"], row["median"], row["mean"]) == ("0", "", "")


def test_all_kinds_are_there() -> None:
    kinds = {
        "outcome", "rung", "trigger", "quantity", "parameter", "final value", "violated", "occurred", "error",
    }  # fmt: skip
    assert {row["kind"] for row in ROWS} == kinds
