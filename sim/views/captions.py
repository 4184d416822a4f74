"""One sentence for each figure that says what to see, made from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.words import capitalised, listed, quoted
from sim.views.wording import bound, calendar, frequency, natural, rough, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.estimates import Estimates
    from sim.analysis.timing import Curve, RungEstimate

WORTH_TELLING = 0.001
"""a curve below this is told as never"""


def of_outcomes(told: Estimates) -> str:
    """Which end is the most frequent, and which never came."""
    name, most = max(told.outcomes.items(), key=lambda pair: pair[1].k)
    sentence = f"{capitalised(natural(most))} rollouts end with {quoted(titled(name, most.title))}"
    never = [(name, end) for name, end in told.outcomes.items() if not end.k and name != "none"]
    if not never:
        return f"{sentence}."
    titles = listed([quoted(titled(name, end.title)) for name, end in never])
    most_probable = max(end.high for _, end in never)
    limit = f"in none of the {told.rollouts:,} (so at most about {bound(most_probable)} under these assumptions)"
    return f"{sentence}; {titles} came {limit}."


def of_rung_shares(told: Estimates) -> str:
    """Where most rollouts stand at the start, half-way and at the end."""
    dates, times = calendar(told), _three(told)
    said: list[str] = []
    before = ""
    for time in times:
        name, rung = max(told.rungs.items(), key=lambda pair: pair[1].on[time])
        day, share = dates.date(told.grid[time]), _share(rung.on[time])
        if not rung.on[time]:
            said.append(f"on {day} all have met an error")
            continue
        again = "still " if name == before else ""
        said.append(f"on {day} {again}{share} on {quoted(titled(name, rung.title))}")
        before = name
    return f"{capitalised(listed(_with_verb(said)))}."


def _with_verb(parts: Sequence[str]) -> list[str]:
    """`on 1 May about 3 in 10 on X` -> `on 1 May about 3 in 10 rollouts are on X`, the verb in the first part alone."""
    first = parts[0].replace(" on “", " rollouts are on “", 1)
    return [first, *parts[1:]]


def of_at_or_above(told: Estimates) -> str:
    """When the rollouts stand highest."""
    rung, curve = _telling(told, {name: rung.at_or_above for name, rung in told.rungs.items()})
    if not rung or curve is None:
        return "Hardly any rollout ever stands higher than at the start."
    peak = max(range(len(curve.p)), key=lambda time: (curve.p[time], -time))
    title, day = quoted(titled(rung, told.rungs[rung].title)), calendar(told).date(told.grid[peak])
    last = f", and {_share(curve.p[-1])} do at the end" if peak < len(curve.p) - 1 else ""
    most = f"{_share(curve.p[peak])} rollouts stand there"
    return f"The share at {title} or higher is largest around {day}, when {most}{last}."


def of_reached_by(told: Estimates) -> str:
    """How many reach the highest rung that is worth telling, and by when half of those have."""
    rung, _ = _telling(told, {name: rung.reached_by for name, rung in told.rungs.items()})
    if not rung:
        return "Hardly any rollout ever leaves the rungs on which it starts."
    there = told.rungs[rung]
    title = quoted(titled(rung, there.title))
    half = "" if there.median is None else f"; half of those are there by {calendar(told).date(there.median)}"
    higher = [titled(name, other.title) for name, other in _above(told, rung) if not other.k]
    never = f"; no rollout reached {listed(map(quoted, higher))}" if higher else ""
    return f"{capitalised(natural(there))} rollouts reach {title} at some time{half}{never}."


def of_paths(told: Estimates) -> str:
    """The most frequent path."""
    if not told.paths.most_frequent:
        return "No rollout went its way without an error."
    path = told.paths.most_frequent[0]
    steps = [quoted(titled(name, told.rungs[name].title)) for name in path.rungs]
    way = f"stay on {steps[0]} throughout" if len(steps) == 1 else f"go from {', then '.join(steps)}"
    way = way.replace(", then ", " to ", 1) if len(steps) > 1 else way
    beginning = " as far as paths are told apart" if told.paths.cut_after else ""
    rank = f", the most frequent of {told.paths.distinct:,} different paths" if told.paths.distinct > 1 else ""
    return f"{capitalised(natural(path))} rollouts {way}{beginning}{rank}."


def of_triggers(told: Estimates, names: Sequence[str]) -> str:
    """Which of these triggers fires first, in the median, and how many never did."""
    fired = [(name, told.triggers[name]) for name in names if told.triggers[name].k]
    silent = len(names) - len(fired)
    which = f"{silent} of these {len(names)} triggers never" if fired else f"None of these {silent} triggers ever"
    never = f"{which} fired in {told.rollouts:,} rollouts" if silent else ""
    early = [(name, trigger) for name, trigger in fired if trigger.median is not None]
    if not early:
        return f"{never}."
    name, first = min(early, key=lambda pair: pair[1].median or 0.0)
    title = quoted(titled(name, first.title))
    day = calendar(told).date(first.median or 0.0)
    share = f"it fires in {natural(first)} rollouts, in half of those by {day}"
    return f"The earliest in the median is {title}: {share}{f'; {never}' if never else ''}."


def of_quantities(told: Estimates, names: Sequence[str]) -> str:
    """Between which values the first of these quantities that varies ends."""
    varying = [name for name in names if told.quantities[name].end.min != told.quantities[name].end.max]
    if not varying:
        return "None of these varies between rollouts at the end."
    quantity = told.quantities[varying[0]]
    spread = quantity.end.quantiles
    low, middle, high = (rough(value) for value in (spread.p5, spread.p50, spread.p95))
    unit = f" {quantity.unit}" if quantity.unit else ""
    title = quoted(titled(varying[0], quantity.title))
    return f"In nine rollouts of ten {title} ends between {low} and {high}{unit}, in the median at {middle}."


def _share(p: float) -> str:
    if p <= 0:
        return "none"
    return "all" if p >= 1 else frequency(p)


def _three(told: Estimates) -> list[int]:
    """The first, the middle and the last time of the grid."""
    last = len(told.grid) - 1
    return sorted({0, last // 2, last})


def _telling(told: Estimates, curves: dict[str, Curve]) -> tuple[str, Curve | None]:
    """The highest rung with a curve that is worth telling and does not stay at all or nothing."""
    for name in reversed(told.rungs):
        curve = curves[name]
        if max(curve.p) >= WORTH_TELLING and min(curve.k) < told.rollouts:
            return name, curve
    return "", None


def _above(told: Estimates, rung: str) -> list[tuple[str, RungEstimate]]:
    names = list(told.rungs)
    return [(name, told.rungs[name]) for name in names[names.index(rung) + 1 :]]
