"""Tests of `sim.language.cases`: dated facts, forced luck, what is switched off, and where cases stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.language.cases import load_cases
from sim.language.scenario import Case, ForcedLuck, Provenance
from tests.language.slips import SMALL

DAY = 86_400_000_000
IN_PLACE = """
  scenario: tiny
  starts: 2021-01-01
  horizon: 3 days
  ladder: [{rung: calm}]
  state: {alarm: {flag: false}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = SMALL.replace("- clashes += 1", "- clashes += 1\n      - deaths += 20 to 120\n      - deaths += 1 to 2")
    (tmp_path / "small.yaml").write_text(random, encoding="utf-8")
    return tmp_path


def written(folder: Path, body: str, head: str = "flashpoint: 1\ncase: c\nscenario: small.yaml\n") -> Path:
    path = folder / "case.yaml"
    path.write_text(head + body, encoding="utf-8")
    return path


def case(folder: Path, body: str) -> Case:
    (found,) = load_cases(written(folder, body))
    return found


def refused(
    folder: Path, body: str, head: str = "flashpoint: 1\ncase: c\nscenario: small.yaml\n"
) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as caught:
        load_cases(written(folder, body, head))
    return [(complaint.place.marked, complaint.message) for complaint in caught.value.complaints]


def test_a_case_is_about_a_scenario_and_one_rollout(folder: Path) -> None:
    found = case(folder, "title: T\nseed: 7\nrollout: 12\n")
    assert (found.name, found.title, found.seed, found.rollout) == ("c", "T", 7, 12)
    assert found.scenario.name == "small"
    assert found.path == str(folder / "case.yaml")
    plain = case(folder, "")
    assert (plain.seed, plain.rollout, plain.given, plain.luck, plain.expect) == (1, 0, (), {}, ())


def test_facts_come_in_the_order_of_time(folder: Path) -> None:
    found = case(
        folder,
        "given:\n"
        "  day 12: {then: [truce = true], title: A truce}\n"
        "  2021-01-03 06:00: {then: [raise front to soil, deaths += 5], source: paper, confidence: claimed}\n",
    )
    first, second = found.given
    assert (first.time, second.time) == (2 * DAY + DAY // 4, 12 * DAY)
    assert (len(first.effects), first.provenance) == (2, Provenance(("paper",)))
    assert (first.confidence, second.title) == ("claimed", "A truce")


def test_luck_is_forced_by_trigger_turn_and_amount(folder: Path) -> None:
    """R19: the first random amount has slot 16."""
    found = case(folder, "luck: {clash: {delay: [50%, drawn, 10%], chance: 0.25, amounts: [[1%, 2%], 3%]}}\n")
    assert found.luck == {
        "clash": ForcedLuck(delay=(0.5, None, 0.1), chance=(0.25,), amounts={16: (0.01, 0.02), 17: (0.03,)})
    }


def test_what_is_switched_off_is_left_out(folder: Path) -> None:
    found = case(folder, "without: [events, russia.agree]\nexpect: {clash: never}\n")
    assert list(found.scenario.triggers) == ["russia.intervene"]


def test_a_scenario_may_stand_in_place(folder: Path) -> None:
    (found,) = load_cases(
        written(folder, "expect: {'alarm at day 1': false}\n", f"flashpoint: 1\ncase: c\nscenario:{IN_PLACE}")
    )
    assert found.scenario.name == "tiny"


def test_a_scenario_file_may_hold_cases(folder: Path) -> None:
    path = folder / "small.yaml"
    path.write_text(SMALL + "cases:\n  - case: one\n  - {case: two, seed: 3}\n", encoding="utf-8")
    assert [(found.name, found.seed) for found in load_cases(path)] == [("one", 1), ("two", 3)]


def test_a_scenario_without_cases_has_none(folder: Path) -> None:
    assert load_cases(folder / "small.yaml") == ()


def test_two_cases_of_one_name(folder: Path) -> None:
    path = folder / "small.yaml"
    path.write_text(SMALL + "cases:\n  - case: one\n  - {case: one, seed: 3}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="two cases are called `one`"):
        load_cases(path)


@pytest.mark.parametrize(
    ("body", "marked", "message"),
    [
        ("given: {soon: {then: [truce = true]}}", "soon", "a date"),
        ("given: {2020-01-02: {then: [truce = true]}}", "2020-01-02", "`2020-01-02` lies before the start"),
        ("given: {day 31: {then: [truce = true]}}", "day 31", "`day 31` lies after the horizon"),
        ("given: {day 3: {then: [truc = true]}}", "truc", "no state `truc` is known"),
        ("given: {day 3: {then: [deaths += 1 to 2]}}", "deaths += 1 to 2", "a fact is what happened"),
        ("given: {day 3: {then: [truce = true], confidence: sure}}", "sure", "`confidence` is one of official"),
        ("given: {day 3: {then: [truce = true], source: no}}", "no", "no source `no` is declared"),
        ("given: {day 3: {title: x}}", "day 3", "`day 3` lacks the key `then`"),
        ("luck: {clsh: {delay: 50%}}", "clsh", "no trigger `clsh` is known"),
        ("luck: {clash: {delay: 100%}}", "100%", "a draw lies between 0% and 100%"),
        ("luck: {clash: {delay: [0]}}", "0", "a draw lies between 0% and 100%"),
        ("luck: {clash: {amounts: [1%, 2%, 3%]}}", "amounts", "`clash` draws 2 amounts, and luck for 3 stands here"),
        ("luck: {clash: {dely: 50%}}", "dely", "`dely` is no key of `clash`"),
        ("without: [clsh]", "clsh", "`clsh` is neither a trigger nor an actor"),
        ("seed: -1", "-1", "a whole number was expected"),
        ("rollout: first", "first", "a whole number was expected"),
        ("horizon: 3 days", "horizon", "`horizon` is no key of the file"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(folder: Path, body: str, marked: str, message: str) -> None:
    ((place, words),) = refused(folder, body)
    assert place == marked
    assert words.startswith(message)


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    told = refused(
        folder, "without: clsh\ngiven: {day 99: {then: [truc = true]}}\nluck: {clsh: {chance: 5}}\nexpcet: {}\n"
    )
    assert [marked for marked, _ in told] == ["clsh", "day 99", "truc", "clsh", "expcet"]


def test_a_scenario_that_is_not_there(folder: Path) -> None:
    ((marked, message),) = refused(folder, "", "flashpoint: 1\ncase: c\nscenario: smal.yaml\n")
    assert (marked, message) == ("smal.yaml", "the scenario `smal.yaml` cannot be read: there is no such file")


def test_what_is_wrong_with_the_scenario_is_told_in_its_own_file(folder: Path) -> None:
    (folder / "small.yaml").write_text(SMALL.replace("rate: pace", "rate: pce"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_cases(written(folder, ""))
    assert [Path(complaint.place.file).name for complaint in caught.value.complaints] == ["small.yaml"]


def test_what_is_wrong_with_a_scenario_in_place_is_told_in_the_case(folder: Path) -> None:
    head = f"flashpoint: 1\ncase: c\nscenario:{IN_PLACE.replace('flag: false', 'flg: false')}"
    ((marked, message),) = refused(folder, "", head)
    assert (marked, message.split(" needs")[0]) == ("alarm", "`alarm`")


@pytest.mark.parametrize("head", ["flashpoint: 1\ncase: c\n", "flashpoint: 1\ncase: c\nscenario:\n"])
def test_a_case_needs_a_scenario(folder: Path, head: str) -> None:
    assert len(refused(folder, "", head)) == 1


def test_another_version_is_refused(folder: Path) -> None:
    ((marked, _),) = refused(folder, "", "flashpoint: 3\ncase: c\nscenario: small.yaml\n")
    assert marked == "3"
