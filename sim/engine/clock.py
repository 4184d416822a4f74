"""Time as both engines count it: whole microseconds from the start (R1)."""

from __future__ import annotations

import math

from sim.language.kinds import MICROSECONDS_PER_DAY

LONGEST = 200 * 366 * MICROSECONDS_PER_DAY
"""No time later than this is told apart from never: it is beyond every horizon (200 years)."""


def microseconds(days: float) -> int:
    """A length in days as microseconds: the nearest whole number, at least 1 if positive, at most `LONGEST` (R1).

    >>> microseconds(1e-12), microseconds(0.0), microseconds(0.5)
    (1, 0, 43200000000)
    """
    exact = days * MICROSECONDS_PER_DAY
    if exact >= LONGEST:
        return LONGEST
    below = math.floor(exact)
    return max(1, below + (exact - below >= 0.5)) if days > 0.0 else 0


def days(count: int) -> float:
    """Microseconds as days."""
    return count / MICROSECONDS_PER_DAY
