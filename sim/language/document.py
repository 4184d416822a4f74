"""YAML text to a `Document`: plain values that remember where they stand. The only door to yaml.

What YAML 1.1 guesses from the look of a word is not guessed here: every scalar keeps its text, so that `NO` is Norway
and `on` a word; what a text means is for the place where it stands to say. Tags, merge keys, endless aliases and
bottomless nesting are refused, and a repeated key never wins in silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeGuard, TypeVar

import yaml

from sim.errors import Complaint, FoldedPlace, Place, ScenarioError, nearest
from sim.language.cuts import mended_entries, mended_items
from sim.language.nodes import Document, Entries, Items, Node, Scalar
from sim.language.yaml_words import syntax_complaint

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mark(Protocol):
    """A position in the text: line and column from 0."""

    line: int
    column: int


LARGEST_FILE = 2_000_000
"""bytes; the largest scenario known has 60 thousand"""
DEEPEST_NESTING = 30
MOST_VALUES = 50_000
"""values in a file, with every alias written out; the largest scenario known has 2 thousand"""


def read(path: str | Path) -> Document:
    """The document in a file.

    Raises:
        ScenarioError: the file cannot be read, is no YAML, or uses what is refused; with every complaint about it.
    """
    return sound(*survey(path))


def read_text(text: str, name: str = "<text>") -> Document:
    """The document that a text holds; `name` stands for it in messages.

    Raises:
        ScenarioError: as `read`.
    """
    return sound(*survey_text(text, name))


def sound(document: Document | None, complaints: tuple[Complaint, ...]) -> Document:
    """The document, if nothing is wrong with it.

    Raises:
        ScenarioError: there are complaints.
    """
    if document is None or complaints:
        raise ScenarioError(complaints)
    return document


def survey(path: str | Path) -> tuple[Document | None, tuple[Complaint, ...]]:
    """The document in a file as far as it can be made out, and everything that is wrong with it as a file."""
    path = Path(path)
    try:
        text = decoded(contents(path), str(path))
    except ScenarioError as error:
        return None, error.complaints
    document, complaints = survey_text(text, str(path))
    return replace(document, path=path) if document else None, complaints


def survey_text(text: str, name: str = "<text>") -> tuple[Document | None, tuple[Complaint, ...]]:
    """The document that a text holds, as far as it can be made out, and everything that is wrong with it."""
    text = text.removeprefix("\N{BYTE ORDER MARK}")
    lines = split_lines(text)
    if unprintable := UNPRINTABLE.search(text):
        return None, (_unprintable(unprintable, name, lines),)
    composer = Composer(text, name, lines)
    try:
        root = composer.compose()
    except yaml.MarkedYAMLError as error:
        # A tag swallows the comma or bracket behind it, and what breaks then is no news.
        tags = [complaint for complaint in composer.complaints if complaint.code == "tag"]
        return None, tuple(composer.complaints if tags else [*composer.complaints, composer.syntax(error)])
    except ScenarioError as error:
        return None, (*composer.complaints, *error.complaints)
    return Document(root, name, text), tuple(composer.complaints)


# -- bytes to text -----------------------------------------------------------------------------------------------------

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def split_lines(text: str) -> list[str]:
    """The lines as YAML counts them."""
    return LINE_BREAK.split(text)


def contents(path: Path) -> bytes:
    """The bytes of a file; never more than `LARGEST_FILE` are read.

    Raises:
        ScenarioError: there is no such file, it is a folder, too large or not readable.
    """
    try:
        if path.is_dir():
            raise _file_error(path, "is-a-folder", "this is a folder; a scenario is one YAML file", _scenarios_in(path))
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _file_error(path, "no-such-file", "there is no such file", _near_file(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _file_error(path, "unreadable", f"this file cannot be read: {reason}") from None
    if len(content) > LARGEST_FILE:
        message = f"this file is larger than {LARGEST_FILE / 1e6:g} MB, so it is no scenario"
        raise _file_error(path, "too-large", message, "is it the result of a run?")
    return content


def decoded(content: bytes, name: str) -> str:
    """The text that the bytes of a file hold in UTF-8.

    Raises:
        ScenarioError: the file is binary, or text in another encoding.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError([Complaint(Place(name, 0, 0), "not-utf-8", "this file is UTF-16; save it as UTF-8")])
    if b"\0" in content:
        raise ScenarioError(
            [Complaint(Place(name, 0, 0), "binary", "this is a binary file; a scenario is a text in YAML")]
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", errors="replace")
        rest = split_lines(content[error.start : error.start + 200].decode("utf-8", errors="replace"))[0]
        lines = split_lines(before)
        place = Place(name, len(lines), len(lines[-1]) + 1, 1, lines[-1] + rest)
        message = f"this is not UTF-8: the byte 0x{content[error.start]:02X} begins no character"
        raise ScenarioError([Complaint(place, "not-utf-8", message, "save the file as UTF-8")]) from None


def _unprintable(found: re.Match[str], name: str, lines: list[str]) -> Complaint:
    before = split_lines(found.string[: found.start()])
    character = found.group()
    place = Place(name, len(before), len(before[-1]) + 1, 1, lines[len(before) - 1])
    if character == "\0":
        return Complaint(place, "binary", "this is a binary file; a scenario is a text in YAML")
    return Complaint(
        place, "invisible-character", f"an invisible character (U+{ord(character):04X}) stands here", "delete it"
    )


def _file_error(path: Path, code: str, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Complaint(Place(str(path), 0, 0), code, message, hint)])


def _near_file(path: Path) -> str:
    try:
        known = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"there is no folder `{path.parent}` either"
    return nearest(path.name, known) or nearest(f"{path.name}.yaml", known)


def _scenarios_in(path: Path) -> str:
    found = sorted(entry.name for entry in path.iterdir() if entry.suffix in {".yaml", ".yml"})
    return f"it holds {', '.join(found[:5])}{', …' if len(found) > 5 else ''}" if found else ""


# -- text to values ----------------------------------------------------------------------------------------------------


N = TypeVar("N", Scalar, Items, Entries, Node)


class Composer:
    """Makes the values of one text from the events of the YAML parser, and gathers what is wrong on the way."""

    def __init__(self, text: str, name: str, lines: list[str]) -> None:
        self.text, self.name, self.lines = text, name, lines
        self.complaints: list[Complaint] = []
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
        self.anchors: dict[str, Node | None] = {}
        self.sizes: dict[int, int] = {}
        self.made = 0

    def compose(self) -> Node:
        """The root of the only document in the text.

        Raises:
            yaml.MarkedYAMLError: the text is no YAML.
            ScenarioError: it is empty, has a second document, is too deep or too large.
        """
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    hint = "leave out the `---`, or make it a file of its own"
                    raise self.fatal(event, "second-document", "a second document begins here; a file holds one", hint)
                root = self.node(next(self.events), 0)
        if root is None or (isinstance(root, Scalar) and not root.text and root.plain):
            place = Place(self.name, 0, 0)
            raise ScenarioError(
                [Complaint(place, "empty", "this file is empty", "`flashpoint new` writes one to start from")]
            )
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        """The value that begins with `event`, `depth` levels down."""
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if not isinstance(event, yaml.NodeEvent):
            raise self.fatal(event, "syntax", "a value was expected here")
        if depth > DEEPEST_NESTING:
            raise self.fatal(event, "too-deep", f"this is nested more than {DEEPEST_NESTING} levels deep")
        tag = getattr(event, "tag", None)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = self.bare(event, depth)
        if tag is not None:
            node = self.refuse_tag(event, tag)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def bare(self, event: yaml.NodeEvent, depth: int) -> Node:
        """The value itself, whatever its tag and anchor."""
        if isinstance(event, yaml.ScalarEvent):
            return self.counted(self.scalar(event), 1, event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(event, depth)
        return self.entries(event, depth)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """A scalar, and where it stands without its quotation marks."""
        quoted = event.style in ("'", '"')
        inside = 1 if quoted else 0
        start, end = event.start_mark, event.end_mark
        if start is None or end is None or start.line == end.line:
            return Scalar(event.value, self.place(event, inside), plain=not event.style)
        place = self.folded(event, start, end, inside) or self.place(event, inside)
        return Scalar(event.value, place, plain=not event.style)

    def folded(self, event: yaml.ScalarEvent, start: Mark, end: Mark, inside: int) -> FoldedPlace | None:
        """Where the lines of a text stand that the file writes over several lines; None if they stand nowhere."""
        pieces: list[tuple[int, Place]] = []
        text, after = event.value, 0
        head = 1 if event.style in ("|", ">") else 0
        for number in range(start.line + head, min(end.line + 1, len(self.lines))):
            line = self.lines[number]
            begin = start.column + inside if number == start.line else 0
            stop = end.column - inside if number == end.line else len(line)
            words = line[begin:stop].strip()
            found = text.find(words, after) if words else -1
            if found >= 0:
                column = line.index(words, begin) + 1
                pieces.append((found, Place(self.name, number + 1, column, len(words), line)))
                after = found + len(words)
        if not pieces:
            return None
        first = pieces[0][1]
        return FoldedPlace(first.file, first.line, first.column, first.width, first.text, tuple(pieces))

    def items(self, event: yaml.SequenceStartEvent, depth: int) -> Items:
        """A list; items that YAML cut in two at a comma are put together again, and complained about."""
        items: list[Node] = []
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(inner, depth + 1))
        if event.flow_style:
            items, cuts = mended_items(items)
            self.complaints += cuts
        made = Items(tuple(items), self.place(event))
        return self.counted(made, sum(self.size(item) for item in items), event)

    def entries(self, event: yaml.NodeEvent, depth: int) -> Entries:
        """A mapping whose keys are names, each given once."""
        pairs: list[tuple[Node, Node]] = []
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self.node(inner, depth + 1)
            pairs.append((key, self.node(next(self.events), depth + 1)))
        if getattr(event, "flow_style", False):
            pairs, cuts = mended_entries(pairs)
            self.complaints += cuts
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        for key, value in pairs:
            if self.accepts(key, keys):
                keys[key.text], values[key.text] = key, value
        made = Entries(values, keys, self.place(event))
        return self.counted(made, sum(self.size(value) for _, value in pairs), event)

    def accepts(self, key: Node, keys: dict[str, Scalar]) -> TypeGuard[Scalar]:
        """Whether `key` may be a key of a mapping that has `keys` so far."""
        if not isinstance(key, Scalar):
            self.complain(
                key.place,
                "key",
                "a key is one word; a list or mapping cannot be one",
                "put brackets in quotation marks",
            )
        elif key.text == "<<" and key.plain:
            self.complain(key.place, "merge-key", "merge keys (`<<`) are not part of YAML 1.2", "write the lines out")
        elif key.text in keys:
            first = keys[key.text].place
            message = f"`{key.text}` stands twice here; first on line {first.line}, column {first.column}"
            self.complain(key.place, "duplicate-key", message, "rename or delete one of the two")
        else:
            return True
        return False

    def alias(self, event: yaml.AliasEvent) -> Node:
        """What an alias stands for."""
        name = str(event.anchor)
        node = self.anchors.get(name)
        if node is not None:
            return self.counted(node, self.size(node) - 1, event)
        if name in self.anchors:
            raise self.fatal(event, "alias", f"`*{name}` stands inside of what it stands for, so it has no end")
        hint = nearest(name, self.anchors).replace("`", "`*", 1)
        self.complain(self.place(event), "alias", f"no anchor `&{name}` stands above this alias", hint)
        return Scalar("", self.place(event), refused=True)

    def counted(self, node: N, inner: int, event: yaml.Event) -> N:
        """The node, once it is known that the document with all aliases written out stays within bounds."""
        size = inner + 1
        self.made += 1
        if max(size, self.made) > MOST_VALUES:
            message = f"with its aliases written out this holds more than {MOST_VALUES:,} values"
            raise self.fatal(event, "too-large", message)
        self.sizes[id(node)] = size
        return node

    def size(self, node: Node) -> int:
        """How many values a node holds with all its aliases written out, itself included."""
        return self.sizes.get(id(node), 1)

    def refuse_tag(self, event: yaml.Event, tag: str) -> Scalar:
        """What stands in for a value with a tag: a scenario holds plain values, and nothing in it builds an object."""
        told = tag.replace("tag:yaml.org,2002:", "!!")
        place = self.place(event)
        negated = re.fullmatch(r"!([^\W\d][\w.]*),?", told)
        hint = f"write `not {negated.group(1)}`" if negated else "leave the tag out"
        self.complain(replace(place, width=len(told)), "tag", f"`{told}` is a YAML tag; tags are not allowed", hint)
        return Scalar("", place, refused=True)

    def place(self, event: yaml.Event, inside: int = 0) -> Place:
        """Where an event begins, up to its end or the end of the line; `inside` leaves out so much at both ends."""
        if event.start_mark is None or event.end_mark is None:
            return Place(self.name, 0, 0)
        return self.stretch(event.start_mark, event.end_mark, inside)

    def stretch(self, start: Mark, end: Mark, inside: int = 0) -> Place:
        """From one mark to the other, or to the end of the line; `inside` leaves out so much at both ends."""
        line = self.lines[start.line] if start.line < len(self.lines) else ""
        last = end.column - inside if end.line == start.line else len(line)
        first = start.column + inside
        return Place(self.name, start.line + 1, first + 1, max(1, last - first), line)

    def syntax(self, error: yaml.MarkedYAMLError) -> Complaint:
        """The complaint about a text that is no YAML."""
        at, opened = error.problem_mark or error.context_mark, error.context_mark
        if at is None:
            return Complaint(Place(self.name, 0, 0), "syntax", f"this is no YAML: {error.problem}")
        began = self.stretch(opened, opened) if opened else None
        return syntax_complaint(str(error.problem), self.stretch(at, at), began, self.lines)

    def complain(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note what is wrong, and go on."""
        self.complaints.append(Complaint(place, code, message, hint))

    def fatal(self, event: yaml.Event, code: str, message: str, hint: str = "") -> ScenarioError:
        """The error after which nothing more can be made out."""
        return ScenarioError([Complaint(self.place(event), code, message, hint)])
