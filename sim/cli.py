"""The command `flashpoint`. Every verb is also a function of the package `sim`.

Exit codes: 0 done, 1 an assertion was violated or a check failed, 2 bad input or usage, 3 an error during a run, 130
interrupted. What a command finds goes to stdout, what it says on the way to stderr.
"""

from __future__ import annotations

import io
import json as json_format
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, CycloptsError, Parameter

from sim.errors import Complaint, FlashpointError, RolloutError, ScenarioError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.scenario import Scenario

DONE, FAILED, BAD_INPUT, ROLLOUT_ERROR, INTERRUPTED = 0, 1, 2, 3, 130

app = App(
    name="flashpoint",
    help="Draws out what the assumptions of an escalation scenario imply. It does not predict what leaders will do.",
    version=lambda: _version(),  # noqa: PLW0108 - the function stands below
    help_format="plaintext",
    default_parameter=Parameter(negative=(), show_default=False),
    suppress_keyboard_interrupt=False,
)


@Parameter(name="*")
@dataclass(frozen=True)
class Changes:
    """What is changed in the file before anything else is done."""

    set: Annotated[tuple[str, ...], Parameter(name="--set", negative=())] = ()
    """NAME=VALUE: another value for a parameter or an initial state; may be given again"""
    disable: Annotated[tuple[str, ...], Parameter(name="--disable", negative=())] = ()
    """a trigger, an actor (all its triggers) or `events`, switched off; may be given again"""
    variant: str = ""
    """one of the file's variants"""
    horizon: str = ""
    """another horizon, such as `60 days`"""

    def load(self, file: str) -> Scenario:
        """The scenario of the file with these changes; ScenarioError or UsageError if it cannot stand."""
        from sim.language.builder import load

        changed = assignments(self.set)
        scenario = load(file, set=changed, disable=self.disable, variant=self.variant, horizon=self.horizon)
        if changed or self.variant:
            from sim.language.checks import out_of_range

            for doubt in out_of_range(scenario):
                _note(str(doubt))
        return scenario


@Parameter(name="*")
@dataclass(frozen=True)
class Luck:
    """Which luck, and how many worlds."""

    seed: int = 1
    """the seed of all luck (1 if not said)"""
    worlds: int | None = None
    """draw the uncertain parameters only so often (each rollout has a world of its own by default)"""


NO_CHANGES = Changes()
NO_LUCK = Luck()


@app.command
def new(name: str, /, *, force: bool = False) -> int:
    """Write a small, commented, valid scenario to start from, as NAME.yaml.

    Parameters
    ----------
    name
        the scenario's short name: small letters, digits and hyphens; a path is taken as it is
    force
        write over a file that is already there
    """
    from sim.language.beginning import begin

    path = begin(name, force=force)
    _say(f"Wrote {path}. Read it aloud with `flashpoint explain {path}`.")
    return DONE


@app.command
def check(
    *files: str,
    json: bool = False,
    strict: bool = False,
    require_sources: bool = False,
) -> int:
    """Tell every complaint about scenario files, and then the warnings.

    Parameters
    ----------
    files
        scenario or case files
    json
        print one JSON object: file, line, column, code, message, hint, severity
    strict
        let warnings count as failures
    require_sources
        complain of numbers with neither a source nor a reason
    """
    from sim.language.checking import check as checked

    if not files:
        _note("error: which file is to be checked? (flashpoint check FILE…)")
        return BAD_INPUT
    found = {file: checked(file, require_sources=require_sources) for file in files}
    complaints = [complaint for told in found.values() for complaint in told]
    errors = [complaint for complaint in complaints if not complaint.warning]
    if json:
        _print_json({"complaints": [_as_data(complaint) for complaint in complaints]})
    else:
        for file, told in found.items():
            for complaint in told:
                _say(str(complaint))
            _say(_verdict(file, told))
    if errors:
        return BAD_INPUT
    return FAILED if complaints and strict else DONE


@app.command
def explain(file: str, /, *, changes: Changes = NO_CHANGES, json: bool = False) -> int:
    """Tell a scenario in English, trigger by trigger, with its sources.

    Parameters
    ----------
    file
        the scenario
    json
        print one JSON object instead, with the assumption register
    """
    from sim.language.prose import explain as told
    from sim.language.register import as_data

    scenario = changes.load(file)
    if json:
        _print_json({"scenario": scenario.name, "text": told(scenario), "register": as_data(scenario)})
    else:
        _say(told(scenario))
    return DONE


@app.command
def narrate(
    file: str, /, *, rollout: int = 0, case: str = "", luck: Luck = NO_LUCK, changes: Changes = NO_CHANGES
) -> int:
    """Tell one rollout day by day: what fired, why, what lapsed, what was nearly reached.

    Parameters
    ----------
    file
        the scenario
    rollout
        which one, by its index from 0
    case
        tell one of the file's cases instead: its facts forced in, its luck, and whether it went as expected
    """
    from sim.verbs import traced
    from sim.views.story import tell

    if case:
        if (rollout, luck, changes) != (0, NO_LUCK, NO_CHANGES):
            message = "a case says itself what is changed and on which luck; `--case` goes with no other option"
            raise UsageError(message)
        return _narrate_case(file, case)
    scenario = changes.load(file)
    trace = traced(scenario, seed=luck.seed, rollout=rollout, worlds=luck.worlds)
    _say(tell(trace, scenario, worlds=luck.worlds))
    if trace.rollout.fault is not None:
        raise RolloutError(trace.rollout.fault)
    return DONE


def _narrate_case(file: str, name: str) -> int:
    from sim.language.cases import load_cases
    from sim.testing.cases import run_case
    from sim.views.story import tell

    cases = {case.name: case for case in load_cases(file)}
    if name not in cases:
        message = f"no case `{name}` in {file}; there are: {', '.join(cases) or 'none'}"
        raise UsageError(message)
    result = run_case(cases[name])
    _say(tell(result.trace, result.case.scenario, command=f"flashpoint narrate {file} --case {name}"))
    for failure in result.failures:
        _note(str(failure))
    return DONE if result.passed else FAILED


@Parameter(name="*")
@dataclass(frozen=True)
class Running:
    """How the rollouts are run, and where the results go."""

    rollouts: int = 1_000
    """how many rollouts (1,000 if not said)"""
    engine: str = "reference"
    """which engine: reference"""
    jobs: int | None = None
    """on how many cores (all of them by default); the results do not depend on it"""
    out: Path | None = None
    """the run folder itself (by default one below outputs/, named by what was run)"""
    json: bool = False
    """print one JSON object on stdout and nothing else there"""
    allow_violations: bool = False
    """leave with 0 even where an assertion was violated"""


RUNNING = Running()


@app.command
def run(file: str, /, *, running: Running = RUNNING, luck: Luck = NO_LUCK, changes: Changes = NO_CHANGES) -> int:
    """Make many rollouts: a run folder with figures and a report, and a table here.

    Parameters
    ----------
    file
        the scenario
    """
    from sim.views.progress import ProgressBar
    from sim.views.run_folder import RunRequest, make_run
    from sim.views.tables import show_run

    scenario = changes.load(file)
    request = RunRequest(
        rollouts=running.rollouts,
        seed=luck.seed,
        worlds=luck.worlds,
        engine=running.engine,
        jobs=running.jobs,
        out=running.out,
        command=_command(),
    )
    with ProgressBar(running.rollouts) as progress:
        made = make_run(scenario, request, progress=progress.advance)
    if running.json:
        _print_json(made.summary)
    else:
        show_run(made)
    _note(f"Seed {luck.seed}. Everything is in {made.folder} (open {made.folder / 'report.html'}).")
    if made.partial:
        _note(f"Interrupted: the {made.finished:,} rollouts that were finished are kept and marked as partial.")
        return INTERRUPTED
    if made.errors:
        return ROLLOUT_ERROR
    return FAILED if made.violations and not running.allow_violations else DONE


@app.command
def report(folder: Path, /) -> int:
    """Make the HTML report of a run folder again.

    Parameters
    ----------
    folder
        a run folder (it has a manifest.json)
    """
    from sim.views.run_folder import rebuild_report

    _say(f"Wrote {rebuild_report(folder)}.")
    return DONE


@app.command
def schema() -> int:
    """Print the JSON Schema of scenario files, for editors (yaml-language-server)."""
    from sim.language.schema import schema as described

    _print_json(described())
    return DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: reads its arguments, does what they ask, and returns the exit code; no traceback for bad input."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a character that a terminal cannot show is no reason to stop
    try:
        return _carried_out(arguments)
    except BrokenPipeError:
        # Whoever read along has gone. Without this Python would say so once more as it leaves.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return DONE


def _carried_out(arguments: Sequence[str] | None) -> int:
    """What the arguments ask is done, or told why not; the exit code."""
    try:
        code = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        return code if isinstance(code, int) else DONE
    except CycloptsError as wrong:
        _note(f"error: {wrong}\n    hint: `flashpoint --help` tells what there is")
        return BAD_INPUT
    except ScenarioError as wrong:
        _note(str(wrong))
        _note(_counted(len(wrong.complaints), "error"))
        return BAD_INPUT
    except RolloutError as wrong:
        _note(f"error: {wrong}")
        return ROLLOUT_ERROR
    except FlashpointError as wrong:
        _note(f"error: {wrong}")
        return BAD_INPUT
    except KeyboardInterrupt:
        _note("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as wrong:
        _note(f"error: {wrong.strerror or wrong}" + (f": {wrong.filename}" if wrong.filename else ""))
        return BAD_INPUT


def assignments(texts: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping; UsageError for one that is not of this form, or names a thing twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            message = f"`--set` takes NAME=VALUE, such as `--set resolve=30%`, not `{text}`"
            raise UsageError(message)
        if name in found:
            message = f"`--set` gives `{name}` two values: {found[name]} and {value}"
            raise UsageError(message)
        found[name] = value
    return found


def _version() -> str:
    from importlib.metadata import version

    return version("flashpoint")


def _command() -> str:
    import shlex

    return shlex.join(["flashpoint", *sys.argv[1:]])


def _say(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def _note(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(text.rstrip("\n") + "\n")


def _print_json(data: Any) -> None:
    plain = not sys.stdout.encoding.lower().startswith("utf")
    _say(json_format.dumps(data, indent=2, ensure_ascii=plain, allow_nan=False))


def _as_data(complaint: Complaint) -> dict[str, Any]:
    place = complaint.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "severity": "warning" if complaint.warning else "error",
        "code": complaint.code,
        "message": complaint.message,
        "hint": complaint.hint,
    }


def _verdict(file: str, complaints: Sequence[Complaint]) -> str:
    errors = sum(not complaint.warning for complaint in complaints)
    warnings = len(complaints) - errors
    if not complaints:
        return f"{file}: no complaints"
    told = [_counted(number, kind) for number, kind in ((errors, "error"), (warnings, "warning")) if number]
    return f"{file}: {' and '.join(told)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
