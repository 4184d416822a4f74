"""The run folder: many rollouts made, summed up and written, complete or not at all.

Everything is written into a folder beside the final one, which is renamed at the end: a folder that has a manifest is
complete. What is interrupted is kept in the same way, marked as partial.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import TYPE_CHECKING, Any

from sim.analysis.estimates import Estimates, as_json, estimates, from_json
from sim.analysis.export import as_csv
from sim.analysis.summary import Summary, merged, summarise
from sim.engine.cluster import chunks
from sim.engine.parquet import RolloutsFile
from sim.errors import RunFolderError
from sim.language.builder import rebuilt
from sim.language.scenario import Changes
from sim.views.presentation import present_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sim.language.scenario import Scenario

OUTPUTS = Path("outputs")
MANIFEST = "manifest.json"
PACKAGES = ("flashpoint", "numpy", "simpy", "scipy", "duckdb", "matplotlib")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What is to be run: how many rollouts, on which luck, by what, into which folder (None: below `outputs`).

    `command` is what was typed, kept in the manifest.
    """

    rollouts: int = 1_000
    seed: int = 1
    worlds: int | None = None
    engine: str = "reference"
    jobs: int | None = None
    out: Path | None = None
    grid: Sequence[float] | int | None = None
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRun:
    """A run that has been made: its folder, its estimates, and whether it was cut short."""

    folder: Path
    estimates: Estimates
    partial: bool

    @property
    def finished(self) -> int:
        """How many rollouts were finished."""
        return self.estimates.rollouts

    @property
    def summary(self) -> dict[str, Any]:
        """What `--json` prints."""
        return as_json(self.estimates)

    @property
    def errors(self) -> bool:
        """Whether any rollout met an error."""
        return bool(self.estimates.errors)

    @property
    def violations(self) -> bool:
        """Whether any assertion was violated."""
        told = self.estimates.assertions.values()
        return any(assertion.violated is not None and assertion.violated.k > 0 for assertion in told)


def make_run(scenario: Scenario, request: RunRequest, progress: Callable[[int], None] | None = None) -> MadeRun:
    """Roll the scenario out, and write the run folder; `progress` hears of every rollout made.

    An interruption keeps what is finished, marked as partial; with nothing finished it goes on to the caller.

    Raises:
        RunFolderError: when the folder is taken by something else, or cannot be written.
        UsageError: for numbers that make no sense.
    """
    target = request.out or OUTPUTS / scenario.name / run_name(scenario, request)
    begun = time.perf_counter()
    with _building(target, request, scenario) as folder:
        told = estimates(_roll_out(scenario, request, folder / "rollouts.parquet", progress))
        manifest = manifest_of(scenario, request, told)
        _write_json(folder / "summary.json", as_json(told))
        (folder / "summary.csv").write_text(as_csv(told), encoding="utf-8")
        present_run(folder, scenario, told, manifest)
        manifest["wall_seconds"] = round(time.perf_counter() - begun, 3)
        _write_json(folder / MANIFEST, manifest)
    return MadeRun(folder=target, estimates=told, partial=bool(manifest["partial"]))


def run_name(scenario: Scenario, request: RunRequest) -> str:
    """What identifies a run: digest, seed, worlds and number of rollouts (R20)."""
    worlds = f"-worlds{request.worlds}" if request.worlds is not None else ""
    return f"{scenario.digest[:8]}-seed{request.seed}{worlds}-{request.rollouts}"


def _roll_out(scenario: Scenario, request: RunRequest, path: Path, progress: Callable[[int], None] | None) -> Summary:
    """All rollouts, or those finished before an interruption, written and summed up chunk by chunk."""
    rows, summaries = RolloutsFile(path), []
    with interruption() as interrupted:
        for chunk in chunks(
            scenario,
            rollouts=request.rollouts,
            seed=request.seed,
            engine=request.engine,
            jobs=request.jobs,
            worlds=request.worlds,
            grid=request.grid,
            progress=progress,
            stop=interrupted.is_set,
        ):
            rows.write(chunk)
            summaries.append(summarise(chunk))
        rows.close()
    return merged(summaries)


@contextmanager
def interruption() -> Iterator[Event]:
    """Within it the first Ctrl-C only sets the event, so that what is finished can be kept; the second interrupts."""
    event = Event()
    if current_thread() is not main_thread():
        yield event
        return
    before = signal.getsignal(signal.SIGINT)

    def note(_number: int, _frame: object) -> None:
        event.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


def _is_same_run(folder: Path, request: RunRequest, scenario: Scenario) -> bool:
    """Whether a run folder holds what is to be run again."""
    manifest = _read_json(folder / MANIFEST)
    held = [manifest.get(key) for key in ("digest", "seed", "worlds", "rollouts_asked_for")]
    return held == [scenario.digest, request.seed, request.worlds, request.rollouts]


@contextmanager
def _building(target: Path, request: RunRequest, scenario: Scenario) -> Iterator[Path]:
    """A folder beside `target` that becomes `target` when everything in it is written; nothing is left otherwise."""
    place = target.resolve()  # `.` has no name of its own, and a link is to lead to the new folder too
    if not _is_free(place):
        message = f"{target} is there already and is no run folder; name another with --out"
        raise RunFolderError(message)
    if (place / MANIFEST).is_file() and not _is_same_run(place, request, scenario):
        message = f"{target} holds another run (another scenario, seed, or number of rollouts); name another with --out"
        raise RunFolderError(message)
    folder = place.with_name(f".{place.name}.{os.getpid()}.unfinished")
    try:
        os.fspath(folder).encode()
        folder.mkdir(parents=True)
    except OSError as wrong:
        message = f"the run folder {target} cannot be made: {wrong.strerror}"
        raise RunFolderError(message) from wrong
    except UnicodeEncodeError as wrong:
        message = f"the run folder {target} cannot be made: its name is no text in UTF-8"
        raise RunFolderError(message) from wrong
    try:
        yield folder
        if place.exists():
            shutil.rmtree(place)
        folder.replace(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_free(place: Path) -> bool:
    """Whether nothing is lost if a run is written there: it is absent, an empty folder, or the folder of a run."""
    if not place.is_dir():
        return not place.exists()
    if not any(place.iterdir()):
        return True
    try:
        return "flashpoint_run" in _read_json(place / MANIFEST)
    except (RunFolderError, TypeError):
        return False


def manifest_of(scenario: Scenario, request: RunRequest, told: Estimates) -> dict[str, Any]:
    """What a run folder says of itself: enough to make it again."""
    return {
        "flashpoint_run": 1,
        "scenario": scenario.name,
        "title": scenario.title,
        "digest": scenario.digest,
        "path": scenario.path,
        "files": {document.name: document.text for document in scenario.document.documents},
        "changes": {
            "set": dict(scenario.changes.set),
            "disable": list(scenario.changes.disable),
            "variant": scenario.changes.variant,
            "horizon": scenario.changes.horizon,
        },
        "parameters": {name: str(parameter.law) for name, parameter in scenario.parameters.items()},
        "seed": request.seed,
        "worlds": request.worlds,
        "rollouts": told.rollouts,
        "rollouts_asked_for": request.rollouts,
        "partial": told.rollouts < request.rollouts,
        "engine": request.engine,
        "command": request.command,
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def rebuild_report(folder: Path) -> Path:
    """Draw the figures and write the report of a run folder again, from its manifest and summary; the report's path.

    Raises:
        RunFolderError: when the folder is no complete run folder.
        ScenarioError: when the scenario it holds cannot stand with this version.
    """
    manifest, told = _read_json(folder / MANIFEST), from_json(_read_json(folder / "summary.json"))
    scenario = scenario_of(manifest)
    if scenario.digest != told.digest:
        message = (
            f"the scenario kept in {folder} means something else to this version, so its figures cannot be redrawn"
        )
        raise RunFolderError(message)
    present_run(folder, scenario, told, manifest)
    return folder / "report.html"


def scenario_of(manifest: Mapping[str, Any]) -> Scenario:
    """The scenario of a run, from the files that its manifest keeps; RunFolderError if it keeps none."""
    try:
        changes = Changes(**(manifest["changes"] | {"disable": tuple(manifest["changes"]["disable"])}))
        base, *others = ((str(name), str(text)) for name, text in manifest["files"].items())
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        message = f"this is no manifest that flashpoint wrote, or one of another version: {wrong}"
        raise RunFolderError(message) from wrong
    return rebuilt(dict([base, *others]), changes)


def _read_json(path: Path) -> Any:
    if not path.is_file():
        message = f"{path.parent} is no complete run folder: there is no {path.name}"
        raise RunFolderError(message)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as wrong:
        message = f"{path} is no JSON: {wrong}"
        raise RunFolderError(message) from wrong


def _write_json(path: Path, data: Any) -> None:
    """JSON in UTF-8; the name of a file that is no UTF-8 comes back as it was."""
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
