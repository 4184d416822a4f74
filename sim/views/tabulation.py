"""Estimates as tables of words, for the terminal and the report alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language.words import number_in_words, spoken
from sim.views.wording import bound, calendar, counted, day_in_words, day_number, interval, percent, rough, titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.analysis.assertions import AssertionEstimate
    from sim.analysis.estimates import Estimates
    from sim.analysis.intervals import Proportion
    from sim.analysis.outcomes import TimedProportion
    from sim.language.scenario import BaseRate

INTERVALS = "Intervals hold 95%: they tell how well so many rollouts pin a share down, given the assumptions."
DOUBT = (
    "“From not knowing” is the part of the variance that comes from the uncertain parameters, which differ from world"
    " to world; the rest is luck within a world."
)
NONE = "–"
SAID = {"true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words: `heads` and `rows` have the same length; from column `numbers` on, cells are numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numbers: int = 1


def share_cells(share: Proportion) -> tuple[str, str, str]:
    """A share in per cent, its interval, and how many rollouts it is."""
    return percent(share.p), f"up to {bound(share.high)}" if not share.k else interval(share), f"{share.k:,}"


def of_all(told: Estimates) -> str:
    """The head of a column that counts rollouts."""
    return f"of {told.rollouts:,} rollouts"


def counted_plainly(share: Proportion) -> str:
    """`3,712 of 10,000`."""
    return f"{share.k:,} of {share.n:,}"


def bracket(told: Estimates, share: Proportion) -> tuple[str, ...]:
    """Where rollouts erred, the share with all of them counted as no, and as yes (R18)."""
    return (f"{bound(share.p_low_errors)} to {bound(share.p_high_errors)}",) if told.errors else ()


def doubt(told: Estimates, share: Proportion) -> tuple[str, ...]:
    """With several rollouts to a world, how much of the variance comes from not knowing the parameters."""
    if told.worlds >= told.rollouts:
        return ()
    return (NONE if share.not_knowing is None else percent(share.not_knowing),)


def doubt_head(told: Estimates) -> tuple[str, ...]:
    """The head of that column, where there is one."""
    return ("from not knowing",) if told.worlds < told.rollouts else ()


def _bracket_head(told: Estimates) -> tuple[str, ...]:
    return ("errors as all-no to all-yes",) if told.errors else ()


def _note(told: Estimates) -> str:
    return f"{INTERVALS} {DOUBT}" if told.worlds < told.rollouts else INTERVALS


def outcome_table(told: Estimates) -> Table:
    """How the rollouts end, and when."""
    heads = (
        "outcome", "share", "95% interval", of_all(told), *_bracket_head(told), *doubt_head(told),
        "ends on (median)", "middle half",
    )  # fmt: skip
    rows = tuple(
        (titled(name, end.title), *share_cells(end), *bracket(told, end), *doubt(told, end), *_dates(told, end))
        for name, end in told.outcomes.items()
    )
    return Table("How the rollouts end", heads, rows, _note(told))


def rung_table(told: Estimates) -> Table:
    """Which rungs are reached, when, and for how long; highest first, as a ladder stands."""
    heads = (
        "rung", "reached in", "95% interval", of_all(told), *_bracket_head(told), *doubt_head(told),
        "first on (median)", "middle half", "days on it, if reached", "highest rung in",
    )  # fmt: skip
    rows = tuple(
        (
            titled(name, rung.title),
            *share_cells(rung),
            *bracket(told, rung),
            *doubt(told, rung),
            *_dates(told, rung),
            day_in_words(rung.days_if_reached),
            percent(rung.highest.p),
        )
        for name, rung in reversed(told.rungs.items())
    )
    note = f"{INTERVALS} Dates and days are those of the rollouts that reach the rung; the others never do."
    return Table("Rungs of the ladder, highest first", heads, rows, note)


def rung_course(told: Estimates, *, at_or_above: bool = False) -> Table:
    """The share of rollouts on each rung (or at or above it) at a few dates; highest first."""
    dates, times = calendar(told), _some_times(told)
    years = [dates.moment(told.grid[time]).year for time in times]
    fresh = [index == 0 or year != years[index - 1] for index, year in enumerate(years)]
    heads = ("rung", *(dates.short(told.grid[time], year=new) for time, new in zip(times, fresh, strict=True)))
    rows = tuple(
        (
            titled(name, rung.title),
            *(percent((rung.at_or_above.p if at_or_above else rung.on)[time]) for time in times),
        )
        for name, rung in reversed(told.rungs.items())
    )
    title = "Share of rollouts on the rung or a higher one" if at_or_above else "Share of rollouts on each rung"
    return Table(title, heads, rows, "A rollout that has ended stays on the rung on which it ended.")


def trigger_table(told: Estimates) -> Table:
    """Which triggers fire, how often and when; in the order of the file."""
    heads = (
        "trigger", "fires in", "95% interval", of_all(told), *_bracket_head(told),
        "first on (median)", "middle half", "firings a rollout",
    )  # fmt: skip
    rows = tuple(
        (
            titled(name, trigger.title),
            *share_cells(trigger),
            *bracket(told, trigger),
            *_dates(told, trigger),
            f"{rough(trigger.mean_firings)} (most {trigger.max_firings:,})",
        )
        for name, trigger in told.triggers.items()
    )
    return Table("Triggers and events", heads, rows, f"{INTERVALS} Dates are those of the rollouts in which it fires.")


def quantity_table(told: Estimates) -> Table:
    """How counts and quantities end."""
    heads = ("at the end", "mean", "sd", "5%", "25%", "median", "75%", "95%", "least", "most")
    rows = []
    for name, quantity in told.quantities.items():
        end, spread = quantity.end, quantity.end.quantiles
        title = titled(name, quantity.title) + (f" ({quantity.unit})" if quantity.unit else "")
        values = (end.mean, end.sd, spread.p5, spread.p25, spread.p50, spread.p75, spread.p95, end.min, end.max)
        rows.append((title, *map(rough, values)))
    coarse = max((quantity.end.resolution for quantity in told.quantities.values()), default=0.0)
    exact = "" if not coarse else f" Quantiles are exact to {number_in_words(100 * coarse, 1)}% of their size."
    note = f"How rollouts differ from one another, to two digits. 5%: one rollout in twenty ends no higher.{exact}"
    return Table("Counts and quantities", heads, tuple(rows), note)


def value_table(told: Estimates) -> Table:
    """Where flags, levels and categories stand at the end."""
    rows = []
    for name, values in told.final_values.items():
        shares = [
            f"{SAID.get(value, spoken(value))} {percent(k / values.n)}"
            for value, k in values.k.items()
            if values.n and k
        ]
        rows.append((titled(name, values.title), ", ".join(shares) or NONE))
    return Table("Where the rest stands at the end", ("variable", "share of rollouts"), tuple(rows), numbers=2)


def path_table(told: Estimates, most: int = 10) -> Table:
    """The most frequent ways over the ladder, and all others."""
    rows = [
        (" → ".join(titled(name, told.rungs[name].title) for name in path.rungs), *share_cells(path))
        for path in told.paths.most_frequent[:most]
    ]
    rest = told.paths.distinct - len(rows)
    if rest > 0:
        hidden = sum(path.k for path in told.paths.most_frequent[most:])
        others = told.paths.others
        rows.append((f"{rest:,} others", percent((others.k + hidden) / others.n), "", f"{others.k + hidden:,}"))
    cut = told.paths.cut_after
    note = INTERVALS + (f" Paths are told apart by their first {cut} rungs." if cut else "")
    return Table("Paths", ("path", "share", "95% interval", of_all(told)), tuple(rows), note)


def assertion_table(told: Estimates) -> Table:
    """What became of the assertions (R28)."""
    rows = tuple(
        (
            titled(name, assertion.title),
            _verdict(assertion),
            f"{assertion.decided:,}",
            counted_plainly(assertion.occurred),
            NONE if assertion.first_violation is None else f"rollout {assertion.first_violation:,}",
        )
        for name, assertion in told.assertions.items()
    )
    heads = ("assertion", "violated", "rollouts that decided it", "came up in", "first violation")
    note = (
        "“At most” is the upper end of a 95% interval: rollouts can show that a violation is possible, never that it is"
        " not. “Came up” counts the rollouts in which what the assertion speaks of happened at all."
    )
    return Table("Assertions", heads, rows, note, numbers=5)


def _verdict(assertion: AssertionEstimate) -> str:
    if assertion.violated is None:
        return "undecided: no rollout decided it"
    return f"VIOLATED in {counted(assertion.violated)}" if assertion.violated.k else counted(assertion.violated)


def error_table(told: Estimates) -> Table:
    """Errors that rollouts met, by kind (R18)."""
    rows = tuple(
        (kind, counted_plainly(error.share), ", ".join(f"{rollout:,}" for rollout in error.rollouts))
        for kind, error in told.errors.items()
    )
    return Table("Errors", ("kind", "rollouts", "first rollouts"), rows)


def base_rate_table(told: Estimates, base_rates: Mapping[str, BaseRate]) -> Table:
    """Published shares beside what this scenario gives for the same statement."""
    rows = []
    for rate in base_rates.values():
        ours = told.outcomes.get(rate.statement) or told.rungs.get(rate.statement)
        here = (NONE, NONE) if ours is None else share_cells(ours)[:2]
        title = rate.statement if ours is None else titled(rate.statement, ours.title)
        low, high = rate.interval
        cited = ", ".join(rate.provenance.sources) or "judgement"
        rows.append((title, *here, percent(rate.share), f"{bound(low)} to {bound(high)}", rate.definition, cited))
    heads = (
        "statement",
        "in this scenario",
        "95% interval",
        "published share",
        "95% interval",
        "what it is a share of",
        "source",
    )
    return Table("Published shares", heads, tuple(rows), numbers=7)


def _dates(told: Estimates, share: TimedProportion) -> tuple[str, str]:
    """The median date and the dates between which the middle half lies."""
    if share.median is None or share.q25 is None or share.q75 is None:
        return NONE, NONE
    dates = calendar(told)
    first, last = dates.short(share.q25), dates.short(share.q75)
    return (
        f"{dates.short(share.median)} (day {day_number(share.median)})",
        first if first == last else f"{first} to {last}",
    )


def _some_times(told: Estimates) -> list[int]:
    """Indices of about seven times, spread evenly over the grid."""
    last = len(told.grid) - 1
    return sorted({round(last * part / 6) for part in range(7)}) if last >= 0 else []
