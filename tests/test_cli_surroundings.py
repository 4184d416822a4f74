"""The command when the world around it does not help: terminals, readers that go away, Ctrl-C."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sim import cli
from sim.engine.cluster import simulate
from sim.engine.parquet import read_rows
from sim.language.builder import load
from sim.views.tables import Terminal
from tests.scenes import TOP

TEXT = """\
flashpoint: 1
scenario: two-sides
title: Two sides “at odds”
starts: 2030-03-01
horizon: 30 days
state: {ready: {flag: false}}
ladder: [{rung: calm}, {rung: alert, when: ready}]
events: {call_up: {rate: 1 per month, then: [ready = true]}}
"""


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "two_sides.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def process(*arguments: str, folder: Path, **options: Any) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(TOP)}
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, **options)


def test_an_error_of_the_system_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken.yaml").mkdir()
    assert cli.main(["new", "taken", "--force"]) == 2
    assert capsys.readouterr() == ("", "error: Is a directory: taken.yaml\n")


def test_ctrl_c_before_anything_is_finished_leaves_with_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.language.checking.check", interrupted)
    assert cli.main(["check", "two_sides.yaml"]) == 130
    assert capsys.readouterr() == ("", "Interrupted.\n")


def test_a_terminal_that_cannot_show_a_character_is_no_reason_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def told(encoding: str, *arguments: str) -> str:
        written = io.BytesIO()
        terminal = io.TextIOWrapper(written, encoding=encoding)
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", terminal)
            assert cli.main(arguments) == 0
        return written.getvalue().decode(encoding)

    assert told("utf-8", "explain", "two_sides.yaml").splitlines()[0] == "# Two sides “at odds”"
    assert told("ascii", "explain", "two_sides.yaml").splitlines()[0] == "# Two sides ?at odds?"
    in_full = told("utf-8", "explain", "two_sides.yaml", "--json")
    assert "“at odds”" in in_full
    assert json.loads(told("ascii", "explain", "two_sides.yaml", "--json")) == json.loads(in_full)


def test_a_file_may_have_a_name_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "caf\udce9.yaml"
    try:
        path.write_text(TEXT, encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this system takes no such names")
    assert cli.main(["check", path.name]) == 0
    assert capsys.readouterr().out == "caf?.yaml: no complaints\n"
    assert cli.main(["check", "th\udce9.yaml"]) == 2
    assert capsys.readouterr().out.startswith("th?.yaml: error: there is no such file")


def test_a_reader_that_has_gone_is_no_error(tmp_path: Path) -> None:
    for arguments in (["explain", "two_sides.yaml"], ["explain", "nowhere.yaml"]):
        reading, writing = os.pipe()
        os.close(reading)
        running = process(*arguments, folder=tmp_path, stdout=writing, stderr=subprocess.STDOUT)
        os.close(writing)
        assert running.wait(timeout=60) == 0


def test_the_tables_leave_it_to_the_command_what_a_reader_gone_means() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str, /) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        Terminal(file=Gone()).print("a table")


def long_run(folder: Path, jobs: int) -> subprocess.Popen[str]:
    """A long run in a terminal of its own, as soon as it has begun to write."""
    arguments = ("run", "two_sides.yaml", "--rollouts", "1_000_000", "--jobs", str(jobs), "--out", "made", "--json")
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True}
    running = process(*arguments, "--engine", "reference", folder=folder, **options)
    begun = time.monotonic()
    while not any(folder.glob(".made.*")) and time.monotonic() < begun + 60:
        time.sleep(0.02)
    return running


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    running = long_run(tmp_path, jobs=1)
    time.sleep(0.4)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 130
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    made = manifest["rollouts"]
    assert (manifest["partial"], manifest["rollouts_asked_for"]) == (True, 1_000_000)
    assert f"the {made:,} rollouts that were finished are kept and marked as partial" in err
    assert json.loads(out)["rollouts"] == made
    rows = read_rows(tmp_path / "made" / "rollouts.parquet", "rollout, top_rung, end_time")
    assert [row[0] for row in rows] == list(range(made))
    first = simulate(load("two_sides.yaml"), rollouts=min(made, 50), jobs=1)
    assert [row[1] for row in rows[:50]] == list(first["top_rung"])
    assert (tmp_path / "made" / "report.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "two_sides.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_while_workers_begin_is_no_error(tmp_path: Path) -> None:
    """It reaches them as well; one that has hardly begun would die of it, and the run with it."""
    running = long_run(tmp_path, jobs=2)
    time.sleep(0.1)
    for _ in range(30):
        os.killpg(running.pid, signal.SIGINT)
        try:
            _, err = running.communicate(timeout=3)
            break
        except subprocess.TimeoutExpired:
            continue
    assert "Traceback" not in err
    assert running.returncode in {130, -signal.SIGINT}
    assert not any(tmp_path.glob(".made.*"))
