"""The laws of delays, amounts and uncertain parameters, as frozen values.

A law's arguments are expressions, evaluated where the law is drawn from; what one uniform becomes under it is the
engine's business (`sim.engine.laws`). Every law knows the type of what it yields. `str(law)` prints it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from sim.errors import NOWHERE, Place
from sim.language.kinds import NUMBER, Type

if TYPE_CHECKING:
    from sim.language.tree import Expression


class Family(IntEnum):
    """The laws by number, as both engines and the tables know them; arguments in the order named."""

    CERTAIN = 0
    """value"""
    UNIFORM = 1
    """low, high"""
    TRIANGULAR = 2
    """low, mode, high"""
    EXPONENTIAL = 3
    """mean"""
    WEIBULL = 4
    """scale, shape"""
    NORMAL = 5
    """mean, standard deviation"""
    NORMAL_RANGE = 6
    """5 % and 95 % points of a normal"""
    LOGNORMAL = 7
    """median, sigma of the logarithm"""
    LOGNORMAL_RANGE = 8
    """5 % and 95 % points of a lognormal"""
    LOGUNIFORM = 9
    """low, high"""
    QUANTILES = 10
    """share, value, share, value, … from 0 to 1, linear between"""
    PICK = 11
    """share, value, share, value, …"""
    LOGIT_NORMAL_RANGE = 12
    """5 % and 95 % points of a logit-normal, both inside 0 to 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One law: its family, and its arguments in the order that `Family` names.

    For QUANTILES and PICK the arguments alternate: share, value, share, value, …; the value of a PICK is a level, a
    category or a whole number. CERTAIN is any expression that stands where a law may stand.
    """

    family: Family
    arguments: tuple[Expression, ...]
    type: Type = NUMBER
    place: Place = field(default=NOWHERE, compare=False, repr=False)
    text: str = field(default="", compare=False)
    """as the file writes it (`3 to 14 days`)"""

    @property
    def is_certain(self) -> bool:
        """Whether it is a plain value rather than a distribution."""
        return self.family is Family.CERTAIN

    def __str__(self) -> str:
        """The law printed back, so that it parses to itself."""
        from sim.language.printing import printed_law

        return printed_law(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCases:
    """A table of cases whose values may be laws: the first branch whose condition holds, else `otherwise`."""

    branches: tuple[tuple[Expression, Law], ...]
    otherwise: Law
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def type(self) -> Type:
        """The type that every branch yields."""
        return self.otherwise.type

    @property
    def is_certain(self) -> bool:
        """Whether every branch is a plain value."""
        return self.otherwise.is_certain and all(law.is_certain for _, law in self.branches)

    def __str__(self) -> str:
        """The branches printed back, in a form for people."""
        told = "; ".join(f"if {condition}: {law}" for condition, law in self.branches)
        return f"{told}; else: {self.otherwise}"


Amount = Law | LawCases
"""What stands where a delay, an amount or an uncertain value may stand."""
