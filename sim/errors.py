"""What can go wrong, as one tree.

FlashpointError
├── ScenarioError          a file, an override or an option says what cannot stand: exit code 2
├── UsageError             a call or a command asks for what there is not: exit code 2
├── RolloutError           a rollout met an error of the scenario (R17, R18): exit code 3
└── RunFolderError         a run folder is missing, incomplete or not writable: exit code 2

A `ScenarioError` carries every `Complaint` about its file at once; a complaint knows its `Place`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line of a file.

    `line` and `column` count from 1, `width` is the number of characters marked by the caret (at least 1), `text` is
    the whole line without its line break. A place outside of any file (an override on the command line) has
    `line` 0 and names its origin in `file`.
    """

    file: str
    line: int
    column: int
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        """`file:line:column`, or the origin alone where there is no line."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def marked(self) -> str:
        """The characters above the carets."""
        return self.text[self.column - 1 : self.column - 1 + self.width]

    def narrowed(self, start: int, width: int) -> Place:
        """The place of `width` characters that begin `start` characters into this one."""
        return Place(self.file, self.line, self.column + start, max(1, width), self.text)


@dataclass(frozen=True, slots=True)
class FoldedPlace(Place):
    """A text that the file writes over several lines; the place itself is that of its first stretch.

    `pieces` gives, for each stretch of the text that stands in the file letter by letter, its first character in the
    text and its place.
    """

    pieces: tuple[tuple[int, Place], ...] = ()

    def narrowed(self, start: int, width: int) -> Place:
        """The place of `width` characters from `start` on, as far as they stand on one line."""
        first, place = next((piece for piece in reversed(self.pieces) if piece[0] <= start), (0, self))
        inside = min(start - first, place.width - 1)
        return Place(
            place.file, place.line, place.column + inside, max(1, min(width, place.width - inside)), place.text
        )


NOWHERE = Place("", 0, 0)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, or doubtful, in what a person wrote.

    `code` is a stable short name for machines (`unknown-name`), `message` says what is wrong and what was expected,
    `hint` what to write instead, `warning` that the scenario can run all the same.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        """The complaint as a person reads it: place, message, the line with a caret, the hint."""
        where = f"{self.place}: " if self.place.file else ""
        lines = [f"{where}{'warning' if self.warning else 'error'}: {self.message}"]
        if self.place.line and self.place.text:
            lines += marked_line(self.place)
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)


WIDEST_LINE = 120


def marked_line(place: Place) -> list[str]:
    """The line of `place` and a line of carets below it, both cut to a width that fits a terminal."""
    start = max(0, place.column - 1)
    cut = max(0, start - WIDEST_LINE // 2)
    shown = place.text[cut : cut + WIDEST_LINE].replace("\t", " ")
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in shown)
    carets = "^" * max(1, min(place.width, len(shown) - (start - cut)))
    return [f"    {shown}", "    " + " " * (start - cut) + carets]


class FlashpointError(Exception):
    """The root: everything that this program raises on purpose."""


class ScenarioError(FlashpointError):
    """A scenario, a case or an override cannot stand; carries every complaint, in the order of the file."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints: tuple[Complaint, ...] = tuple(
            sorted(complaints, key=lambda complaint: (complaint.place.line, complaint.place.column))
        )
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


class UsageError(FlashpointError):
    """A call or a command asks for what there is not; the message says what was expected."""


class RunFolderError(FlashpointError):
    """A run folder is missing, incomplete or cannot be written."""


@dataclass(frozen=True, slots=True)
class RolloutFault:
    """What a rollout met, as data: it is kept in the results (R18), and raised where one rollout is told.

    `day` is the time in days since the start, `trigger` the full name of what was being evaluated ("" for none),
    `replay` the command that tells the rollout again.
    """

    kind: str
    message: str
    place: Place = field(default=NOWHERE)
    trigger: str = ""
    day: float = 0.0
    rollout: int = 0
    replay: str = ""

    def __str__(self) -> str:
        """Scenario line, trigger, time, rollout, and how to see it again."""
        who = f" in {self.trigger}" if self.trigger else ""
        lines = [f"{self.place}: {self.message}{who}, on day {self.day:.6f} of rollout {self.rollout}"]
        if self.place.line and self.place.text:
            lines += marked_line(self.place)
        if self.replay:
            lines.append(f"    to see it again: {self.replay}")
        return "\n".join(lines)


class RolloutError(FlashpointError):
    """A rollout met an error of the scenario (R17, R18); `fault` says which."""

    def __init__(self, fault: RolloutFault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names what `name` may have meant, or "" when nothing known is near.

    >>> nearest("rusia", ["russia", "turkey"])
    'did you mean `russia`?'
    """
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean `{matches[0]}`?" if matches else ""
