"""The engines against answers that do not come from them: textbook formulas and published test suites.

Each oracle is a scenario in `scenarios/` and a list of figures; `figures.py` tells how far a simulation may stray, and
docs/methods.md tells it to users. The deep profile (`FLASHPOINT_PROFILE=deep`) takes twenty times the rollouts, runs
the SBML cases to their end, and tries every mutant.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

import sim
from tests.oracles.chains import PUBLISHED_CHAINS
from tests.oracles.closed_forms import CLOSED_FORMS
from tests.oracles.figures import DEEP, SCENARIOS, Finding, Oracle, outside_published_range, rejected
from tests.oracles.reaction_networks import REACTION_NETWORKS

if TYPE_CHECKING:
    from sim.engine.rollouts import Rollouts

ENGINES = ("reference",)

ORACLES = CLOSED_FORMS + REACTION_NETWORKS + PUBLISHED_CHAINS
METHODS = Path(__file__).parents[2] / "docs" / "methods.md"

TRIED_EVERY_DAY = ("competing_exponential", "fault_sequence", "renewal_erlang2")
"""Oracles whose mutants are quick to try, so that a check which cannot fail does not wait for the deep profile."""
MUTANTS = tuple(oracle for oracle in ORACLES if DEEP or oracle.name in TRIED_EVERY_DAY)

pytestmark = pytest.mark.timeout(7200 if DEEP else 120)


def simulated(oracle: Oracle, file: Path, engine: str, *, times: int = 1) -> Rollouts:
    """`times` the everyday rollouts of a scenario file, under the oracle's grid, worlds and horizon."""
    scenario = sim.load(file, horizon=oracle.horizon)
    return sim.simulate(
        scenario,
        rollouts=oracle.rollouts * times,
        seed=crc32(
            oracle.name.encode()
        ),  # triggers of one name share their luck under one seed (R19), oracles must not
        engine=engine,
        jobs=None if DEEP else 1,
        worlds=oracle.worlds and oracle.worlds * times,
        grid=oracle.grid,
    )


def table(findings: list[Finding]) -> str:
    """The findings, a line each, as a failing test shows them."""
    return "\n" + "\n".join(str(finding) for finding in findings)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: oracle.name)
def test_engine_agrees_with_the_oracle(oracle: Oracle, engine: str) -> None:
    rollouts = simulated(oracle, oracle.scenario, engine, times=20 if DEEP else 1)
    assert not rollouts.faults
    findings = oracle.measured(rollouts)
    assert not rejected(findings), table(findings)
    if oracle.published_rule:
        assert outside_published_range(oracle, findings) <= 1, table(findings)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("oracle", MUTANTS, ids=lambda oracle: oracle.name)
def test_a_fault_put_in_on_purpose_is_rejected(oracle: Oracle, engine: str, tmp_path: Path) -> None:
    text = oracle.scenario.read_text(encoding="utf-8")
    assert oracle.mutant.find in text
    mutant = tmp_path / oracle.scenario.name
    mutant.write_text(text.replace(oracle.mutant.find, oracle.mutant.put), encoding="utf-8")
    findings = oracle.measured(simulated(oracle, mutant, engine))
    assert rejected(findings), table(findings)


def test_every_scenario_is_an_oracle_and_told_in_the_methods() -> None:
    names = [oracle.name for oracle in ORACLES]
    assert sorted(names) == sorted(path.stem for path in SCENARIOS.iterdir())
    methods = METHODS.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in methods] == []
