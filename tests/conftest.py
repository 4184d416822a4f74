"""What every test stands on: repeatable property tests, and figures drawn without a screen."""

from __future__ import annotations

import os

import matplotlib as mpl
from hypothesis import HealthCheck, settings

mpl.use("Agg")

# A deadline is off everywhere: the first compiled call is slow, and that is no failure. `dev` and `ci` draw the same
# examples at every run; `deep` looks for new ones, and is what a nightly hunt or a worried author asks for.
settings.register_profile("dev", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100, print_blob=True)
settings.register_profile(
    "deep",
    deadline=None,
    derandomize=False,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("FLASHPOINT_PROFILE", "dev"))
