"""Tests of `sim.language.schema`: the shape of the files as JSON Schema, which editors read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.language.document import read, read_text
from sim.language.nodes import Entries, Items, Node
from sim.language.schema import schema
from tests.language.slips import SMALL, edited

TOP = Path(__file__).resolve().parents[2]
KEPT = TOP / "scenarios" / "scenario.schema.json"
FILES = sorted(
    path for folder in ("scenarios", "tests/conformance", "tests/oracles") for path in (TOP / folder).rglob("*.yaml")
)
CASE = """
flashpoint: 1
case: c
scenario: ../small.yaml
given: {2021-01-02: {then: [truce = true], confidence: official}}
luck: {clash: {delay: [50%, drawn], amounts: [[1%], 2%]}}
expect: {clash: [{fires: 2021-01-02 .. 2021-01-04}, at most 1], outcome: none}
"""
EXTENSION = "flashpoint: 1\nextends: small.yaml\nset: {bar: 5}\ndisable: clash\n"


def seen_by_editors(node: Node) -> Any:
    """A value as an editor's YAML 1.2 parser has it."""
    if isinstance(node, Entries):
        return {key: seen_by_editors(value) for key, value in node.values.items()}
    if isinstance(node, Items):
        return [seen_by_editors(item) for item in node.items]
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    if node.plain and re.fullmatch(r"[-+]?\d+", node.text):
        return int(node.text)
    if node.plain and re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)", node.text):
        return float(node.text)
    return node.text


def faults(text: str) -> list[str]:
    found = jsonschema.Draft7Validator(schema()).iter_errors(seen_by_editors(read_text(text, "f").root))
    return [error.message for error in found]


def test_it_is_a_json_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_editors_accept_every_scenario_of_the_project(path: Path) -> None:
    document = read(path)
    jsonschema.Draft7Validator(schema()).validate(seen_by_editors(document.root))


@pytest.mark.parametrize("text", [SMALL, CASE, EXTENSION])
def test_editors_accept_scenarios_cases_and_saved_variants(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        edited(("rate: pace", "rte: pace")),
        edited(("{flag: false}", "{flga: false}")),
        edited(("horizon: 30 days\n", "")),
        edited(("flashpoint: 1", "flashpoint: 2")),
        edited(("  truce:", "  1:30:")),
        edited(("then: [posture = intervening]", "then: posture = intervening")),
        edited(("levels: [inside, border, soil]", "levels: [inside]")),
        CASE.replace("confidence: official", "confidence: sure"),
        EXTENSION + "parameters: {}\n",
    ],
)
def test_editors_mark_what_is_wrong(text: str) -> None:
    assert faults(text)


def properties(part: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if isinstance(part, dict):
        found += part.get("properties", {}).items()
        part = list(part.values())
    if isinstance(part, list):
        found += [one for inner in part for one in properties(inner)]
    return found


def test_every_key_has_a_description() -> None:
    found = properties(schema())
    assert len(found) > 100
    assert [key for key, value in found if not value.get("description")] == []


def test_the_schema_beside_the_scenarios_is_fresh() -> None:
    """`flashpoint schema > scenarios/scenario.schema.json` writes it anew."""
    assert json.loads(KEPT.read_text(encoding="utf-8")) == schema()
