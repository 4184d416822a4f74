"""The narrated stories kept beside conformance cases and lessons; `python -m tests.stories` writes them anew.

Read what changed before committing it: a story that changes is a meaning that changes.
"""

from __future__ import annotations

from pathlib import Path

from sim.engine.reference import Reference
from sim.engine.rollouts import Trace
from sim.language.builder import load
from sim.language.cases import load_cases
from sim.language.scenario import Scenario
from sim.testing.cases import run_case
from sim.views.story import tell

TOP = Path(__file__).resolve().parent.parent
CONFORMANCE = TOP / "tests" / "conformance"
LESSONS = TOP / "scenarios" / "lessons"


def story_of(trace: Trace, scenario: Scenario) -> str:
    """The story as the files keep it."""
    return tell(trace, scenario)


def story_path(case_file: Path, case: str) -> Path:
    """Where the story of a case is kept: beside its file."""
    return case_file.with_name(f"{case_file.stem}.{case}.txt")


def lesson_story(lesson: Path) -> str:
    """The story of a lesson: seed 1, rollout 0."""
    scenario = load(lesson.relative_to(TOP) if Path.cwd() == TOP else lesson)
    return story_of(Reference(scenario, seed=1).trace(0), scenario)


def write_all() -> list[Path]:
    """Write every story anew; the files that changed."""
    stories: dict[Path, str] = {}
    for case_file in sorted(CONFORMANCE.glob("*.yaml")):
        for case in load_cases(case_file):
            stories[story_path(case_file, case.name)] = story_of(run_case(case).trace, case.scenario)
    for lesson in sorted(LESSONS.glob("*.yaml")):
        stories[lesson.with_suffix(".txt")] = lesson_story(lesson)
    changed = [path for path, told in stories.items() if not path.exists() or path.read_text(encoding="utf-8") != told]
    for path in changed:
        path.write_text(stories[path], encoding="utf-8")
    return changed


if __name__ == "__main__":
    for written in write_all():
        print(written.relative_to(TOP))
