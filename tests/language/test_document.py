"""Tests of `sim.language.document`: what a file holds, letter by letter, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.language.document import DEEPEST_NESTING, LARGEST_FILE, read, read_text, survey, survey_text
from sim.language.nodes import Entries, Items, Node, Scalar
from tests.language.slips import Slip, complaints, edited, slips, told


def value(text: str, key: str = "x") -> Node:
    """The value of a key of a small document."""
    root = read_text(text, "f").root
    assert isinstance(root, Entries)
    return root.values[key]


def words(text: str) -> list[str]:
    """The texts of the list that is the value of `x`."""
    found = value(text)
    assert isinstance(found, Items)
    return [str(item) for item in found.items]


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f")
    return str(caught.value)


def test_what_yaml_would_guess_stays_text() -> None:
    written = "NO, on, yes, 1:30, 0o17, 1e3, .5, ~, null, 2020-10-31, 5_000, True"
    assert words(f"x: [{written}]") == written.split(", ")


def test_a_scalar_knows_where_it_stands() -> None:
    found = value("y: 1\nx:   some words   # a note\n")
    assert isinstance(found, Scalar)
    assert (found.place.line, found.place.column, found.place.width) == (2, 6, 10)
    assert found.place.marked == "some words"
    assert found.plain


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_scalar_stands_inside_its_quotation_marks(quote: str) -> None:
    found = value(f"x: {quote}some words{quote}")
    assert isinstance(found, Scalar)
    assert found.place.marked == "some words"
    assert not found.plain


def test_a_folded_text_is_marked_on_its_first_line() -> None:
    found = value("x: one\n  two\n")
    assert isinstance(found, Scalar)
    assert found.text == "one two"
    assert found.place.marked == "one"


@pytest.mark.parametrize(
    "text", ["x: one two\n   three four\n", 'x: "one two\n\n   three four"\n', "x: >-\n  one two\n  three four\n"]
)
def test_words_of_a_folded_text_are_marked_where_they_stand(text: str) -> None:
    found = value(text)
    assert isinstance(found, Scalar)
    for word in ("one", "two", "three", "four"):
        assert found.place.narrowed(found.text.index(word), len(word)).marked == word


def test_a_folded_expression_is_marked_on_the_line_of_the_slip() -> None:
    text = edited(("when: clashes >= bar and war", "when: clashes >= bar\n          and wra"))
    assert [(c.place.line, c.place.marked, c.hint) for c in complaints(text)] == [(46, "wra", "did you mean `war`?")]


def test_columns_count_characters_and_not_bytes() -> None:
    found = value("x: {ä€😀: y}")
    assert isinstance(found, Entries)
    inner = found.values["ä€😀"]
    assert (inner.place.line, inner.place.column) == (1, 10)


def test_an_alias_is_what_its_anchor_stands_for() -> None:
    text = "a: &levels [low, high]\nx: *levels\n"
    assert words(text) == ["low", "high"]
    assert value(text) is value(text, "x") or value(text) == value(text, "a")


def test_nothing_written_is_an_empty_scalar_and_quotes_are_not() -> None:
    empty, quoted = value("x:"), value("x: ''")
    assert isinstance(empty, Scalar)
    assert isinstance(quoted, Scalar)
    assert empty.is_empty
    assert not quoted.is_empty


def test_a_byte_order_mark_is_no_character_of_the_first_key() -> None:
    assert value("\N{BYTE ORDER MARK}x: y") == value("x: y")


def test_windows_line_ends_count_as_one() -> None:
    assert value("y: 1\r\nx: 2\r\n").place.line == 2


@pytest.mark.parametrize("slip", slips("document"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


def test_what_can_be_mended_does_not_stop_the_reading() -> None:
    document, complaints = survey_text("x: 1\nx: 2\ny: !tag 3\nz: *nowhere\nz2: 4\n")
    assert sorted(complaint.code for complaint in complaints) == ["alias", "duplicate-key", "tag"]
    assert document is not None
    assert isinstance(document.root, Entries)
    assert list(document.root.values) == ["x", "y", "z", "z2"]


# -- files that cannot be read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "this file is empty"),
        (b"# a comment alone\n\n", "this file is empty"),
        (b"\x7fELF\x01\x00\x00", "this is a binary file; a scenario is a text in YAML"),
        ("x: y".encode("utf-16"), "this file is UTF-16; save it as UTF-8"),
        ("a: b\nx: Gefälle".encode("latin-1"), "this is not UTF-8: the byte 0xE4 begins no character"),
        (b"x: \x07y", "an invisible character (U+0007) stands here"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    _, (complaint,) = survey(path)
    assert complaint.message == message
    assert complaint.place.file == str(path)


def test_the_first_wrong_byte_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("a: b\nx: Gefälle".encode("latin-1"))
    _, (complaint,) = survey(path)
    assert (complaint.place.line, complaint.place.column) == (2, 7)


def test_no_such_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "karabakh.yaml").write_text("x: y", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"there is no such file\n +hint: did you mean `karabakh.yaml`\?"):
        read(tmp_path / "karabach.yaml")
    with pytest.raises(ScenarioError, match=r"did you mean `karabakh.yaml`\?"):
        read(tmp_path / "karabakh")


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no folder"):
        read(tmp_path / "nowhere" / "f.yaml")


def test_a_folder_names_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").touch()
    with pytest.raises(
        ScenarioError, match=r"this is a folder; a scenario is one YAML file\n +hint: it holds one.yaml"
    ):
        read(tmp_path)


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(ScenarioError, match="this file cannot be read: embedded null"):
        read("a\0b")


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ScenarioError, match="larger than 2 MB"):
        read(path)
    assert LARGEST_FILE == 2_000_000


def test_nesting_is_bounded() -> None:
    assert "nested more than" in refusal("x: " + "[" * 5_000)
    assert "nested more than" in refusal("".join("  " * depth + "a:\n" for depth in range(500)))
    inside = DEEPEST_NESTING - 1
    read_text("x: " + "[" * inside + "1" + "]" * inside)


def test_aliases_are_bounded() -> None:
    ten = ", ".join(["x"] * 10)
    bomb = [f"a0: &a0 [{ten}]"]
    bomb += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    assert "more than 50,000 values" in refusal("\n".join(bomb))


def test_the_number_of_values_is_bounded() -> None:
    assert "more than 50,000 values" in refusal("x: [" + "1, " * 60_000 + "]")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    document, complaints = survey_text(text, "f")
    assert document is not None or complaints
    assert all(complaint.message and str(complaint) for complaint in complaints)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "f.yaml"
    path.write_bytes(content)
    document, complaints = survey(path)
    assert document is not None or complaints
