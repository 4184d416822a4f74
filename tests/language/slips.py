"""Slips in a small scenario, and what is said of each word for word: `bad_input/*.txt` beside this file.

A slip is kept as the lines that it changes (`-` what stands in `small.yaml`, `+` what stands there instead) and the
complaints that it draws. `python -m tests.language.slips` writes the complaints anew; read what changed before
committing it: these are the words that people meet first.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import ScenarioError
from sim.language.builder import built
from sim.language.document import survey_text

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

    from sim.errors import Complaint
    from sim.language.scenario import Scenario

FOLDER = Path(__file__).parent / "bad_input"
SMALL = (FOLDER / "small.yaml").read_text(encoding="utf-8")
"""A small scenario with something of everything, in which nothing is wrong."""


@dataclass(frozen=True)
class Slip:
    """One slip: what stands in place of what, and what is said of it."""

    name: str
    old: str
    new: str
    told: str

    @property
    def text(self) -> str:
        """The small scenario with the slip in it."""
        return edited((self.old, self.new))


def edited(*changes: tuple[str, str], text: str = SMALL) -> str:
    """The small scenario with each first string, which must stand in it, replaced by the second."""
    for old, new in changes:
        if old not in text:
            raise AssertionError(old)
        text = text.replace(old, new, 1)
    return text


def scenario(text: str) -> Scenario:
    """The scenario that a text holds."""
    return built(*survey_text(text, "small.yaml"))


def complaints(text: str) -> tuple[Complaint, ...]:
    """All that is said of a text; nothing if it is sound."""
    try:
        scenario(text)
    except ScenarioError as error:
        return error.complaints
    return ()


def told(text: str) -> str:
    """All that is said of a text, as people read it."""
    return "\n".join(str(complaint) for complaint in complaints(text))


def codes(text: str) -> list[tuple[str, str]]:
    """Code and marked words of all that is said of a text."""
    return [(complaint.code, complaint.place.marked) for complaint in complaints(text)]


def read(group: str) -> list[Slip]:
    """The slips of one file."""
    found = []
    for block in (FOLDER / f"{group}.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        name, *lines = block.rstrip("\n").split("\n")
        old = [line[1:] for line in lines if line.startswith("-")]
        new = [line[1:] for line in lines if line.startswith("+")]
        rest = lines[len(old) + len(new) :]
        found.append(Slip(name, "\n".join([*old, ""]), "\n".join([*new, ""]), "\n".join(rest)))
    return found


def slips(group: str) -> list[ParameterSet]:
    """The slips of one file, for `pytest.mark.parametrize`."""
    return [pytest.param(slip, id=slip.name) for slip in read(group)]


def write(group: str) -> None:
    """Write the file of a group anew, with what is said now."""
    blocks = []
    for slip in read(group):
        old, new = (
            [sign + line for line in text.split("\n")[:-1]] for sign, text in (("-", slip.old), ("+", slip.new))
        )
        blocks.append("\n".join([f"=== {slip.name}", *old, *new, told(slip.text)]))
    (FOLDER / f"{group}.txt").write_text("\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.txt")):
        write(path.stem)
