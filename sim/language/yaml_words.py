"""What the YAML parser complains of, in words for people who have never heard of a scanner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import Complaint, Place

if TYPE_CHECKING:
    from collections.abc import Sequence


class Saying(NamedTuple):
    """What `problem` (a part of the parser's words) means; `opened`: it is told where the thing began."""

    problem: str
    message: str
    hint: str = ""
    opened: bool = False


SAYINGS = (
    Saying(
        "mapping values are not allowed",
        "this colon makes no sense here",
        "is the line above finished, and indented alike? a text that holds `: ` goes in quotation marks",
    ),
    Saying("sequence entries are not allowed", "a list item (`- …`) cannot begin here", "put it on a line of its own"),
    Saying(
        "expected ',' or ']'",
        "the list that begins here is not closed",
        "close it with `]`; a text that ends with `?` goes in quotation marks",
        opened=True,
    ),
    Saying(
        "expected ',' or '}'",
        "the mapping that begins here is not closed",
        "close it with `}`; a text that ends with `?` goes in quotation marks",
        opened=True,
    ),
    Saying("unexpected end of stream", "the quotation mark that stands here is never closed", opened=True),
    Saying("unexpected document separator", "the quotation mark that stands here is never closed", opened=True),
    Saying(
        "unknown escape character",
        "a backslash has a meaning between double quotation marks",
        "write `\\\\`, or use single ones",
    ),
    Saying(
        "expected escape sequence",
        "a backslash has a meaning between double quotation marks",
        "write `\\\\`, or use single ones",
    ),
    Saying("could not find expected ':'", "this line is neither `key: value` nor a list item (`- …`)", opened=True),
    Saying(
        "expected the node content",
        "a value was expected here",
        "a value that begins with a bracket or comma goes in quotation marks",
    ),
    Saying(
        "but found '?'",
        "this line is indented like the list above, but is no item of it",
        "indent it as the key above the list",
    ),
    Saying(
        "expected <block end>",
        "this does not fit what stands above",
        "items of one list, and keys of one mapping, are indented alike",
    ),
    Saying(
        "did not find expected",
        "this does not fit what stands above",
        "items of one list, and keys of one mapping, are indented alike",
    ),
    Saying("undefined tag handle", "`!` begins a YAML tag, and tags are not allowed", "write `not` for `!`"),
    Saying(
        "chomping or indentation",
        "a text that begins with `|` or `>` starts on the next line",
        "put it in quotation marks",
    ),
)


def syntax_complaint(problem: str, place: Place, opened: Place | None, lines: Sequence[str]) -> Complaint:
    """The complaint about a text that is no YAML.

    `problem` is what the parser says of `place`, `opened` where the thing began that it was reading. A tab in front of
    a line is told first, since it is what breaks the rest.
    """
    tabs = [number for number, line in enumerate(lines, 1) if re.match(r" *\t\s*\S", line)]
    if tabs and tabs[0] <= place.line:
        text = lines[tabs[0] - 1]
        others = f" ({len(tabs)} lines have one)" if len(tabs) > 1 else ""
        message = f"a tab stands in front of this line; YAML wants spaces{others}"
        return Complaint(
            Place(place.file, tabs[0], text.index("\t") + 1, 1, text), "tab", message, "indent with spaces alone"
        )
    if found := re.search(r"character '(.+)' that cannot start any token", problem):
        return _stray(found.group(1), place)
    for saying in SAYINGS:
        if saying.problem in problem:
            return Complaint(opened if saying.opened and opened else place, "syntax", saying.message, saying.hint)
    return Complaint(place, "syntax", f"this is no YAML: {problem}")


def _stray(character: str, place: Place) -> Complaint:
    """The complaint about a character with which no value can begin."""
    if character == "\\t":
        return Complaint(place, "tab", "a tab stands here; YAML wants spaces", "write a space")
    message = f"a value cannot begin with `{character}`"
    return Complaint(place, "syntax", message, "put the value in quotation marks")
