"""What a run found, as tables on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from sim.views.tabulation import (
    DOUBT,
    INTERVALS,
    Table,
    assertion_table,
    bracket,
    doubt,
    doubt_head,
    error_table,
    path_table,
    share_cells,
)
from sim.views.wording import calendar, day_number, titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.analysis.estimates import Estimates
    from sim.analysis.outcomes import TimedProportion
    from sim.views.run_folder import MadeRun

MODESTY = "What follows from the assumptions of the file, and how often; not a forecast of what leaders will do."
PATHS = 5


class Terminal(Console):
    """Stdout. That its reader has gone is the caller's to judge; a Console would end the program."""

    def on_broken_pipe(self) -> None:
        """Let the error go on to the caller."""
        raise BrokenPipeError


def show_run(made: MadeRun, console: Console | None = None) -> None:
    """Print what a run found; on stdout, unless a console is given."""
    show(made.estimates, console or Terminal())


def show(told: Estimates, console: Console) -> None:
    """Print what many rollouts mean: outcomes, rungs, triggers, paths, assertions and errors."""
    worlds = f", {told.worlds:,} worlds" if told.worlds < told.rollouts else ""
    console.print(Text(told.title or told.scenario, style="bold"))
    console.print(Text(f"{told.rollouts:,} rollouts, seed {told.seed}{worlds}, scenario {told.digest}. {MODESTY}"))
    for table in _tables(told):
        if table.rows:
            console.print()
            console.print(_drawn(table))
    console.print(Text(INTERVALS, style="dim"))
    if told.worlds < told.rollouts:
        console.print(Text(DOUBT, style="dim"))
    for error in told.errors.values():
        for line in error.first[:1]:
            console.print(Text(line, style="red"))


def _tables(told: Estimates) -> tuple[Table, ...]:
    fired = {name: trigger for name, trigger in told.triggers.items() if trigger.k}
    return (
        _shares(told, "How the rollouts end", "end", told.outcomes),
        _shares(told, "Rungs reached, highest first", "first", dict(reversed(told.rungs.items()))),
        _shares(
            told, f"Triggers that fired ({len(fired)} of {len(told.triggers)}), by name", "first", fired, named=True
        ),
        path_table(told, PATHS),
        assertion_table(told),
        error_table(told),
    )


def _shares(
    told: Estimates, title: str, when: str, shares: Mapping[str, TimedProportion], *, named: bool = False
) -> Table:
    """Shares with their times, by title, or by name where titles are sentences."""
    dates = calendar(told)
    rows = tuple(
        (
            name if named else titled(name, share.title),
            *share_cells(share),
            *bracket(told, share),
            *doubt(told, share),
            "never" if share.median is None else f"{dates.short(share.median)} (day {day_number(share.median)})",
        )
        for name, share in shares.items()
    )
    errors = ("with errors",) if told.errors else ()
    heads = ("", "share", "95% interval", f"of {told.rollouts:,}", *errors, *doubt_head(told), f"{when} (median)")
    return Table(title, heads, rows)


def _drawn(table: Table) -> RichTable:
    drawn = RichTable(
        title=Text(table.title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    for number, head in enumerate(table.heads):
        right = number >= table.numbers
        drawn.add_column(Text(head), justify="right" if right else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    return drawn
