"""Sixteen digits that stand for all that a rollout of a scenario depends on (R20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from typing import TYPE_CHECKING

from sim.language.distributions import Law
from sim.language.tree import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.language.scenario import Scenario

SEMANTICS = "1"
"""The version of the rules (docs/semantics.md)."""

TOLD_ALONE = {"title", "provenance", "provenances", "stated", "unit", "place", "places", "rank", "between"}
"""What is only told: no rollout depends on it. A rank is the place in the order of triggers, which is kept."""

DEPENDED_ON = (
    "name",
    "starts",
    "horizon",
    "parameters",
    "variables",
    "definitions",
    "ladder",
    "triggers",
    "outcomes",
    "assertions",
    "correlated",
    "max_decisions",
)


def digest(scenario: Scenario) -> str:
    """16 hexadecimal digits: the same for files that differ in comments, layout, titles, notes and sources alone."""
    return blake2b(canonical(scenario).encode(), digest_size=8).hexdigest()


def canonical(scenario: Scenario) -> str:
    """The text from which the digest is taken: the resolved scenario, printed in one way only."""
    lines = [f"semantics {SEMANTICS}"]
    lines += [f"{name} {''.join(_printed(getattr(scenario, name)))}" for name in DEPENDED_ON]
    return "\n".join(lines)


def _printed(value: object) -> Iterator[str]:
    match value:
        case Expression() | Law():
            yield repr(str(value))
        case Enum():
            yield value.name
        case datetime():
            yield value.isoformat()
        case Mapping():
            yield "{" + ",".join(f"{key}:{''.join(_printed(inner))}" for key, inner in value.items()) + "}"
        case tuple() | list():
            yield "[" + ",".join("".join(_printed(inner)) for inner in value) + "]"
        case _ if is_dataclass(value):
            inner = (f.name for f in fields(value) if f.compare and f.name not in TOLD_ALONE)
            yield "(" + ",".join(f"{name}={''.join(_printed(getattr(value, name)))}" for name in inner) + ")"
        case _:
            yield repr(value)
