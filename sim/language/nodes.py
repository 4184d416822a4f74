"""The values of a document: text, lists and mappings that remember where they stand in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sim.errors import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as text; `plain` if it stands without quotation marks and is no block of text.

    `place` is where its first character stands, inside the quotation marks. `refused` marks a value about which a
    complaint has been made already, and which is not to be judged further.
    """

    text: str
    place: Place
    plain: bool = True
    refused: bool = False

    def __str__(self) -> str:
        """The text."""
        return self.text

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written where a value could stand."""
        return not self.text and self.plain


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the order of the file; `keys` gives each key as it stands there.

    A key whose value has been refused is in `keys` alone.
    """

    values: dict[str, Node]
    keys: dict[str, Scalar]
    place: Place

    def place_of(self, key: str) -> Place:
        """Where the value of `key` stands: on its key if it is a list, a mapping or empty; of no key: the mapping's."""
        value = self.values.get(key)
        if value is None:
            return self.place
        return value.place if isinstance(value, Scalar) and value.text else self.keys[key].place


Node = Scalar | Items | Entries
"""Any value of a document."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read: its values, its name for messages, its text, and the path it came from, if it is a file."""

    root: Node
    name: str
    text: str = field(repr=False)
    path: Path | None = None
