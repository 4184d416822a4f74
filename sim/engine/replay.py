"""The command that tells a rollout again: what an error or a violation names (R18, R28)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.language.scenario import Scenario


def replay_command(scenario: Scenario, seed: int, rollout: int, worlds: int | None = None) -> str:
    """`flashpoint narrate …` with every change that the scenario was loaded with."""
    changes = scenario.changes
    words = ["flashpoint", "narrate", scenario.path or scenario.name, "--seed", str(seed), "--rollout", str(rollout)]
    if worlds is not None:
        words += ["--worlds", str(worlds)]
    if changes.variant:
        words += ["--variant", changes.variant]
    for name, value in changes.set.items():
        words += ["--set", f"{name}={value}"]
    for name in changes.disable:
        words += ["--disable", name]
    if changes.horizon:
        words += ["--horizon", changes.horizon]
    return shlex.join(words)
