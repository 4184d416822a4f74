"""The command: every verb, every exit code, what goes to stdout and what to stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim import cli
from sim.views import run_folder
from tests.scenes import FLAGSHIP, TOP

TEXT = """\
flashpoint: 1
scenario: two-sides
title: Two sides “at odds”
starts: 2030-03-01
horizon: 30 days
parameters:
  resolve: {value: 50%, between: [0%, 100%], title: How resolved the north is, note: "judgement: nobody knows"}
state:
  exercise: {flag: false}
ladder:
  - {rung: calm, title: Calm}
  - {rung: alert, when: north.ready, title: The north is ready}
events:
  exercise_begins: {at: day 3, then: [exercise = true]}
actors:
  north:
    state:
      ready: {flag: false}
    triggers:
      call_up: {when: exercise, after: 1 to 4 days, chance: resolve, reconsider: 9 days, then: [ready = true]}
assertions:
  ready_means_exercise: {never: north.ready, unless: exercise}
variants:
  firm: {set: {resolve: 100%}, title: A firm north}
cases:
  - case: called_up
    luck: {north.call_up: {delay: 50%, chance: 10%}}
    expect: {north.call_up: {fires: day 4 .. day 6}}
  - case: held_back
    luck: {north.call_up: {chance: [90%, 90%, 90%, 90%]}}
    expect: {north.call_up: fires}
"""
DOUBTFUL = TEXT.replace("  exercise: {flag: false}\n", "  exercise: {flag: false}\n  unread: {flag: false}\n")
VIOLATED = TEXT.replace("never: north.ready, unless: exercise", "always: not north.ready")
FAULTY = TEXT.replace("then: [exercise = true]", "chance: 1 / fired(north.call_up), then: [exercise = true]")
OTHER_CASE = "flashpoint: 1\ncase: alone\nscenario: two_sides.yaml\nexpect: {outcome: none}\n"

HEAVY = {"numpy", "scipy", "simpy", "numba", "matplotlib", "duckdb", "joblib", "hypothesis"}


@dataclass(frozen=True)
class Answer:
    """What the command said, and the exit code that it left with."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """Stdout as the one JSON object that it is."""
        data = json.loads(self.out)
        assert isinstance(data, dict)
        return data


Flashpoint = Callable[..., Answer]


@pytest.fixture
def flashpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Flashpoint:
    """The command, carried out in a folder with a few scenarios."""
    for name, text in (("two_sides", TEXT), ("doubtful", DOUBTFUL), ("violated", VIOLATED), ("faulty", FAULTY)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(OTHER_CASE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def carried_out(*arguments: str) -> Answer:
        capsys.readouterr()
        code = cli.main(arguments)
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return carried_out


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs without figures and report, which take a second and are tested elsewhere."""
    monkeypatch.setattr(run_folder, "present_run", lambda *_: None)


# -- what there is to read ---------------------------------------------------------------------------------------------


def test_help_names_every_verb_and_says_what_is_not_promised(flashpoint: Flashpoint) -> None:
    for answer in (flashpoint("--help"), flashpoint()):
        assert (answer.code, answer.err) == (0, "")
        for verb in ("new", "check", "explain", "narrate", "run", "report", "schema"):
            assert f" {verb} " in answer.out
        assert "does not predict what leaders will do" in " ".join(answer.out.split())


@pytest.mark.parametrize("verb", ["new", "check", "explain", "narrate", "run", "report", "schema"])
def test_each_verb_has_its_own_help(flashpoint: Flashpoint, verb: str) -> None:
    answer = flashpoint(verb, "--help")
    assert answer.code == 0
    assert f"flashpoint {verb}" in answer.out


def test_the_version_is_the_one_that_is_installed(flashpoint: Flashpoint) -> None:
    assert flashpoint("--version") == Answer(0, f"{cli._version()}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["check", str(FLAGSHIP)]])
def test_little_is_loaded_for_little(arguments: list[str]) -> None:
    """Nobody should wait for an array library to hear of a missing bracket."""
    script = f"import sys, sim.cli; sim.cli.main({arguments!r}); print(*sys.modules, file=sys.stderr)"
    told = subprocess.run([sys.executable, "-c", script], cwd=TOP, capture_output=True, text=True, check=True)
    assert HEAVY & {name.partition(".")[0] for name in told.stderr.split()} == set()


# -- new, check, explain, schema ---------------------------------------------------------------------------------------


def test_a_new_scenario_stands_is_told_and_rolled_out(flashpoint: Flashpoint, tmp_path: Path) -> None:
    made = flashpoint("new", "cold-lake")
    assert (made.code, made.err) == (0, "")
    assert "cold-lake.yaml" in made.out
    assert flashpoint("check", "--strict", "--require-sources", "cold-lake.yaml") == Answer(
        0, "cold-lake.yaml: no complaints\n", ""
    )
    assert "Cold lake" in flashpoint("explain", "cold-lake.yaml").out
    assert flashpoint("narrate", "cold-lake.yaml").code == 0
    again = flashpoint("new", "cold-lake")
    assert (again.code, again.out) == (2, "")
    assert "there already" in again.err
    (tmp_path / "cold-lake.yaml").write_text("mine", encoding="utf-8")
    assert flashpoint("new", "cold-lake", "--force").code == 0
    assert flashpoint("check", "cold-lake.yaml").code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [("Cold Lake", "`cold-lake` would do"), ("nowhere/lake", "no folder"), ("--", "NAME"), ("_", "small letters")],
)
def test_a_new_scenario_needs_a_name_and_a_place(flashpoint: Flashpoint, name: str, said: str) -> None:
    answer = flashpoint("new", name)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_check_tells_of_each_file(flashpoint: Flashpoint) -> None:
    answer = flashpoint("check", "two_sides.yaml", "doubtful.yaml", "case.yaml")
    assert (answer.code, answer.err) == (0, "")
    first, *warning, second, third = answer.out.splitlines()
    assert (first, second, third) == (
        "two_sides.yaml: no complaints",
        "doubtful.yaml: 1 warning",
        "case.yaml: no complaints",
    )
    assert warning == [
        "doubtful.yaml:10:3: warning: nothing reads or changes the state `unread`",
        "      unread: {flag: false}",
        "      ^^^^^^",
    ]
    assert flashpoint("check", "--strict", "doubtful.yaml").code == 1
    assert flashpoint("check", "--strict", "two_sides.yaml").code == 0


def test_check_asks_for_sources_when_told_to(flashpoint: Flashpoint) -> None:
    answer = flashpoint("check", "--require-sources", "two_sides.yaml")
    assert answer.code == 2
    assert "`after`" in answer.out or "after" in answer.out
    assert "source" in answer.out


def test_check_prints_one_object(flashpoint: Flashpoint) -> None:
    answer = flashpoint("check", "--json", "doubtful.yaml", "nowhere.yaml")
    assert (answer.code, answer.err) == (2, "")
    doubt, missing = answer.data["complaints"]
    assert (doubt["file"], doubt["line"], doubt["column"]) == ("doubtful.yaml", 10, 3)
    assert (doubt["severity"], missing["severity"]) == ("warning", "error")
    assert (missing["file"], missing["code"], missing["line"]) == ("nowhere.yaml", "no-such-file", 0)
    assert flashpoint("check", "--json", "two_sides.yaml").data == {"complaints": []}


def test_check_wants_a_file(flashpoint: Flashpoint) -> None:
    answer = flashpoint("check")
    assert (answer.code, answer.out) == (2, "")
    assert "which file" in answer.err


def test_explain_tells_the_scenario(flashpoint: Flashpoint) -> None:
    answer = flashpoint("explain", "two_sides.yaml")
    assert (answer.code, answer.err) == (0, "")
    assert "Two sides “at odds”" in answer.out
    data = flashpoint("explain", "--json", "two_sides.yaml").data
    assert set(data) == {"scenario", "text", "register"}
    assert data["text"].strip() == answer.out.strip()
    assert any("resolve" in str(line) for line in data["register"])


def test_the_schema_is_one_object(flashpoint: Flashpoint) -> None:
    answer = flashpoint("schema")
    assert (answer.code, answer.err) == (0, "")
    assert answer.data["$schema"].startswith("http://json-schema.org/")


# -- narrate -----------------------------------------------------------------------------------------------------------


def test_narrate_tells_one_rollout(flashpoint: Flashpoint) -> None:
    answer = flashpoint("narrate", "two_sides.yaml", "--seed", "5", "--rollout", "2")
    assert (answer.code, answer.err) == (0, "")
    assert "Seed 5, rollout 2" in answer.out
    assert answer == flashpoint("narrate", "two_sides.yaml", "--seed=5", "--rollout=2")
    assert flashpoint("narrate", "two_sides.yaml").out.startswith("Two sides")
    assert "Seed 1, rollout 0" in flashpoint("narrate", "two_sides.yaml").out


def test_narrate_tells_a_case_and_whether_it_went_as_expected(flashpoint: Flashpoint) -> None:
    met = flashpoint("narrate", "two_sides.yaml", "--case", "called_up")
    assert (met.code, met.err) == (0, "")
    assert "The north is ready" in met.out
    missed = flashpoint("narrate", "two_sides.yaml", "--case", "held_back")
    assert missed.code == 1
    assert missed.err == "two_sides.yaml:31:14: expected north.call_up: fires; it never fired\n"
    assert flashpoint("narrate", "case.yaml", "--case", "alone").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--case", "called_uo"], "no case `called_uo` in two_sides.yaml; there are: called_up, held_back"),
        (["--case", "called_up", "--seed", "4"], "`--case` goes with no other option"),
        (["--case", "called_up", "--rollout", "4"], "`--case` goes with no other option"),
        (["--case", "called_up", "--set", "resolve=1"], "`--case` goes with no other option"),
        (["--rollout", "-1"], "`rollout` is -1, but must be at least 0"),
        (["--rollout", str(2**64)], f"`rollout` is {2**64}, but must be at most"),
        (["--worlds", "0"], "`worlds` is 0, but must be at least 1"),
        (["--seed", "one"], 'unable to convert "one" into int'),
    ],
)
def test_narrate_refuses_what_cannot_be(flashpoint: Flashpoint, arguments: list[str], said: str) -> None:
    answer = flashpoint("narrate", "two_sides.yaml", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_an_error_of_a_rollout_leaves_with_3_after_its_story(flashpoint: Flashpoint) -> None:
    answer = flashpoint("narrate", "faulty.yaml")
    assert answer.code == 3
    assert "The rollout stopped with an error on 4 March 2030, after 3 days" in answer.out
    assert answer.err.startswith(
        "error: faulty.yaml:14:40: `1 / fired(north.call_up)` divides by zero in exercise_begins"
    )
    assert "flashpoint narrate faulty.yaml --seed 1 --rollout 0" in answer.err


# -- run and report ----------------------------------------------------------------------------------------------------


def test_run_writes_a_folder_and_shows_a_table(flashpoint: Flashpoint, tmp_path: Path) -> None:
    answer = flashpoint("run", "two_sides.yaml", "--rollouts", "30", "--jobs", "1", "--out", "made")
    assert answer.code == 0
    assert "The north is ready" in answer.out
    assert "30 rollouts, seed 1" in answer.out
    assert "Seed 1. Everything is in made" in answer.err
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["rollouts"], manifest["seed"], manifest["partial"]) == (30, 1, False)
    assert (tmp_path / "made" / "report.html").is_file()
    (tmp_path / "made" / "report.html").unlink()
    assert flashpoint("report", "made") == Answer(0, "Wrote made/report.html.\n", "")
    assert (tmp_path / "made" / "report.html").is_file()


@pytest.mark.usefixtures("undrawn")
def test_run_prints_one_object_and_nothing_else(flashpoint: Flashpoint, tmp_path: Path) -> None:
    answer = flashpoint("run", "two_sides.yaml", "--rollouts", "20", "--seed", "3", "--jobs", "1", "--json")
    assert answer.code == 0
    told = answer.data
    wanted = {"scenario", "digest", "seed", "rollouts", "engine", "outcomes", "rungs", "triggers", "quantities"}
    assert wanted | {"paths", "assertions", "errors"} <= set(told)
    assert (told["scenario"], told["seed"], told["rollouts"]) == ("two-sides", 3, 20)
    assert {"n", "k", "p", "low", "high", "median", "q25", "q75"} <= set(told["rungs"]["alert"])
    (folder,) = (tmp_path / "outputs" / "two-sides").iterdir()
    assert folder.name == f"{told['digest'][:8]}-seed3-20"
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == told


@pytest.mark.usefixtures("undrawn")
def test_a_violation_leaves_with_1_unless_it_is_allowed(flashpoint: Flashpoint) -> None:
    arguments = ("run", "violated.yaml", "--rollouts", "30", "--jobs", "1", "--out", "made")
    answer = flashpoint(*arguments)
    assert answer.code == 1
    assert "VIOLATED in " in answer.out
    assert flashpoint(*arguments, "--allow-violations").code == 0


@pytest.mark.usefixtures("undrawn")
def test_errors_of_rollouts_leave_with_3_and_are_counted(flashpoint: Flashpoint) -> None:
    answer = flashpoint("run", "faulty.yaml", "--rollouts", "10", "--jobs", "1", "--out", "made", "--json")
    assert answer.code == 3
    assert sum(error["share"]["k"] for error in answer.data["errors"].values()) == 10
    shown = flashpoint("run", "faulty.yaml", "--rollouts", "10", "--jobs", "1", "--out", "made")
    assert shown.code == 3
    assert "flashpoint narrate faulty.yaml" in " ".join(shown.out.split())


@pytest.mark.usefixtures("undrawn")
def test_what_is_changed_is_changed_before_anything_else(flashpoint: Flashpoint) -> None:
    def alerts(*arguments: str) -> int:
        answer = flashpoint("run", "two_sides.yaml", "--rollouts", "20", "--jobs", "1", "--json", *arguments)
        return int(answer.data["rungs"]["alert"]["k"])

    assert 0 < alerts() < 20
    assert alerts("--variant", "firm") == 20
    assert alerts("--set", "resolve=100%") == 20
    assert alerts("--set", "resolve=0%", "--set", "north.ready=true") == 20
    assert alerts("--variant", "firm", "--set", "resolve = 0%") == 0
    assert alerts("--disable", "north") == 0
    assert alerts("--disable", "events") == 0
    assert alerts("--variant", "firm", "--disable", "exercise_begins", "--disable", "north.call_up") == 0
    assert alerts("--variant", "firm", "--horizon", "3 days") == 0
    assert "exercise" not in flashpoint("narrate", "two_sides.yaml", "--disable", "events").out.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "resolv=30%"], "--set resolv=30%: error: `resolv` is neither a parameter nor a variable"),
        (["--set", "resolv=30%"], "did you mean `resolve`?"),
        (["--set", "resolve"], "`--set` takes NAME=VALUE"),
        (["--set", "resolve="], "`--set` takes NAME=VALUE"),
        (["--set", "=3"], "`--set` takes NAME=VALUE"),
        (["--set", "resolve=1", "--set", "resolve=0"], "`--set` gives `resolve` two values: 1 and 0"),
        (["--set", "resolve=3 days"], "--set resolve=3 days: error: "),
        (["--set", "resolve=((("], "--set resolve=(((: error: "),
        (["--disable", "north.call_upp"], "did you mean `north.call_up`?"),
        (["--variant", "frim"], "did you mean `firm`?"),
        (["--horizon", "0 days"], "--horizon 0 days: error: the horizon lies after the start"),
        (["--horizon", "soon"], "--horizon soon: error: "),
    ],
)
@pytest.mark.parametrize("verb", ["explain", "narrate", "run"])
def test_changes_that_cannot_be_are_told(flashpoint: Flashpoint, verb: str, arguments: list[str], said: str) -> None:
    answer = flashpoint(verb, "two_sides.yaml", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_a_value_outside_its_plausible_range_is_a_doubt(flashpoint: Flashpoint, tmp_path: Path) -> None:
    narrow = TEXT.replace("between: [0%, 100%]", "between: [20%, 60%]").replace("set: {resolve: 100%}", "set: {}")
    (tmp_path / "narrow.yaml").write_text(narrow, encoding="utf-8")
    answer = flashpoint("explain", "narrow.yaml", "--set", "resolve=70%", "--json")
    assert answer.code == 0
    assert "chance of 70%" in " ".join(answer.data["text"].split())
    assert "warning: " in answer.err
    assert "20%" in answer.err
    assert flashpoint("explain", "narrow.yaml", "--set", "resolve=60%").err == ""


def test_all_complaints_about_changes_come_at_once(flashpoint: Flashpoint) -> None:
    answer = flashpoint("explain", "two_sides.yaml", "--set", "a=1", "--disable", "b", "--set", "c=2")
    assert answer.code == 2
    assert answer.err.endswith("3 errors\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc", "two_sides.yaml"], "chekc"),
        (["run"], "FILE"),
        (["run", "two_sides.yaml", "--rolouts", "3"], "Did you mean --rollouts?"),
        (["run", "two_sides.yaml", "--rollouts", "many"], 'unable to convert "many" into int'),
        (["run", "two_sides.yaml", "--rollouts", "0"], "`rollouts` must be a whole number from 1 on"),
        (["run", "two_sides.yaml", "--jobs", "0"], "`jobs` must be"),
        (["run", "two_sides.yaml", "--worlds", "-2"], "`worlds` must be"),
        (["run", "two_sides.yaml", "--engine", "warp"], "no engine `warp`"),
        (["explain", "two_sides.yaml", "doubtful.yaml"], "doubtful.yaml"),
        (["run", "case.yaml"], "case.yaml:2:1: error: this is a case, which is about a scenario"),
        (["report", "nowhere"], "nowhere is no complete run folder: there is no manifest.json"),
        (["schema", "extra"], "extra"),
    ],
)
def test_usage_that_cannot_be_is_told_and_leaves_nothing(
    flashpoint: Flashpoint, tmp_path: Path, arguments: list[str], said: str
) -> None:
    before = sorted(tmp_path.iterdir())
    answer = flashpoint(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert not (tmp_path / "outputs").exists() or not any((tmp_path / "outputs").rglob("*.unfinished"))
    assert [path for path in sorted(tmp_path.iterdir()) if path.name != "outputs"] == before
