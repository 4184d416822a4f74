"""How pydantic meets the values of a document: leaves stay `Scalar`s with their place, models know their mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from sim.language.nodes import Entries, Items, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    from sim.errors import Place


class Mapped(dict[str, Any]):
    """A mapping of the document as pydantic wants it, with the `Entries` that it was."""

    def __init__(self, entries: Entries) -> None:
        super().__init__({key: plain(value) for key, value in entries.values.items()})
        self.entries = entries


def plain(node: Node) -> Any:
    """A value of a document as pydantic wants it: dicts, lists and, at the leaves, `Scalar`s."""
    match node:
        case Entries():
            return Mapped(node)
        case Items():
            return [plain(item) for item in node.items]
        case _:
            return node


class Shape(BaseModel):
    """A mapping of which the keys are fixed; any other key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    _entries: Entries = PrivateAttr()

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Shape]) -> Shape:
        made = handler(data)
        made._entries = data.entries  # noqa: SLF001 (of its own class)
        return made

    @property
    def entries(self) -> Entries:
        """The mapping as it stands in the document."""
        return self._entries

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self._entries.place

    @property
    def stated(self) -> frozenset[str]:
        """The keys that the file writes out."""
        return frozenset(self._entries.keys)

    def place_of(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self._entries.place_of(key)

    def key_in(self, section: str, name: str) -> Place:
        """Where the key `name` of the mapping under `section` stands."""
        inner = self._entries.values[section]
        return inner.keys[name].place if isinstance(inner, Entries) else inner.place


@dataclass(frozen=True, eq=False)
class Leaf:
    """A value that is text in the document; `schema` is what editors may find there, `words` what it should be.

    With `choices` the text is one of those, and the value is that text; with `text` the value is the text too.
    """

    words: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": ["string", "number", "boolean"]})
    choices: tuple[str, ...] = ()
    text: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """A validator that lets a `Scalar` pass, or its text."""
        return core_schema.no_info_plain_validator_function(self.accepted)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """What editors may find there."""
        return {"enum": list(self.choices)} if self.choices else dict(self.schema)

    def accepted(self, value: Any) -> Scalar | str:
        """The value, if it is one of this kind."""
        if isinstance(value, str):
            return value
        if not isinstance(value, Scalar):
            raise PydanticCustomError("wanted", "{words}", {"words": self.words})
        if value.is_empty:
            raise PydanticCustomError("empty", "{words}", {"words": self.words})
        if self.choices and value.text not in self.choices:
            context = {"text": value.text, "choices": self.choices}
            raise PydanticCustomError("choice", "{text}", context)
        return value.text if self.text or self.choices else value


def by_kind(value: Any) -> str | None:
    """The tag of a value that may be plain, a list or one of several mappings."""
    if isinstance(value, dict):
        return "<cases>" if "cases" in value else "<mapping>"
    return "<list>" if isinstance(value, list) else "<plain>"


def one_of_kinds(words: str) -> Any:
    """A discriminator by `by_kind`; `words` say what was expected where a value is of none of its tags."""
    return Discriminator(by_kind, custom_error_type="wanted", custom_error_message=words)


def by_key(*keys: str) -> Any:
    """A discriminator that tells mappings by the first of `keys` that they have; its tags are `<key>`."""

    def found(value: Any) -> str | None:
        held = value if isinstance(value, dict) else {}
        return next((f"<{key}>" for key in keys if key in held), None)

    return Discriminator(found, custom_error_type="one-of", custom_error_message=" ".join(keys))


STRING = {"type": "string"}
Text = Annotated[str, Leaf("a text", {"type": ["string", "number"]}, text=True)]
Formula = Annotated[Scalar, Leaf("an expression")]
Name = Annotated[Scalar, Leaf("a name", STRING)]
Date = Annotated[Scalar, Leaf("a date", STRING)]
Whole = Annotated[Scalar, Leaf("a whole number", {"type": "integer", "minimum": 0})]
NAME = re.compile(r"[^\W\d]\w*")
"""What a name that a scenario gives looks like: letters, digits and `_`, not a digit first."""
Key = Annotated[str, Field(pattern=rf"^{NAME.pattern}$")]
Names = Annotated[
    Annotated[Name, Tag("<plain>")] | Annotated[list[Name], Tag("<list>")],
    one_of_kinds("a name or a list of names"),
]
"""One name or a list of them."""


def listed(names: Scalar | list[Scalar] | None) -> tuple[Scalar, ...]:
    """`Names` as a tuple."""
    if names is None:
        return ()
    return (names,) if isinstance(names, Scalar) else tuple(names)
