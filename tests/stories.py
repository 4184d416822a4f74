"""The narrated stories kept beside conformance cases and lessons; `python -m tests.stories` writes them anew.

Read what changed before committing it: a story that changes is a meaning that changes.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.engine.reference import Reference
from sim.language.builder import load
from sim.language.cases import load_cases
from sim.language.scenario import Case
from sim.testing.cases import run_case
from sim.views.story import tell

TOP = Path(os.path.relpath(Path(__file__).resolve().parent.parent))
"""The project's folder as seen from where the tests run, so that no story holds the path of a machine."""
CONFORMANCE = TOP / "tests" / "conformance"
LESSONS = TOP / "scenarios" / "lessons"


def case_story(case_file: Path, case: Case) -> str:
    """The story of a case, as it is kept beside the file of the case."""
    command = f"flashpoint narrate {case_file.relative_to(TOP).as_posix()} --case {case.name}"
    return tell(run_case(case).trace, case.scenario, command=command)


def case_story_path(case_file: Path, case: Case) -> Path:
    """Where the story of a case is kept."""
    return case_file.with_name(f"{case_file.stem}.{case.name}.txt")


def lesson_story(lesson: Path) -> str:
    """The story of a lesson, as it is kept beside the lesson: seed 1, rollout 0."""
    scenario = load(lesson)
    command = f"flashpoint narrate {lesson.relative_to(TOP).as_posix()} --seed 1 --rollout 0"
    return tell(Reference(scenario, seed=1).trace(0), scenario, command=command)


def write_all() -> list[Path]:
    """Write every story anew; the files that changed."""
    stories: dict[Path, str] = {}
    for case_file in sorted(CONFORMANCE.glob("*.yaml")):
        stories |= {case_story_path(case_file, case): case_story(case_file, case) for case in load_cases(case_file)}
    for lesson in sorted(LESSONS.glob("*.yaml")):
        stories[lesson.with_suffix(".txt")] = lesson_story(lesson)
    changed = [path for path, told in stories.items() if not path.exists() or path.read_text(encoding="utf-8") != told]
    for path in changed:
        path.write_text(stories[path], encoding="utf-8")
    return changed


if __name__ == "__main__":
    for written in write_all():
        print(written.relative_to(TOP))
