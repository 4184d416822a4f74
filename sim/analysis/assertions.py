"""What became of the assertions, and which errors rollouts met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.intervals import Proportion, proportion
from sim.analysis.outcomes import as_summary

if TYPE_CHECKING:
    from sim.analysis.summary import Summary
    from sim.engine.rollouts import Rollouts


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionEstimate:
    """An assertion over many rollouts (R28).

    `violated` is the share among the `decided` rollouts that decided it, None when none did; `occurred` the share of
    all rollouts in which what it speaks of came up at all. `first_violation` is the lowest violating rollout, on `day`.
    """

    title: str
    decided: int
    violated: Proportion | None
    occurred: Proportion
    first_violation: int | None
    day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEstimate:
    """A kind of error: the share of rollouts that met it, and the first of them in full."""

    share: Proportion
    first: tuple[str, ...]
    rollouts: tuple[int, ...]


def assertions(rollouts: Rollouts | Summary) -> dict[str, AssertionEstimate]:
    """The assertions, in the order of the file."""
    summary = as_summary(rollouts)
    shared = summary.shared_worlds
    found = {}
    for index, name in enumerate(summary.names.assertions):
        decided, first = int(summary.decided.k[index]), summary.first_violation[index]
        found[name] = AssertionEstimate(
            title=summary.names.titles.get(f"assertion:{name}", name),
            decided=decided,
            violated=summary.violated.proportion(index, summary.decided, index, shared=shared) if decided else None,
            occurred=summary.occurred.proportion(index, summary.everyone, shared=shared),
            first_violation=first[0] if first else None,
            day=first[1] if first else None,
        )
    return found


def errors(rollouts: Rollouts | Summary) -> dict[str, ErrorEstimate]:
    """The errors by kind; empty when there was none."""
    summary = as_summary(rollouts)
    return {
        kind: ErrorEstimate(
            share=proportion(count, summary.rollouts),
            first=tuple(str(fault) for fault in first),
            rollouts=tuple(fault.rollout for fault in first),
        )
        for kind, (count, first) in summary.faults.kinds.items()
    }
