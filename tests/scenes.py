"""Small scenarios for tests: a few lines of a file, with what every file needs put around them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from sim.language.builder import build
from sim.language.document import read_text
from sim.language.scenario import Scenario

TOP = Path(__file__).resolve().parent.parent
SCENARIOS = TOP / "scenarios"
FLAGSHIP = SCENARIOS / "nagorno_karabakh_2020.yaml"
SHIPPED = (FLAGSHIP, *sorted((SCENARIOS / "lessons").glob("*.yaml")))
"""The scenarios that come with flashpoint."""

HEAD = {
    "flashpoint": "flashpoint: 1",
    "scenario": "scenario: scene",
    "title": "title: A scene",
    "starts": "starts: 2020-10-31",
    "horizon": "horizon: 30 days",
    "state": "state: {alarm: {flag: false}}",
    "ladder": "ladder: [{rung: calm, title: Calm}]",
}


def scene(lines: str, *, variant: str = "", disable: tuple[str, ...] = (), **set: str) -> Scenario:
    """The scenario of a few lines of a file; what they leave out is as in `HEAD`."""
    body = dedent(lines)
    given = {line.partition(":")[0] for line in body.splitlines() if line[:1].isalpha()}
    head = [line for key, line in HEAD.items() if key not in given]
    text = "\n".join([*head, body])
    return build(read_text(text, "scene.yaml"), variant=variant, disable=disable, set=set)
