"""The files that a scenario is made of: a base file, and saved variant files that extend it, each the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, Place, ScenarioError, nearest
from sim.language.document import survey
from sim.language.gathering import Gathering
from sim.language.nodes import Document, Entries, Scalar
from sim.language.schema import VERSION, CaseEntry, ExtensionFile, ScenarioFile
from sim.language.shaping import shaped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STAND_INS = {"flashpoint": VERSION, "scenario": "unnamed", "starts": "2000-01-01", "horizon": "1 day"}
"""What stands in for a key that every scenario needs, so that the rest of a file without it is judged."""

LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Script:
    """The documents of a scenario: `base`, and what extends it, from the inside out."""

    base: Document
    extensions: tuple[Document, ...] = ()

    @property
    def outermost(self) -> Document:
        """The document that was asked for."""
        return self.extensions[-1] if self.extensions else self.base

    def cases(self) -> list[CaseEntry]:
        """The cases of all documents."""
        gathering = Gathering()
        base = scenario_file(self.base, gathering)
        files: list[ScenarioFile | ExtensionFile] = [base] if base else []
        files += extension_files(self.extensions, gathering)
        return [case for file in files for case in file.cases]

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, the base first."""
        return (self.base, *self.extensions)

    @property
    def text(self) -> str:
        """All documents as they are written, the base first."""
        return "\n---\n".join(document.text for document in self.documents)


def is_case(document: Document) -> bool:
    """Whether a document is a case rather than a scenario."""
    return isinstance(document.root, Entries) and "case" in document.root.keys


def script_of(document: Document, gathering: Gathering) -> Script:
    """The document, and those that it extends.

    Raises:
        ScenarioError: a file that is extended cannot be read, or extends one that extends it.
    """
    extensions: list[Document] = []
    read: list[Path] = [document.path.resolve()] if document.path else []
    while (reference := _extended(document)) is not None:
        extensions.insert(0, document)
        document = _base(reference, document, read, gathering)
    return Script(document, tuple(extensions))


def _extended(document: Document) -> Scalar | None:
    """The text of `extends`, if there is one."""
    root = document.root
    if not isinstance(root, Entries) or "extends" not in root.values:
        return None
    found = root.values["extends"]
    if not isinstance(found, Scalar) or found.is_empty:
        message = "`extends` names the scenario file that this one changes; nothing is named here"
        hint = "write `extends: name.yaml`, or leave the key out"
        raise ScenarioError([Complaint(root.keys["extends"].place, "extends", message, hint)])
    return found


def _base(reference: Scalar, document: Document, read: list[Path], gathering: Gathering) -> Document:
    """The document that `reference` names, by its path from the file that names it."""
    path = reference_to(reference, document)
    if path.resolve() in read or len(read) > LONGEST_CHAIN:
        message = f"`{reference}` leads back to this file, so there is nothing to start from"
        raise ScenarioError([Complaint(reference.place, "extends", message)])
    read.append(path.resolve())
    base, complaints = survey(path)
    if base is None and not any(complaint.place.line for complaint in complaints):
        found = complaints[0]
        message = f"the file `{reference}` cannot be extended: {found.message}"
        raise ScenarioError([Complaint(reference.place, "extends", message, found.hint)])
    gathering.complaints += complaints
    if base is None:
        raise ScenarioError(())
    return base


def reference_to(reference: Scalar, document: Document) -> Path:
    """The path that a document gives, which starts from its own folder.

    Raises:
        ScenarioError: the document is a text without a folder.
    """
    if document.path is None:
        message = f"`{reference}` is a path from this file, and this text is in no file"
        raise ScenarioError([Complaint(reference.place, "extends", message)])
    return document.path.parent / reference.text


def scenario_file(document: Document, gathering: Gathering) -> ScenarioFile | None:
    """The base document as a scenario; None if nothing can be made of it."""
    check_version(document, gathering)
    if isinstance(document.root, Entries) and is_case(document):
        message = "this is a case, which is about a scenario; it is none itself"
        gathering.add(document.root.keys["case"].place, "shape", message)
        return None
    found = shaped(document.root, ScenarioFile, STAND_INS)
    gathering.complaints += found.complaints
    gathering.broken |= found.broken
    return found.model if isinstance(found.model, ScenarioFile) else None


def extension_files(documents: Sequence[Document], gathering: Gathering) -> list[ExtensionFile]:
    """The documents that extend the base, as far as something can be made of them."""
    found = []
    for document in documents:
        check_version(document, gathering)
        made = shaped(document.root, ExtensionFile, {"flashpoint": VERSION, "extends": "file.yaml"})
        gathering.complaints += made.complaints
        if isinstance(made.model, ExtensionFile):
            found.append(made.model)
    return found


def check_version(document: Document, gathering: Gathering) -> None:
    """Stop at a file of another version: what its keys mean is not known here.

    Raises:
        ScenarioError: it is of another version.
    """
    root = document.root
    version = root.values.get("flashpoint") if isinstance(root, Entries) else None
    if isinstance(version, Scalar) and not version.is_empty and version.text != VERSION:
        message = f"this file is of version `{version}` of the format; this program reads version {VERSION}"
        raise ScenarioError([*gathering.found(), Complaint(version.place, "version", message)])


def unknown(place: Place, what: str, name: str, known: Sequence[str]) -> Complaint:
    """The complaint about a name that is not declared."""
    hint = nearest(name, known) or (f"known: {', '.join(known)}" if known else "")
    return Complaint(place, "unknown-name", f"no {what} `{name}` is known", hint)
