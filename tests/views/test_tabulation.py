from __future__ import annotations

from dataclasses import replace

from sim.analysis.estimates import estimates
from sim.language.scenario import BaseRate, Provenance
from sim.views.tabulation import (
    Table,
    assertion_table,
    base_rate_table,
    error_table,
    outcome_table,
    path_table,
    quantity_table,
    rung_course,
    rung_table,
    trigger_table,
    value_table,
)
from tests.analysis.synthetic import rollouts_of

TOLD = estimates(rollouts_of(2_000))
ERRED = estimates(rollouts_of(200, errors=0.4))


def row(table: Table, first: str) -> dict[str, str]:
    """The row that begins with `first`, by heads."""
    (found,) = [cells for cells in table.rows if cells[0] == first]
    return dict(zip(table.heads, found, strict=True))


def test_rows_are_as_wide_as_their_heads() -> None:
    makers = (
        outcome_table, rung_table, rung_course, trigger_table, quantity_table, value_table, path_table, assertion_table,
        error_table,
    )  # fmt: skip
    for told in (TOLD, ERRED):
        tables = [maker(told) for maker in makers]
        assert all(len(cells) == len(table.heads) for table in tables for cells in table.rows)


def test_an_outcome_that_never_came_has_a_bound_and_no_date() -> None:
    cells = row(outcome_table(TOLD), "Forces of the two patrons fire on each other")
    assert cells["share"] == "0%"
    assert cells["95% interval"] == "up to 0.19%"
    assert cells["of 2,000 rollouts"] == "0"
    assert cells["ends on (median)"] == "–"


def test_the_ladder_stands_with_its_highest_rung_on_top() -> None:
    table = rung_table(TOLD)
    assert table.rows[0][0] == "Forces of the two patrons fire on each other"
    assert table.rows[-1][0] == "A ceasefire that holds"
    start = row(table, "War inside the contested province")
    assert (start["reached in"], start["first on (median)"]) == ("100%", "31 Oct (day 0)")


def test_the_course_of_the_ladder_is_told_at_a_few_dates() -> None:
    on, above = rung_course(TOLD), rung_course(TOLD, at_or_above=True)
    assert on.heads == ("rung", "31 Oct 2020", "20 Nov", "10 Dec", "30 Dec", "19 Jan 2021", "8 Feb", "28 Feb")
    assert row(on, "War inside the contested province")["31 Oct 2020"] == "100%"
    assert set(above.rows[-1][1:]) == {"100%"}


def test_with_errors_each_share_is_told_with_all_of_them_as_no_and_as_yes() -> None:
    """R18"""
    head = "errors as all-no to all-yes"
    assert head not in outcome_table(TOLD).heads
    for table in (outcome_table(ERRED), rung_table(ERRED), trigger_table(ERRED)):
        assert head in table.heads
    cells = row(outcome_table(ERRED), "A ceasefire that holds a month")
    low, high = cells[head].replace("%", "").split(" to ")
    assert float(low) < float(high)
    assert [cells[0] for cells in error_table(ERRED).rows] == ["division-by-zero", "negative-rate"]


def test_paths_and_all_others_add_up() -> None:
    table = path_table(TOLD, 3)
    assert len(table.rows) == 4
    assert table.rows[0][0] == "War inside the contested province → A ceasefire that holds"
    assert sum(int(cells[3].replace(",", "")) for cells in table.rows) == 2_000
    assert table.rows[-1][0].endswith("others")


def test_assertions_are_never_told_as_a_bare_pass() -> None:
    """R28"""
    held, broken, untold = assertion_table(TOLD).rows
    assert held[1] == "0 of 2,000 (at most 0.19%)"
    assert broken[1].startswith("VIOLATED in ")
    assert broken[4].startswith("rollout ")
    assert untold[1] == "undecided: no rollout decided it"


def test_quantities_have_two_digits_and_values_are_named() -> None:
    cells = row(quantity_table(TOLD), "Deaths on both sides (people)")
    assert cells["median"].endswith(",000")
    assert cells["least"].endswith("00")
    aid = row(value_table(TOLD), "The kind of aid")["share of rollouts"]
    assert aid.startswith("undecided 3")
    assert "border guards" in aid


def test_quantiles_that_are_not_exact_say_so() -> None:
    end = replace(TOLD.quantities["deaths"].end, resolution=0.004)
    coarse = replace(TOLD, quantities={"deaths": replace(TOLD.quantities["deaths"], end=end)})
    assert "exact to 0.4% of their size" in quantity_table(coarse).note
    assert "exact" not in quantity_table(TOLD).note


def test_published_shares_stand_beside_what_they_are_about() -> None:
    rates = {
        name: BaseRate(
            name=name, statement=name, share=0.059, interval=(0.047, 0.074), definition="What was counted.",
            provenance=Provenance(sources=("mid",)),
        )
        for name in ("intervention", "settlement", "elsewhere")
    }  # fmt: skip
    rung, outcome, unknown = base_rate_table(TOLD, rates).rows
    assert rung[0] == "Forces of the patron in the fight"
    assert rung[3:] == ("5.9%", "4.7% to 7.4%", "What was counted.", "mid")
    assert outcome[1] == outcome_table(TOLD).rows[1][1]
    assert unknown[:3] == ("elsewhere", "–", "–")
