"""flashpoint: escalation scenarios, from a readable file to the spread of what follows from it.

The names below are brought when they are first used, so that `import sim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.estimates import estimates
    from sim.analysis.outcomes import outcomes
    from sim.language.builder import load
    from sim.language.checking import check
    from sim.language.prose import explain
    from sim.verbs import narrate, replay, report, run, simulate

__all__ = [
    "check",
    "estimates",
    "explain",
    "load",
    "narrate",
    "outcomes",
    "replay",
    "report",
    "run",
    "simulate",
]

_HOMES = {
    "check": "sim.language.checking",
    "estimates": "sim.analysis.estimates",
    "explain": "sim.language.prose",
    "load": "sim.language.builder",
    "narrate": "sim.verbs",
    "outcomes": "sim.analysis.outcomes",
    "replay": "sim.verbs",
    "report": "sim.verbs",
    "run": "sim.verbs",
    "simulate": "sim.verbs",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A public name, from the module that it lives in."""
        if name not in _HOMES:
            from sim.errors import nearest

            hint = nearest(name, _HOMES)
            message = f"sim has no public name `{name}`" + (f"; {hint}" if hint else "")
            raise AttributeError(message)
        return getattr(import_module(_HOMES[name]), name)

    def __dir__() -> list[str]:
        """The public names alone."""
        return sorted(__all__)
