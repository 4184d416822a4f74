"""The papers of the project and the fenced blocks in them.

A comment on the line above a block says what a test needs to know and a reader does not: `<!-- file: name.yaml -->`
the name that other blocks call it by, `<!-- file: name.yaml, with mistakes -->` that it is wrong on purpose,
`<!-- from: path -->` that its lines stand in that file, `<!-- slow -->` that it takes more than a moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!-- (.+) -->\n$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, the number of its first line, and the comment above it."""

    language: str
    text: str
    line: int
    comment: str = ""

    @property
    def file(self) -> str:
        """The name of the file that the block shows, "" if it gives none."""
        found = re.match(r"file: ([\w.-]+)", self.comment)
        return found.group(1) if found else ""

    @property
    def origin(self) -> str:
        """The path of the file that the lines of the block stand in, "" if they are in none."""
        return self.comment.removeprefix("from: ") if self.comment.startswith("from: ") else ""

    @property
    def mistaken(self) -> bool:
        """Whether the block is wrong on purpose."""
        return "with mistakes" in self.comment

    @property
    def slow(self) -> bool:
        """Whether it takes more than a moment."""
        return "slow" in self.comment

    @property
    def whole(self) -> bool:
        """Whether it is a whole file of ours, and not a piece of one."""
        return self.language == "yaml" and re.search(r"^flashpoint:", self.text, re.MULTILINE) is not None

    @property
    def padded(self) -> str:
        """The text behind as many empty lines as stand above it, so that its places are those of the paper."""
        return "\n" * (self.line - 1) + self.text


def papers() -> list[Path]:
    """Every paper that may hold examples."""
    return [
        TOP / "README.md",
        *(path for name in ("docs", "scenarios", "outputs") for path in (TOP / name).glob("*.md")),
    ]


def blocks(paper: Path) -> list[Block]:
    """The fenced blocks of a paper, from top to bottom."""
    return blocks_of(paper.read_text(encoding="utf-8"))


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a text."""
    found = []
    for fence in FENCE.finditer(text):
        above = COMMENT.search(text[: fence.start()])
        line = text.count("\n", 0, fence.start()) + 2
        found.append(Block(fence.group(1), fence.group(2), line, above.group(1) if above else ""))
    return found
