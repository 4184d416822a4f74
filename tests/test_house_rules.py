"""The rules of the house that no linter knows: sizes, names, doors, the public face, and that every rule has a test."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
import zipfile
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import sim

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "sim").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
RULES = [f"R{number}" for number in range(1, 37)]

LONGEST_FUNCTION = 60
LONGEST_MODULE = 500
BANNED_NAMES = {"utils", "util", "common", "core", "helpers", "helper", "misc", "tools"}

PUBLIC_FACE = (
    "check",
    "estimates",
    "explain",
    "load",
    "narrate",
    "outcomes",
    "replay",
    "report",
    "run",
    "simulate",
)
"""What `sim` offers. A name is added or taken away here on purpose, with a line in CHANGELOG.md, or not at all."""

HEAVY = {"numpy", "scipy", "simpy", "numba", "matplotlib", "duckdb", "joblib", "pydantic", "hypothesis", "rich"}
"""What `import sim` must not bring: `flashpoint --help` and every load error would wait for it."""

DOORS = {
    "yaml": ("sim.language.document",),
    "lark": ("sim.language.grammar",),
    "pydantic": ("sim.language.shap*", "sim.language.schema"),
    "numpy": ("sim.engine.*", "sim.analysis.*", "sim.views.*", "sim.testing.*"),
    "scipy": ("sim.analysis.*",),
    "simpy": ("sim.engine.reference*",),
    "numba": ("sim.engine.draws*", "sim.engine.kernel*"),
    "duckdb": ("sim.engine.parquet",),
    "joblib": ("sim.engine.cluster",),
    "distributed": ("sim.engine.cluster",),
    "dask": ("sim.engine.cluster",),
    "SALib": ("sim.analysis.sensitivity",),
    "matplotlib": ("sim.views.plots*",),
    "jinja2": ("sim.views.report",),
    "rich": ("sim.views.progress", "sim.views.tables"),
    "cyclopts": ("sim.cli",),
    "hypothesis": ("sim.testing.*",),
}
"""The modules through which each third-party library comes in, and no others."""

SAME_DOOR = {"pydantic_core": "pydantic"}
"""A library that comes with another and goes through its door."""

LAZY = {"scipy", "duckdb"}
"""Libraries that are imported inside the function that needs them: their import costs more than most commands do."""

TESTED_ELSEWHERE: dict[str, str] = {}
"""A module without a test file of its own, and the file that tests it, with the reason."""


def module_name(path: Path) -> str:
    """`sim/engine/draws.py` as `sim.engine.draws`, a package by its own name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path, line: int = 0) -> str:
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place


# -- sizes and names ---------------------------------------------------------------------------------------------------


def code_lines(text: str) -> set[int]:
    """The numbers of the lines that hold code: neither blank, nor comment, nor docstring."""
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def long_functions(text: str, limit: int) -> list[tuple[str, int]]:
    """Name and code lines of each function of `text` that has more than `limit` of them."""
    code = code_lines(text)
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            size = len(code & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)))
            if size > limit:
                found.append((node.name, size))
    return found


def test_code_lines_leave_out_what_is_no_code() -> None:
    text = 'def f():\n    """Say.\n\n    More.\n    """\n    # why\n\n    return (\n        1\n    )\n'
    assert code_lines(text) == {1, 8, 9, 10}
    assert long_functions(text, 3) == [("f", 4)]
    assert long_functions(text, 4) == []


def test_functions_are_short() -> None:
    found = [
        f"{shown(path)}: {name} has {size} code lines"
        for path in MODULES + TESTS
        for name, size in long_functions(path.read_text(encoding="utf-8"), LONGEST_FUNCTION)
    ]
    assert found == []


def test_modules_are_short() -> None:
    sizes = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES + TESTS}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_every_room_and_file_has_a_name_that_says_what_is_in_it() -> None:
    named = {shown(path): set(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES + TESTS}
    assert {name: parts & BANNED_NAMES for name, parts in named.items() if parts & BANNED_NAMES} == {}


# -- what code may not do ----------------------------------------------------------------------------------------------


def test_assert_is_never_validation() -> None:
    found = [
        shown(path, node.lineno) for path in MODULES for node in ast.walk(tree_of(path)) if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_nothing_is_printed_where_it_would_spoil_what_a_program_reads() -> None:
    found = [
        shown(path, node.lineno)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert found == []


def undocumented(node: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """The public names at and below `node` that have no docstring."""
    if ast.get_docstring(node) is None:
        yield name
    for child in node.body:
        if isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and not child.name.startswith("_"):
            if isinstance(child, ast.ClassDef):
                yield from undocumented(child, f"{name}.{child.name}")
            elif ast.get_docstring(child) is None and not is_overload(child):
                yield f"{name}.{child.name}"


def is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("overload" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_what_is_public_is_documented() -> None:
    assert [name for path in MODULES for name in undocumented(tree_of(path), module_name(path))] == []


# -- doors -------------------------------------------------------------------------------------------------------------


class Import(NamedTuple):
    library: str
    line: int
    lazy: bool = False
    """inside a function"""


def imports(node: ast.AST, *, lazy: bool = False) -> Iterator[Import]:
    """Every absolute import that can be carried out at and below `node`, by its top-level name.

    What is imported for type checkers alone brings nothing in and is left out.
    """
    if isinstance(node, ast.Import):
        yield from (Import(alias.name.partition(".")[0], node.lineno, lazy) for alias in node.names)
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        yield Import(node.module.partition(".")[0], node.lineno, lazy)
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        children: list[ast.AST] = list(node.orelse)
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from imports(child, lazy=lazy or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))


def test_imports_are_found_wherever_they_hide() -> None:
    text = "import a.b\nif TYPE_CHECKING:\n    from c import d\ndef f():\n    from e.f import g\nfrom . import h\n"
    assert list(imports(ast.parse(text))) == [Import("a", 1), Import("e", 5, lazy=True)]


def test_each_library_comes_in_by_its_door() -> None:
    found = []
    for path in MODULES:
        name = module_name(path)
        for imported in imports(tree_of(path)):
            if imported.library == "sim" or imported.library in sys.stdlib_module_names:
                continue
            doors = DOORS.get(SAME_DOOR.get(imported.library, imported.library), ())
            if not any(fnmatchcase(name, pattern) for pattern in doors):
                found.append(f"{shown(path, imported.line)}: {imported.library}")
    assert found == []


def test_costly_libraries_come_when_they_are_needed() -> None:
    found = [
        f"{shown(path, imported.line)}: {imported.library}"
        for path in MODULES
        for imported in imports(tree_of(path))
        if imported.library in LAZY and not imported.lazy
    ]
    assert found == []


def project_table() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return dict(table)


def test_every_dependency_has_a_door_and_every_door_a_dependency() -> None:
    table = project_table()
    extras = table["optional-dependencies"]
    assert isinstance(extras, dict)
    declared = [*_strings(table["dependencies"]), *_strings(extras["analysis"]), *_strings(extras["cluster"])]
    names = {re.split(r"[^\w-]", requirement, maxsplit=1)[0] for requirement in declared}
    distributions = {"yaml": "pyyaml"}
    assert names == {distributions.get(library, library) for library in DOORS}


def _strings(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def test_every_dependency_is_accounted_for_in_the_reasons() -> None:
    reasons = (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8").casefold()
    assert [library for library in DOORS if library.casefold() not in reasons] == []


# -- the public face ---------------------------------------------------------------------------------------------------


def test_the_public_face_is_small_and_pinned() -> None:
    assert tuple(sim.__all__) == PUBLIC_FACE
    assert 0 < len(PUBLIC_FACE) <= 15
    assert set(PUBLIC_FACE) <= set(dir(sim))


@pytest.mark.parametrize("name", PUBLIC_FACE)
def test_each_public_name_is_a_documented_function(name: str) -> None:
    member = getattr(sim, name)
    assert callable(member)
    assert member.__doc__


def test_a_name_that_is_not_there_is_refused_with_the_nearest_one() -> None:
    misspelt = "explan"
    with pytest.raises(AttributeError, match=r"no public name `explan`; did you mean `explain`\?"):
        getattr(sim, misspelt)


def test_importing_the_face_brings_nothing_heavy() -> None:
    script = "import sys, sim; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY & set(result.stdout.split()) == set()


# -- tests, rules, papers ----------------------------------------------------------------------------------------------


def mirrors(path: Path) -> list[Path]:
    """Where a module's tests may stand: under its own name, or its family's (`reference` for `reference_story`)."""
    words = path.stem.strip("_").split("_")
    folder = ROOT / "tests" / path.relative_to(ROOT / "sim").parent
    return [folder / f"test_{'_'.join(words[:count])}.py" for count in range(len(words), 0, -1)]


def test_tests_mirror_the_rooms() -> None:
    missing = [
        f"{shown(path)} wants {shown(mirrors(path)[0])}"
        for path in MODULES
        if path.name != "__init__.py"
        and module_name(path) not in TESTED_ELSEWHERE
        and not any(mirror.exists() for mirror in mirrors(path))
    ]
    assert missing == []


def test_exceptions_to_the_mirror_still_stand() -> None:
    names = {module_name(path) for path in MODULES}
    assert {name for name in TESTED_ELSEWHERE if name not in names} == set()


def cited(text: str) -> set[str]:
    """The rules that `text` cites: `R7`, and each rule of a stretch such as `R13 to R16`."""
    found = set(re.findall(r"\bR\d+\b", text))
    for low, high in re.findall(r"\bR(\d+) to R(\d+)\b", text):
        found |= {f"R{number}" for number in range(int(low), int(high) + 1)}
    return found


def test_every_rule_is_told_under_a_heading_of_its_own() -> None:
    text = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^(?:#+ |- )?\**(R\d+)\b", text, flags=re.MULTILINE))
    assert [rule for rule in RULES if rule not in told] == []


def test_every_rule_is_cited_by_a_test() -> None:
    papers = [path for path in (ROOT / "tests").rglob("*") if path.suffix in {".py", ".yaml"}]
    here = Path(__file__)
    found = {rule for path in papers if path != here for rule in re.findall(r"\bR\d+\b", path.read_text("utf-8"))}
    assert [rule for rule in RULES if rule not in found] == []


def test_every_rule_cited_anywhere_exists() -> None:
    found = {
        f"{shown(path)}: {rule}"
        for path in MODULES + TESTS + sorted((ROOT / "docs").rglob("*.md"))
        for rule in cited(path.read_text(encoding="utf-8"))
        if rule not in RULES and path != Path(__file__)
    }
    assert found == set()


def papers() -> list[Path]:
    """Every text that the project is made of."""
    folders = ("sim", "tests", "docs", "scenarios", ".ci")
    inner = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    outer = [path for path in ROOT.iterdir() if path.is_file()]
    binary = {".pyc", ".png", ".nbi", ".nbc", ".parquet"}
    return [path for path in inner + outer if path.suffix not in binary and "__pycache__" not in path.parts]


HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "anaconda" + ".org", "npmjs" + ".", "crates" + ".io")
MACHINE_PATH = re.compile(r"""(?<![\w.~:/-])(?:/(?:home|root|Users|tmp|work|mnt|private)/|[A-Z]:\\\\?Users)""")


def test_no_paper_names_a_package_host_or_a_path_of_somebodys_machine() -> None:
    found = []
    for path in papers():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{shown(path)}: {host}" for host in HOSTS if host in text]
        if path != Path(__file__):
            found += [f"{shown(path)}: {match.group()}" for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_links_between_papers_lead_somewhere() -> None:
    found = []
    for path in (paper for paper in papers() if paper.suffix == ".md"):
        targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        inner = [target for target in targets if "://" not in target]
        found += [f"{shown(path)}: {target}" for target in inner if not (path.parent / target).exists()]
    assert found == []


def test_the_glossary_has_one_line_for_each_word() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [
        word
        for cell in re.findall(r"^\| (\*\*.+?) \|", text, re.MULTILINE)
        for word in re.findall(r"\*\*(.+?)\*\*", cell)
    ]
    assert words
    assert sorted(words) == sorted(set(words))


def test_the_changelog_tells_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]", text, flags=re.MULTILINE)
    assert re.search(rf"^## \[{re.escape(str(project_table()['version']))}\]", text, flags=re.MULTILINE)


def test_the_readme_has_two_commands_that_start_from_nothing() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = dict(re.findall(r"<!-- command: (\w+) -->\n```\w*\n(.+)\n```", text))
    start = "python3 -m venv .venv && .venv/bin/pip install -e "
    assert set(commands) == {"run", "test"}
    assert all(command.startswith(start) for command in commands.values())
    scenario = commands["run"].rpartition(" ")[2]
    assert (ROOT / scenario).is_file()


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files inside a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_every_module_and_scenario(wheel_names: set[str]) -> None:
    code = {path.relative_to(ROOT).as_posix() for path in MODULES}
    folder = ROOT / "scenarios"
    scenarios = {f"sim/scenarios/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()}
    assert scenarios
    assert code | scenarios | {"sim/py.typed"} <= wheel_names
