"""Tests of `sim.language.script`: saved variants, each a small file that extends another."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.language.builder import load
from tests.language.slips import SMALL, Slip, edited, slips, told


@pytest.mark.parametrize("slip", slips("script"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def saved(folder: Path, text: str, name: str = "saved.yaml") -> Path:
    path = folder / name
    path.write_text(f"flashpoint: 1\n{text}", encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value).replace(str(path.parent) + "/", "")


def test_a_saved_variant_changes_what_it_says(folder: Path) -> None:
    path = saved(
        folder, "extends: small.yaml\ntitle: Saved\nset: {bar: 5, front: soil}\ndisable: clash\nhorizon: 9 days\n"
    )
    found = load(path)
    assert (found.name, found.title) == ("small", "Saved")
    assert str(found.parameters["bar"].law) == "5"
    assert str(found.variables["front"].initial) == "soil"
    assert found.disabled == ("clash",)
    assert found.horizon == 9 * 86_400_000_000
    assert found.path == str(path)
    assert SMALL in found.text
    assert "title: Saved" in found.text


def test_a_saved_variant_may_extend_another(folder: Path) -> None:
    (folder / "inner").mkdir()
    saved(folder, "extends: small.yaml\nscenario: middle\nset: {bar: 5, truce: true}\n", "middle.yaml")
    found = load(saved(folder, "extends: ../middle.yaml\nset: {bar: 6}\n", "inner/outer.yaml"))
    assert found.name == "middle"
    assert str(found.parameters["bar"].law) == "6"
    assert str(found.variables["truce"].initial) == "true"


def test_a_variant_of_the_base_comes_on_top_of_a_saved_one(folder: Path) -> None:
    found = load(saved(folder, "extends: small.yaml\nset: {resolve: 50%}\n"), variant="hesitant")
    assert str(found.parameters["resolve"].law) == "30%"


def test_what_is_wrong_with_it_is_told_in_its_own_file(folder: Path) -> None:
    told = refusal(saved(folder, "extends: small.yaml\nset: {ba: 5}\ndisable: [clas]\ntilte: x\n"))
    assert "saved.yaml:3:7: error: `ba` is neither" in told
    assert "saved.yaml:4:11: error: `clas` is neither" in told
    assert "saved.yaml:5:1: error: `tilte` is no key of the file" in told


def test_what_is_wrong_with_the_base_is_told_there(folder: Path) -> None:
    (folder / "small.yaml").write_text(edited(("rate: pace", "rate: pce")), encoding="utf-8")
    assert "small.yaml:33:11: error: no name `pce`" in refusal(saved(folder, "extends: small.yaml\n"))


def test_a_base_that_is_not_there_names_the_nearest(folder: Path) -> None:
    told = refusal(saved(folder, "extends: smal.yaml\n"))
    assert told.startswith("saved.yaml:2:10: error: the file `smal.yaml` cannot be extended: there is no such file")
    assert "did you mean `small.yaml`?" in told


@pytest.mark.parametrize("text", ["extends: saved.yaml\n", "extends: other.yaml\n"])
def test_a_file_cannot_extend_itself(folder: Path, text: str) -> None:
    saved(folder, "extends: saved.yaml\n", "other.yaml")
    assert "so there is nothing to start from" in refusal(saved(folder, text))


def test_a_scenario_inside_a_text_extends_nothing() -> None:
    assert "is a path from this file, and this text is in no file" in told("flashpoint: 1\nextends: small.yaml\n")


def test_a_saved_variant_declares_nothing(folder: Path) -> None:
    assert "`parameters` is no key of the file" in refusal(saved(folder, "extends: small.yaml\nparameters: {}\n"))


def test_a_case_is_no_scenario(folder: Path) -> None:
    assert "this is a case" in refusal(saved(folder, "case: c\nscenario: small.yaml\n"))
