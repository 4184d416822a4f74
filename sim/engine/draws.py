"""The one source of chance: every random number has a key and an address, and is looked up, never taken in turn (R19).

A key stands for one trigger or parameter under one seed; it is a hash of names, so adding or removing another trigger
changes nothing (R21). The address is rollout or world, turn and slot. From there on `sim.engine.philox` makes a
uniform number and `sim.engine.laws` what a law makes of it.

>>> from sim.language.distributions import Family
>>> luck = key(2020, "trigger", "russia.intervene")
>>> quantile(Family.LOGNORMAL_RANGE, (3.0, 14.0), uniform(luck, index=17, turn=0, slot=DELAY))
10.295531638513031
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from types import FunctionType
from typing import Any

from sim.engine import arithmetic, laws, philox
from sim.engine.arithmetic import minus_log_of_complement
from sim.engine.laws import quantile
from sim.engine.philox import uniform

__all__ = [
    "CHANCE",
    "DELAY",
    "FIRST_AMOUNT",
    "Compiled",
    "compiled",
    "fingerprint",
    "key",
    "minus_log_of_complement",
    "quantile",
    "rekey",
    "uniform",
]

DELAY = 0
"""the slot of a trigger's delay or hazard, and of a parameter's value"""
CHANCE = 1
"""the slot of the draw that decides a chance or picks among options"""
FIRST_AMOUNT = 16
"""the slot of the first random amount in the text of `then`, then of `failing_that`; the i-th has 16 + i"""


def key(seed: int, kind: str, name: str) -> int:
    """The 64-bit key of the `kind` (`trigger`, `parameter`) of thing called `name` in full, under `seed` (R19)."""
    return hashed(str(seed), kind, name)


def rekey(old: int, microseconds: int, label: str) -> int:
    """A new key for a copy that parts from its original at a time, under a label that tells copies apart (R30)."""
    return hashed("rekey", str(old), str(microseconds), label)


def hashed(*parts: str) -> int:
    """The first 8 bytes, low byte first, of the BLAKE2b digest (512 bits) of the parts.

    Each part is written in UTF-8 after its length in bytes (8 bytes, low byte first); whole numbers are parts in
    decimal. So no two different rows of parts are written alike.
    """
    written = [part.encode() for part in parts]
    digest = blake2b(b"".join(len(part).to_bytes(8, "little") + part for part in written)).digest()
    return int.from_bytes(digest[:8], "little")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of chance as machine code (Numba dispatchers): callable from Python and from compiled code.

    `uniform` takes whole numbers of any integer type and computes unsigned. `quantile_at` reads a law out of a flat
    array of floats. All release the interpreter lock, and all give the bits that the Python functions give (R20).
    """

    philox: Any
    uniform: Any
    logarithm: Any
    exponential: Any
    power: Any
    normal_quantile: Any
    minus_log_of_complement: Any
    quantile: Any
    quantile_at: Any


@cache
def compiled() -> Compiled:
    """Compile the very functions that Python runs; needs Numba, which nothing else here does.

    Each function is given to the compiler with the names that it calls bound to what was compiled before it, and with
    the whole numbers of `philox` as 64-bit unsigned ones.
    """
    import numpy as np

    unsigned = {name: np.uint64(value) for name, value in vars(philox).items() if type(value) is int}
    made: dict[str, Any] = {**unsigned, "ROUNDS": philox.ROUNDS, "word": np.uint64}
    for module, names in SOURCES.items():
        for name in names:
            made[name] = compiled_one(getattr(module, name), made)
    return Compiled(**{name: made[name] for name in Compiled.__dataclass_fields__})


SOURCES = {
    philox: ("philox", "uniform"),
    arithmetic: (
        "logarithm_near_one",
        "logarithm",
        "minus_log_of_complement",
        "exponential",
        "power",
        "normal_quantile_middle",
        "normal_quantile_tail",
        "normal_quantile",
    ),
    laws: (
        "range_weight",
        "between",
        "log_between",
        "triangular",
        "logit_normal",
        "piecewise_linear",
        "pick",
        "quantile_of_two",
        "quantile_at",
        "quantile",
    ),
}
"""What is compiled: each function after those that it calls."""


def compiled_one(function: Any, names: dict[str, Any]) -> Any:
    """One function compiled, `names` taking the place of the same names in its own module.

    No `fastmath`: operations stay as they are written, in their order, none fused. The name under which the machine
    code is kept on disk carries the sources' fingerprint, as Numba looks for changes in a function's own file alone.
    """
    import numba

    rebound = FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)
    rebound.__qualname__ = f"{function.__name__}_{fingerprint()}"
    return numba.njit(cache=True, nogil=True, error_model="numpy")(rebound)


@cache
def fingerprint() -> str:
    """A short hash of the source of all that is compiled here: machine code kept under another one is stale."""
    from inspect import getsource

    return f"{hashed(*(getsource(module) for module in (*SOURCES, sys.modules[__name__]))):016x}"
