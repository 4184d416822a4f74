"""Every example in the papers: files stand, pieces make a whole, expressions parse, commands do as they are told."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.cli import main
from sim.errors import Place
from sim.language.beginning import begin
from sim.language.builder import adjusted, build, examine
from sim.language.cases import cases_of
from sim.language.document import read_text
from sim.language.expressions import parse_amount, parse_effect, parse_expression
from sim.language.nodes import Document, Entries, Items, Node
from sim.language.prose import explain
from sim.language.scope import FIRST_AMOUNT_SLOT, symbols_of
from sim.testing.cases import run_case
from tests.docs.papers import TOP, Block, blocks, blocks_of, papers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.language.names import Symbols
    from sim.language.scenario import Scenario

PAPERS = [pytest.param(paper, id=paper.relative_to(TOP).as_posix()) for paper in papers()]


def told(paper: Path, block: Block) -> str:
    return f"{paper.relative_to(TOP)}:{block.line}"


# -- scenarios ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the scenarios beside it as in the project, and a terminal of usual width."""
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copytree(TOP / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def laid_out(paper: Path) -> dict[str, Block]:
    """Write the whole files that a paper shows to where we work; each by its name."""
    shown = {block.file or f"example_{block.line}.yaml": block for block in blocks(paper) if block.whole}
    for name, block in shown.items():
        Path(name).write_text(block.text, encoding="utf-8")
    return shown


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("paper", PAPERS)
def test_whole_files_have_no_complaint_but_those_that_are_wrong_on_purpose(paper: Path) -> None:
    for name, block in laid_out(paper).items():
        scenario, complaints = examine(name)
        errors = [complaint for complaint in complaints if not complaint.warning]
        assert bool(errors) == block.mistaken, f"{told(paper, block)}: {complaints}"
        if scenario is not None:
            assert scenario.title in explain(scenario)


def merged(first: Node, second: Node) -> Node:
    """Two pieces of one file as one: keys come together, lists are joined; what stands in both is a mistake."""
    if isinstance(first, Entries) and isinstance(second, Entries):
        values = dict(first.values)
        for key, value in second.values.items():
            values[key] = merged(values[key], value) if key in values else value
        return Entries(values, first.keys | second.keys, first.place)
    if isinstance(first, Items) and isinstance(second, Items):
        return Items(first.items + second.items, first.place)
    if str(first) == str(second):
        return first
    message = f"{second.place} says anew what {first.place} has said"
    raise ValueError(message)


def pieced_together(paper: Path) -> Scenario | None:
    """The one scenario that a paper shows piece by piece, from its first whole file on."""
    shown = [block for block in blocks(paper) if block.language == "yaml" and not block.mistaken]
    pieces = [block for block in shown if not block.whole]
    if not pieces:
        return None
    name = paper.relative_to(TOP).as_posix()
    roots = [read_text(block.padded, name).root for block in [next(b for b in shown if b.whole), *pieces]]
    whole = roots[0]
    for root in roots[1:]:
        whole = merged(whole, root)
    return build(Document(whole, name, paper.read_text(encoding="utf-8")))


@pytest.mark.parametrize("paper", PAPERS)
def test_pieces_make_one_scenario_that_stands_and_whose_cases_hold(paper: Path) -> None:
    scenario = pieced_together(paper)
    if scenario is None:
        return
    assert scenario.title in explain(scenario)
    for variant in scenario.variants:
        assert adjusted(scenario, variant=variant).changes.variant == variant
    for case in cases_of(scenario):
        assert run_case(case).failures == ()


def bare_lines(text: str) -> list[str]:
    """The lines without what is indented, commented or aligned."""
    return [re.sub(r"\s+#.*$", "", line).strip() for line in text.splitlines()]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("paper", PAPERS)
def test_lines_shown_from_a_file_stand_in_it_in_that_order(paper: Path) -> None:
    begin("harbour")
    for block in blocks(paper):
        if block.origin:
            lines = iter(bare_lines(Path(block.origin).read_text(encoding="utf-8")))
            missing = [line for line in bare_lines(block.text) if line not in lines]
            assert not missing, f"{told(paper, block)} is not what {block.origin} says"


READERS: dict[str, Callable[[str, Place, Symbols], object]] = {
    "expression": parse_expression,
    "effect": lambda text, place, symbols: parse_effect(text, place, symbols, FIRST_AMOUNT_SLOT),
    "distribution": parse_amount,
}


@pytest.mark.parametrize("paper", PAPERS)
def test_expressions_effects_and_distributions_mean_something(paper: Path) -> None:
    scenario = pieced_together(paper)
    for block in blocks(paper):
        reader = READERS.get(block.language)
        if reader is None:
            continue
        assert scenario is not None, f"{told(paper, block)} has no scenario that it could belong to"
        for number, line in enumerate(block.text.splitlines(), block.line):
            reader(line, Place(told(paper, block), number, 1, len(line), line), symbols_of(scenario))


# -- commands ----------------------------------------------------------------------------------------------------------


def sessions(block: Block) -> Iterator[tuple[list[str], int, str]]:
    """The commands of a console block: arguments, the exit code that is told (0 if none is), and what is printed."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    for index, (command, printed) in enumerate(found):
        if command == "echo $?":
            continue
        asked = found[index + 1 : index + 2]
        code = int(asked[0][1][0]) if asked and asked[0][0] == "echo $?" else 0
        name, *arguments = shlex.split(command)
        assert name == "flashpoint", f"only `flashpoint` can be tried, not `{command}`"
        yield arguments, code, "\n".join(printed).strip("\n")


def matches(shown: str, printed: str) -> bool:
    """Whether a text was printed as a paper shows it; a line `…` stands for any lines, `…` in a line for anything."""
    if not shown:
        return True
    lines = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r" *\n" for line in shown.splitlines()
    ]
    return re.fullmatch("".join(lines), f"{printed}\n") is not None


def run(arguments: list[str]) -> tuple[int, str]:
    """The exit code of a command, and everything that it prints, as on a terminal."""
    held = io.BytesIO()
    printed = io.TextIOWrapper(held, encoding="utf-8", write_through=True)
    with redirect_stdout(printed), redirect_stderr(printed):
        code = main(arguments)
    return code, held.getvalue().decode("utf-8").strip("\n")


PATIENT = os.environ.get("FLASHPOINT_PROFILE", "dev") != "dev"
"""Slow commands are tried by what decides whether a change is accepted, and by those who ask for it."""


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("paper", PAPERS)
def test_commands_end_and_print_as_they_are_shown(paper: Path) -> None:
    laid_out(paper)
    for block in blocks(paper):
        if block.language != "console" or (block.slow and not PATIENT):
            continue
        for arguments, expected, shown in sessions(block):
            code, printed = run(arguments)
            assert code == expected, f"{told(paper, block)}: {shlex.join(arguments)} ends with {code}:\n{printed}"
            assert matches(shown, printed), f"{told(paper, block)}: {shlex.join(arguments)} prints:\n{printed}"


# -- the tests themselves ----------------------------------------------------------------------------------------------


def test_blocks_know_their_line_and_the_comment_above_them() -> None:
    (one, two) = blocks_of("Text\n\n<!-- file: a.yaml, with mistakes -->\n```yaml\nflashpoint: 1\n```\n\n```\nx\n```\n")
    assert (one.language, one.line, one.file, one.mistaken, one.whole) == ("yaml", 5, "a.yaml", True, True)
    assert (two.language, two.text, two.line, two.file, two.whole) == ("", "x\n", 9, "", False)


def test_an_ellipsis_stands_for_what_is_left_out_and_nothing_else() -> None:
    assert matches("a\n…\nz", "a\nb\nc\nz")
    assert matches("…\nz", "a\nz")
    assert matches("a\n…", "a\nb")
    assert matches("in … s", "in 12.3 s")
    assert not matches("a\n…\nz", "a\nb\ny")
    assert not matches("in … s", "in 12\n.3 s")
    assert not matches("a", "a\nb")


def test_the_exit_code_of_a_command_is_the_one_told_below_it() -> None:
    block = Block("console", "$ flashpoint check 'a b'\nwrong\n$ echo $?\n2\n$ flashpoint schema\n", 1)
    assert list(sessions(block)) == [(["check", "a b"], 2, "wrong"), (["schema"], 0, "")]


def test_a_piece_that_contradicts_another_is_found() -> None:
    first, second = (read_text(text).root for text in ("a: {b: 1}\nc: [1]", "a: {d: 2}\nc: [2]"))
    whole = merged(first, second)
    assert isinstance(whole, Entries)
    assert list(whole.values) == ["a", "c"]
    with pytest.raises(ValueError, match="says anew"):
        merged(read_text("a: 1").root, read_text("a: 2").root)
