"""The run folder: complete or not at all, the same however it was made, and enough to be shown again."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sim.analysis.estimates import as_json
from sim.engine import cluster
from sim.engine.parquet import read_rows
from sim.errors import RunFolderError, UsageError
from sim.language.builder import load
from sim.language.scenario import Scenario
from sim.views import run_folder
from sim.views.run_folder import RunRequest, interruption, make_run, manifest_of, rebuild_report, run_name, scenario_of
from tests.engine.clashes import CLASHES, clashes, failing

TEN = RunRequest(rollouts=10, jobs=1)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures and report take a second, and are tested elsewhere; a mark tells that they were asked for."""

    def mark(folder: Path, scenario: Scenario, *_: object) -> None:
        (folder / "report.html").write_text(f"{scenario.title} {scenario.digest}", encoding="utf-8")

    monkeypatch.setattr(run_folder, "present_run", mark)


def into(folder: str, **changes: Any) -> RunRequest:
    return replace(TEN, out=Path(folder), **changes)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def manifest_in(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


# -- what is in it -----------------------------------------------------------------------------------------------------


def test_a_run_folder_is_complete_and_its_report_can_be_made_again(tmp_path: Path) -> None:
    made = make_run(clashes(), into("made"))
    assert {path.name for path in made.folder.iterdir()} == {
        "manifest.json", "rollouts.parquet", "summary.json", "summary.csv", "register.csv", "report.html", "figures",
    }  # fmt: skip
    kinds = {path.suffix for path in (made.folder / "figures").iterdir()}
    assert kinds == {".svg", ".png"}
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    before = files(made.folder)
    for name in ("report.html", "register.csv"):
        (made.folder / name).unlink()
    assert rebuild_report(made.folder) == made.folder / "report.html"
    assert files(made.folder) == before


@pytest.mark.usefixtures("undrawn")
def test_the_manifest_is_enough_to_make_the_run_again() -> None:
    scenario = clashes()
    made = make_run(scenario, into("made", seed=7, worlds=4, command="flashpoint run clashes.yaml --seed 7"))
    manifest = manifest_in(made.folder)
    wanted = {"scenario": "clashes", "digest": scenario.digest, "seed": 7, "worlds": 4, "rollouts": 10}
    wanted |= {"rollouts_asked_for": 10, "partial": False, "engine": "reference"}
    wanted |= {"command": "flashpoint run clashes.yaml --seed 7", "files": {"clashes.yaml": json.dumps(CLASHES)}}
    assert {name: manifest[name] for name in wanted} == wanted
    assert manifest["parameters"] == {"pace": "lognormal(p5=0.05 per day, p95=0.4 per day)", "bar": "50"}
    assert manifest["wall_seconds"] > 0
    assert {"python", "flashpoint", "numpy"} <= set(manifest["versions"])
    again = make_run(scenario_of(manifest), into("again", seed=manifest["seed"], worlds=manifest["worlds"]))
    for name in ("summary.json", "summary.csv"):
        assert (again.folder / name).read_bytes() == (made.folder / name).read_bytes()
    assert read_rows(again.folder / "rollouts.parquet") == read_rows(made.folder / "rollouts.parquet")


@pytest.mark.usefixtures("undrawn")
def test_rows_and_summary_do_not_depend_on_how_the_work_was_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """R20, R31."""
    request = replace(TEN, rollouts=120)
    one = make_run(failing(), replace(request, out=Path("one")))
    two = make_run(failing(), replace(request, out=Path("two"), jobs=2))
    monkeypatch.setattr(cluster, "BATCH", 7)
    three = make_run(failing(), replace(request, out=Path("three")))
    for other in (two, three):
        assert read_rows(other.folder / "rollouts.parquet") == read_rows(one.folder / "rollouts.parquet")
        for name in ("summary.json", "summary.csv"):
            assert (other.folder / name).read_bytes() == (one.folder / name).read_bytes()
    assert len(read_rows(one.folder / "rollouts.parquet")) == 120


@pytest.mark.usefixtures("undrawn")
def test_the_summary_is_what_the_estimates_say() -> None:
    made = make_run(clashes(), into("made"))
    summary = json.loads((made.folder / "summary.json").read_text(encoding="utf-8"))
    assert summary == as_json(made.estimates) == made.summary
    assert (made.finished, made.partial, made.errors) == (10, False, False)


@pytest.mark.usefixtures("undrawn")
def test_errors_and_violations_are_seen() -> None:
    assert make_run(failing(), into("failing", rollouts=20)).errors
    violated = load_text({"assertions": {"no_losses": {"always": "losses < 11"}}})
    assert make_run(violated, into("violated")).violations
    kept = load_text({"assertions": {"some": {"always": "losses >= 10"}}})
    assert not make_run(kept, into("kept")).violations


def load_text(changes: dict[str, Any], **options: Any) -> Scenario:
    path = Path("clashes.yaml")
    path.write_text(json.dumps(CLASHES | changes), encoding="utf-8")
    return load(path, **options)


# -- where it goes -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("undrawn")
def test_a_run_has_a_name_by_what_it_is() -> None:
    scenario = clashes()
    assert make_run(scenario, TEN).folder == Path("outputs/clashes") / f"{scenario.digest[:8]}-seed1-10"
    assert run_name(scenario, replace(TEN, worlds=3, seed=2)) == f"{scenario.digest[:8]}-seed2-worlds3-10"
    assert run_name(load_text({}, horizon="9 days"), TEN) != run_name(scenario, TEN)


@pytest.mark.usefixtures("undrawn")
def test_the_same_run_takes_the_place_of_the_one_before_as_a_whole() -> None:
    first = make_run(clashes(), into("made", command="before"))
    (first.folder / "left_over.txt").write_text("old", encoding="utf-8")
    second = make_run(clashes(), into("made", command="again"))
    assert manifest_in(second.folder)["command"] == "again"
    assert not (second.folder / "left_over.txt").exists()
    assert [path.name for path in Path().iterdir()] == ["made"]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("other", [{"seed": 2}, {"rollouts": 11}, {"worlds": 2}, {}])
def test_another_run_is_not_written_over(other: dict[str, int]) -> None:
    before = files(make_run(clashes(), into("made")).folder)
    scenario = clashes() if other else failing()
    with pytest.raises(RunFolderError, match="made holds another run"):
        make_run(scenario, into("made", **other))
    assert files(Path("made")) == before


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("where", ["empty", "new/deeper/run", "link", "."])
def test_a_run_may_go_where_nothing_is_lost(tmp_path: Path, where: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "behind").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "behind")
    if where == ".":
        os.chdir(tmp_path / "empty")
    made = make_run(clashes(), into(where))
    assert made.folder == Path(where)
    assert manifest_in((tmp_path / "empty") if where == "." else made.folder)["rollouts"] == 10
    assert (tmp_path / "link").is_symlink()
    assert not list(tmp_path.rglob("*.unfinished"))


@pytest.mark.parametrize("kind", ["file", "notes", "foreign", "list", "broken"])
def test_nothing_that_is_no_run_is_ever_written_over(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "target"
    if kind == "file":
        target.write_text("precious", encoding="utf-8")
    else:
        target.mkdir()
        (target / "thesis.txt").write_text("precious", encoding="utf-8")
        manifest = {"foreign": '{"name": "an extension"}', "list": "[1]", "broken": "{"}.get(kind)
        if manifest is not None:
            (target / "manifest.json").write_text(manifest, encoding="utf-8")
    before = files(tmp_path)
    with pytest.raises(RunFolderError, match="is there already and is no run folder"):
        make_run(clashes(), into("target"))
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("out", "said"), [("file/run", "cannot be made: Not a directory"), ("r\udce9", "its name is no text in UTF-8")]
)
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, out: str, said: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RunFolderError, match=said):
        make_run(clashes(), into(out))


def test_numbers_that_make_no_sense_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`rollouts`"):
        make_run(clashes(), into("made", rollouts=0))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("undrawn")
def test_what_fails_on_the_way_leaves_the_folder_before_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(make_run(clashes(), into("made")).folder)

    def fails(*_: object) -> None:
        message = "no room left"
        raise OSError(message)

    monkeypatch.setattr(run_folder, "present_run", fails)
    with pytest.raises(OSError, match="no room left"):
        make_run(clashes(), into("made"))
    assert files(Path("made")) == before
    assert [path.name for path in Path().iterdir()] == ["made"]


# -- Ctrl-C ------------------------------------------------------------------------------------------------------------


def after(rollouts: int, action: Callable[[], None]) -> Callable[[int], None]:
    """Progress that does something once so many rollouts have been made."""
    heard: list[int] = []

    def progress(made: int) -> None:
        heard.append(made)
        if sum(heard) - made < rollouts <= sum(heard):
            action()

    return progress


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("undrawn")
def test_an_interruption_keeps_what_is_finished() -> None:
    handler = signal.getsignal(signal.SIGINT)
    made = make_run(clashes(), into("made", rollouts=5_000), progress=after(50, interrupt))
    assert (made.partial, made.finished) == (True, 50)
    assert signal.getsignal(signal.SIGINT) is handler
    manifest = manifest_in(made.folder)
    assert (manifest["partial"], manifest["rollouts"], manifest["rollouts_asked_for"]) == (True, 50, 5_000)
    whole = make_run(clashes(), into("whole", rollouts=60))
    assert read_rows(made.folder / "rollouts.parquet") == read_rows(whole.folder / "rollouts.parquet")[:50]


@pytest.mark.usefixtures("undrawn")
def test_an_interruption_at_the_very_end_is_none() -> None:
    made = make_run(clashes(), into("made", rollouts=50), progress=after(50, interrupt))
    assert (made.partial, made.finished) == (False, 50)


@pytest.mark.usefixtures("undrawn")
def test_a_second_interruption_does_not_wait(tmp_path: Path) -> None:
    def twice() -> None:
        interrupt()
        interrupt()

    with pytest.raises(KeyboardInterrupt):
        make_run(clashes(), into("made", rollouts=5_000), progress=after(50, twice))
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_only_the_main_thread_listens_for_interruptions() -> None:
    handler, seen = signal.getsignal(signal.SIGINT), []

    def elsewhere() -> None:
        with interruption() as event:
            seen.append((event.is_set(), signal.getsignal(signal.SIGINT) is handler))

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [(False, True)]


# -- shown again -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("undrawn")
def test_a_report_needs_no_file_but_those_in_the_folder(tmp_path: Path) -> None:
    """The scenario is kept as it was, with what it extends and what was changed."""
    load_text({})
    saved = Path("saved.yaml")
    saved.write_text("flashpoint: 1\nextends: clashes.yaml\ntitle: Saved\nset: {front: near}\n", encoding="utf-8")
    scenario = load(saved, set={"bar": "30"}, disable=["a.sues"], horizon="9 days")
    made = make_run(scenario, into("made"))
    told = (made.folder / "report.html").read_text(encoding="utf-8")
    assert told == f"Saved {scenario.digest}"
    for path in (saved, Path("clashes.yaml"), made.folder / "report.html"):
        path.unlink()
    (tmp_path / "made").rename(tmp_path / "moved")
    assert rebuild_report(Path("moved")).read_text(encoding="utf-8") == told
    assert scenario_of(manifest_in(Path("moved"))).changes == scenario.changes


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda manifest: {}, "this is no manifest that flashpoint wrote"),
        (lambda manifest: [manifest], "this is no manifest that flashpoint wrote"),
        (lambda manifest: manifest | {"files": {}}, "this is no manifest that flashpoint wrote"),
        (lambda manifest: manifest | {"files": "text"}, "this is no manifest that flashpoint wrote"),
        (lambda manifest: manifest | {"changes": {"disable": []} | {"other": 1}}, "this is no manifest"),
        (lambda manifest: manifest | {"files": {"x.yaml": json.dumps(CLASHES | {"horizon": "9 days"})}},
         "the scenario kept in made means something else to this version"),
    ],
    ids=["empty", "list", "no_files", "files_of_another_type", "other_changes", "another_scenario"],
)  # fmt: skip
def test_a_damaged_manifest_is_told(damage: Callable[[dict[str, Any]], object], said: str) -> None:
    made = make_run(clashes(), into("made"))
    path = made.folder / "manifest.json"
    path.write_text(json.dumps(damage(manifest_in(made.folder))), encoding="utf-8")
    with pytest.raises(RunFolderError, match=said):
        rebuild_report(made.folder)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_a_file_may_have_a_name_that_is_no_text() -> None:
    path = Path("caf\udce9.yaml")
    path.write_text(json.dumps(CLASHES), encoding="utf-8")
    made = make_run(load(path), into("made", command=f"flashpoint run {path}"))
    manifest = manifest_in(made.folder)
    assert (manifest["path"], list(manifest["files"])) == (str(path), [str(path)])
    assert rebuild_report(made.folder).is_file()


def test_what_the_manifest_says_of_itself_can_be_read_by_any_program() -> None:
    scenario = clashes()
    made = cluster.simulate(scenario, rollouts=2, jobs=1)
    from sim.analysis.estimates import estimates

    manifest = manifest_of(scenario, replace(TEN, rollouts=2), estimates(made))
    assert json.loads(json.dumps(manifest, allow_nan=False)) == manifest
