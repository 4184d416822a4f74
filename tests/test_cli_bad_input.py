"""Bad input through the command: one clear message each, with its place, on every way in; never a traceback."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim import cli

SMALL = """\
flashpoint: 1
scenario: small
title: Small
starts: 2021-01-01
horizon: 10 days
state:
  alarm: {flag: true}
  front: {levels: [far, near]}
  deaths: {quantity: 5, changes: 2 per day}
  supplies: {quantity: 5, changes: 3 per day}
define:
  bad: alarm and front >= near and deaths > supplies
ladder: [{rung: calm}, {rung: worse, when: bad}]
actors:
  russia:
    state: {posture: {levels: [idle, in]}}
    triggers:
      acts: {when: alarm, after: 2 days, then: [raise posture]}
      rests: {when: posture == in, then: [lower posture, raise front]}
"""

VERBS = (["explain"], ["narrate"], ["run", "--rollouts", "2", "--jobs", "1"])


@dataclass(frozen=True)
class Bad:
    """A slip: what stands in place of what, where it is marked, and what is said."""

    name: str
    old: str
    new: str
    place: str
    said: str
    hint: str = ""

    @property
    def text(self) -> str:
        """The small scenario with the slip in it."""
        assert self.old in SMALL, self.old
        return SMALL.replace(self.old, self.new, 1)


SLIPS = [
    Bad("key", "after: 2 days", "aftr: 2 days", "18:27", "`aftr` is no key of `acts`", "did you mean `after`?"),
    Bad(
        "actor", "when: alarm", "when: rusia.posture >= in", "18:20", "no name `rusia.posture` is known here",
        "did you mean `russia.posture`?",
    ),
    Bad("state", "when: alarm", "when: alram", "18:20", "no name `alram` is known here", "did you mean `alarm`?"),
    Bad("level", "when: alarm", "when: front >= nera", "18:29", "`nera` is no level of this list", "`near`"),
    Bad(
        "trigger", "when: alarm", "when: fired(russia.act) >= 1", "18:26", "no trigger `russia.act` is known",
        "did you mean `russia.acts`?",
    ),
    Bad("type", "when: alarm", "when: front >= deaths", "18:20", "they do not compare"),
    Bad("unit", "after: 2 days", "after: 2 per day", "18:34", "a duration (such as `3 days`) was expected"),
    Bad("no_unit", "after: 2 days", "after: 2", "18:34", "a duration (such as `3 days`) was expected"),
    Bad("law", "after: 2 days", 'after: "gamma(1 day, 2 days)"', "18:35", "no function or distribution `gamma`"),
    Bad("too_few", "after: 2 days", "after: uniform(1 day)", "18:34", "`uniform` has too few arguments"),
    Bad(
        "too_many", "after: 2 days", 'after: "uniform(1 day, 2 days, 3 days)"', "18:35",
        "`uniform` has too many arguments (3 for low, high)",
    ),
    Bad(
        "p5_above_p95", "after: 2 days", 'after: "lognormal(p5=9 days, p95=2 days)"', "18:35",
        "`p5` (9 days) is above `p95` (2 days)",
    ),
    Bad("assigns", "when: alarm", "when: alarm = true", "18:26", "`=` sets a value; to compare write `==`"),
    Bad("equals", "when: alarm", "when: deaths == 9", "18:20", "`==` does not go with `deaths`, which moves by itself"),
    Bad("product", "when: alarm", "when: deaths * supplies > 9", "18:20", "a comparison must be linear in it"),
    Bad("circle", "bad: alarm", "worst: bad\n  bad: worst", "12:10", "in a circle: `worst` reads `bad`"),
    Bad("itself", "bad: alarm", "bad: bad", "12:8", "`bad` reads `bad`"),
    Bad("twice", "after: 2 days", "after: 2 days, after: 3 days", "18:42", "`after` stands twice here"),
    Bad("tab", "  front:", "\tfront:", "8:1", "a tab stands in front of this line", "indent with spaces alone"),
    Bad("tag", "title: Small", "title: !!python/object/apply:os.system [ls]", "3:8", "tags are not allowed"),
    Bad("time_as_name", "acts:", "1:30:", "18:7", "`1:30` cannot be a name"),
    Bad("horizon", "horizon: 10 days", "horizon: 0 days", "5:10", "the horizon lies after the start"),
    Bad("one_level", "[far, near]", "[far]", "8:11", "`levels` needs at least 2 entries, and has 1"),
    Bad("two_triggers", "      rests:", "      acts: {when: alarm}\n      rests:", "19:7", "`acts` stands twice here"),
    Bad("deep", "title: Small", f"title: {'[' * 5000}", "3:38", "nested more than 30 levels deep"),
    Bad("deep_words", "when: alarm", f'when: "{"not " * 900}alarm"', "18:21", "nested more than 100 levels deep"),
    Bad("cut", "after: 2 days", "after: uniform(1 day, 2 days)", "18:34", "YAML cuts `uniform(1 day, 2 days)`"),
    Bad("unclosed", "[raise posture]}", "[raise posture}", "18:48", "the list that begins here is not closed"),
]  # fmt: skip


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, carried out in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def carried_out(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return carried_out


def write(text: str | bytes, name: str = "f.yaml") -> None:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)


def refused(command: Command, place: str, said: str, name: str = "f.yaml") -> str:
    """What `check` says of a file that it refuses, which every other verb says as well; `place` is line and column."""
    where = f"{name}:{place}" if place else name
    code, told, err = command("check", name)
    assert (code, err) == (2, "")
    lines = told.splitlines()
    (first,) = [number for number, line in enumerate(lines) if line.startswith(f"{where}: error: ") and said in line]
    if place:
        assert set(lines[first + 2].strip()) == {"^"}
    for verb, *options in VERBS:
        code, out, err = command(verb, name, *options)
        assert (code, out) == (2, "")
        assert err.splitlines()[:-1] == lines[:-1]
    code, out, err = command("check", "--json", name)
    assert (code, err) == (2, "")
    complaints = json.loads(out)["complaints"]
    assert any(said in complaint["message"] for complaint in complaints if complaint["severity"] == "error")
    return told


def test_the_small_scenario_is_sound(command: Command) -> None:
    write(SMALL)
    assert command("check", "f.yaml") == (0, "f.yaml: no complaints\n", "")


@pytest.mark.parametrize("bad", SLIPS, ids=lambda bad: bad.name)
def test_a_slip_is_told_with_its_place(command: Command, bad: Bad) -> None:
    write(bad.text)
    assert bad.hint in refused(command, bad.place, bad.said)


@pytest.mark.parametrize("name", ["NO", "on", "yes", "off", "y"])
def test_words_that_older_yaml_took_for_flags_are_names(command: Command, name: str) -> None:
    write(SMALL.replace("russia:", f"{name}:").replace("rests:", "on:"))
    assert command("check", "f.yaml") == (0, "f.yaml: no complaints\n", "")
    code, told, _ = command("explain", "f.yaml")
    assert (code, f"{name}'s posture".casefold() in told.casefold()) == (0, True)


def test_all_complaints_come_at_once_in_the_order_of_the_file(command: Command) -> None:
    write(SMALL.replace("horizon: 10 days", "horizon: 0 days").replace("when: alarm", "when: alram"))
    code, told, _ = command("check", "f.yaml")
    assert code == 2
    marked = [line.partition(": error")[0] for line in told.splitlines() if ": error: " in line]
    assert marked == ["f.yaml:5:10", "f.yaml:18:20"]
    assert told.endswith("f.yaml: 2 errors\n")


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (b"", "", "this file is empty"),
        (b"\n\n# nothing\n", "", "empty"),
        (b"\x00\x01\xff\xfe\x7fELF\x02" * 50, "", "this is a binary file"),
        ("flashpoint: 1\ntitle: café\n".encode("latin-1"), "2:11", "this is not UTF-8: the byte 0xE9"),
        (b"just words\n", "1:1", ""),
        (b"- a\n- list\n", "1:1", ""),
        (b"flashpoint: 2\nscenario: x\n", "1:13", "version"),
        (b"extends: nothing.yaml\nflashpoint: 1\n", "1:10", "the file `nothing.yaml` cannot be extended"),
        (b"extends: f.yaml\nflashpoint: 1\n", "1:10", "leads back to this file"),
        (b"extends:\nflashpoint: 1\n", "1:1", "nothing is named here"),
    ],
    ids=["empty", "comment", "binary", "latin", "words", "list", "version", "no_base", "circle", "nothing"],
)
def test_what_is_no_scenario_is_told_so(command: Command, content: bytes, place: str, said: str) -> None:
    write(content)
    refused(command, place, said)


def test_aliases_that_grow_without_bounds_are_refused(command: Command) -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    write("\n".join(lines) + "\n")
    refused(command, "5:4", "with its aliases written out this holds more than 50,000 values")


def test_a_file_that_is_not_there_and_its_nearest_name(command: Command) -> None:
    write(SMALL, "escalation.yaml")
    assert "did you mean `escalation.yaml`?" in refused(command, "", "there is no such file", "escalaton.yaml")


def test_a_folder_is_no_scenario(command: Command, tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    refused(command, "", "this is a folder", "folder.yaml")


def test_a_huge_file_is_refused_unread(command: Command) -> None:
    with Path("f.yaml").open("wb") as file:
        file.truncate(50_000_000)
    refused(command, "", "this file is larger than 2 MB")


def test_a_file_that_may_not_be_read(command: Command, tmp_path: Path) -> None:
    write(SMALL)
    (tmp_path / "f.yaml").chmod(0)
    if os.access("f.yaml", os.R_OK):
        pytest.skip("this user may read everything")
    refused(command, "", "this file cannot be read")


# -- where the results go ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("f.yaml", "f.yaml is there already and is no run folder"),
        ("notes", "notes is there already and is no run folder"),
        ("extension", "extension is there already and is no run folder"),
        ("f.yaml/inside", "the run folder f.yaml/inside cannot be made: Not a directory"),
    ],
)
def test_a_run_never_writes_over_what_is_no_run(command: Command, tmp_path: Path, out: str, said: str) -> None:
    write(SMALL)
    for folder, name in (("notes", "thesis.txt"), ("extension", "manifest.json")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text('{"name": "precious"}', encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    code, told, err = command("run", "f.yaml", "--rollouts", "2", "--jobs", "1", "--out", out)
    assert (code, told) == (2, "")
    assert said in err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_folder_that_may_not_be_written(command: Command, tmp_path: Path) -> None:
    write(SMALL)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):
        pytest.skip("this user may write everywhere")
    code, told, err = command("run", "f.yaml", "--rollouts", "2", "--jobs", "1", "--out", "closed/run")
    assert (code, told) == (2, "")
    assert "cannot be made" in err


@pytest.mark.parametrize(
    ("manifest", "summary", "said"),
    [
        (None, None, "run is no complete run folder: there is no manifest.json"),
        ("{}", None, "run is no complete run folder: there is no summary.json"),
        ("{", "{}", "manifest.json is no JSON"),
        ("{}", "{}", "this is no summary that flashpoint wrote"),
        ("{}", "[]", "this is no summary that flashpoint wrote"),
    ],
)
def test_a_report_needs_the_folder_of_a_run(
    command: Command, tmp_path: Path, manifest: str | None, summary: str | None, said: str
) -> None:
    (tmp_path / "run").mkdir()
    for name, text in (("manifest.json", manifest), ("summary.json", summary)):
        if text is not None:
            (tmp_path / "run" / name).write_text(text, encoding="utf-8")
    code, told, err = command("report", "run")
    assert (code, told) == (2, "")
    assert said in err
