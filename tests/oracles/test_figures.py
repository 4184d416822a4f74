"""The checks themselves: what agrees passes, what is off, missing or uncertain where it should be certain does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import norm

from tests.oracles.figures import Figure, Finding, Mean, Share, Spread, rejected

if TYPE_CHECKING:
    from numpy.typing import NDArray

N = 1000
NORMAL = norm.ppf((np.arange(N) + 0.5) / N)
"""a sample as regular as can be from the standard normal law"""


def finding(kind: str, values: NDArray[Any], expected: float) -> Finding:
    """The finding of one figure in values made up here."""
    figures: dict[str, Figure] = {
        "share": Share("share", lambda _: values > 0, expected),
        "mean": Mean("mean", lambda _: values, expected, 1.0),
        "spread": Spread("spread", lambda _: values, 0.0, expected),
    }
    return figures[kind].measured(None)  # type: ignore[arg-type]  # the observables above look at no rollouts


@pytest.mark.parametrize(("kind", "known"), [("share", 0.5), ("mean", 0.0), ("spread", 1.0)])
def test_what_agrees_passes(kind: str, known: float) -> None:
    assert not rejected([finding(kind, NORMAL, known)])


@pytest.mark.parametrize(("kind", "wrong"), [("share", 0.6), ("mean", 0.2), ("mean", -0.2), ("spread", 1.2)])
def test_what_is_off_is_rejected(kind: str, wrong: float) -> None:
    assert rejected([finding(kind, NORMAL, wrong)])


@pytest.mark.parametrize("kind", ["mean", "spread"])
def test_what_never_happened_is_rejected(kind: str) -> None:
    agrees = finding("share", NORMAL, 0.5)
    once_never = np.where(np.arange(N) == 0, np.nan, NORMAL)
    for missing in (finding(kind, once_never, 1.0), finding(kind, np.full(N, np.nan), 1.0)):
        assert rejected([agrees, missing])
        assert rejected([missing, agrees])
    assert rejected([finding("mean", np.array([]), 0.0)])


def test_what_is_certain_allows_no_exception() -> None:
    always = np.ones(N)
    almost = np.where(np.arange(N) == 0, -1.0, always)
    assert not rejected([finding("share", always, 1.0)])
    assert rejected([finding("share", almost, 1.0)])
    assert not rejected([finding("share", -always, 0.0)])
    assert rejected([finding("share", -almost, 0.0)])


def test_more_figures_make_each_bound_wider() -> None:
    near = finding("mean", NORMAL, 4.0 / np.sqrt(N))
    agrees = finding("share", NORMAL, 0.5)
    assert rejected([near])
    assert not rejected([near, *[agrees] * 99])
