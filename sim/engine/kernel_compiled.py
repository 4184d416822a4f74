"""The kernel as machine code: compiled on first use, and kept on disk for the next time.

The machine code is kept in the user's cache folder: `NUMBA_CACHE_DIR` if that is set, else `flashpoint` in
`XDG_CACHE_HOME`, or in the folder that the system provides for caches. Its name carries a fingerprint of all sources
that it is made of, so code of another version is never taken. Where the folder cannot be written, the machine code
lives as long as the process.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from inspect import getsource
from types import FunctionType
from typing import Any

import numpy as np

from sim.engine import (
    arithmetic,
    clock,
    draws,
    kernel_code,
    kernel_laws,
    kernel_record,
    kernel_rollout,
    kernel_trigger,
    kernel_world,
)

SOURCES = {
    arithmetic: ("normal_share",),
    clock: ("microseconds",),
    kernel_code: (
        "set_bit", "fail", "refuse", "grown", "difference", "holds_after", "judged_after", "rarer", "walk", "evaluate",
        "later", "change",
    ),
    kernel_laws: (
        "pick_is_faulty", "quantiles_are_faulty", "ends_are_faulty", "law_is_faulty", "drawn_law", "value_of_law",
        "amount_of",
    ),
    kernel_world: (
        "snap", "wake_world", "points_out", "clamped", "reaches", "flow", "settle_truth", "differs", "compare",
        "latch", "recall", "judge_world", "next_world_time", "refuse_new", "typed", "whole_number", "assign",
    ),
    kernel_trigger: (
        "what_is_left", "wake", "lapse", "set_wake", "judge_life", "exposure", "set_hazard", "remember", "length",
        "set_delay", "is_due", "end_decision", "cancel", "count_firing", "call_listeners",
    ),
    kernel_record: (
        "is_called", "enter_rung", "judge_obligation", "judge_assertion", "judge_outcomes", "next_record_time", "close",
        "value_at", "fill_grid", "write_down",
    ),
    kernel_rollout: (
        "judge", "next_due", "miss", "count_decision", "checked_share", "choose", "shifted", "carry_out", "decide",
        "cascade", "go_on", "tied", "forget", "bear", "roll",
    ),
}  # fmt: skip
"""What is compiled: each function after those that it calls."""

ENTRIES = frozenset({"roll", "go_on", "write_down"})
"""Functions that are called from Python; the others need no door to it."""


INLINE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Compiled:
    """The kernel's entries as machine code; they release the interpreter lock."""

    roll: Any
    go_on: Any
    write_down: Any


@cache
def compiled() -> Compiled:
    """The compiled kernel. Compiling takes place at the first call of each entry, or it is found in the cache."""
    luck = draws.compiled()
    made: dict[str, Any] = {
        "uniform": luck.uniform,
        "quantile_at": luck.quantile_at,
        "minus_log_of_complement": luck.minus_log_of_complement,
        "normal_quantile": luck.normal_quantile,
        "lowest_bit": lowest_bit(),
    }
    for module, names in SOURCES.items():
        for name in names:
            made[name] = _compiled(getattr(module, name), made, entry=name in ENTRIES)
    return Compiled(**{name: made[name] for name in Compiled.__dataclass_fields__})


def _compiled(function: Any, names: dict[str, Any], *, entry: bool) -> Any:
    """One function compiled, `names` taking the place of the same names in its own module; no `fastmath` (R20)."""
    import numba

    known = {
        **function.__globals__,
        **{name: made for name, made in names.items() if name in function.__code__.co_names},
    }
    rebound = FunctionType(function.__code__, known, function.__name__)
    rebound.__qualname__ = f"{function.__name__}_{fingerprint()}"
    return numba.njit(
        cache=entry,
        nogil=True,
        error_model="numpy",
        forceinline=function.__name__ in INLINE,
        no_cfunc_wrapper=True,
        no_cpython_wrapper=not entry,
        _nrt=False,
    )(rebound)


def lowest_bit() -> Any:
    """The machine's own instruction that counts the zeros below the lowest bit."""
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def counted(_: Any, word: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.cttz(arguments[0], cgutils.true_bit)

        return types.int64(types.int64), generate

    return counted


@cache
def fingerprint() -> str:
    """A short hash of all sources that the machine code is made of."""
    from sim.engine import kernel_state, tables_code, tables_rows

    modules = (*SOURCES, kernel_state, tables_code, tables_rows, sys.modules[__name__])
    return f"{draws.hashed(draws.fingerprint(), np.__version__, *(getsource(module) for module in modules)):016x}"
