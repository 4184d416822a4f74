"""Expressions that YAML cut in two: it reads `[x = max(a, b)]` as the list of `x = max(a` and `b)`, in silence.

Such a cut shows in brackets that are open at the end of one piece and closed in a later one. It is complained about,
and mended, so that the rest of the file can be judged as it was meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import Complaint
from sim.language.nodes import Entries, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[Node, Node]
"""A key and its value."""


def mended_items(items: Sequence[Node]) -> tuple[list[Node], list[Complaint]]:
    """The items of a list in square brackets with what was cut put together again, and a complaint for each cut."""
    mended: list[Node] = []
    complaints: list[Complaint] = []
    position = 0
    while position < len(items):
        pieces = _pieces(items, position)
        whole: Node = items[position]
        if pieces:
            whole = _joined([piece for item in items[position : position + pieces] for piece in _texts(item)])
            hint = f'write it on a line of its own, `- {whole}`, or in quotation marks, `"{whole}"`'
            complaints.append(_complaint(items[position], whole, hint))
        mended.append(whole)
        position += pieces or 1
    return mended, complaints


def mended_entries(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Complaint]]:
    """The same for the keys and values of a mapping in curly brackets."""
    mended: list[Pair] = []
    complaints: list[Complaint] = []
    position = 0
    while position < len(pairs):
        key, value = pairs[position]
        rest = [piece for pair in pairs[position + 1 :] for piece in _texts(pair[0]) + _texts(pair[1])]
        pieces = [*_texts(value), *rest] if isinstance(value, Scalar) and _texts(value) else []
        taken = _closing(pieces) if pieces and _closing(pieces[:1]) == 0 else _loose(value, pairs[position + 1 :])
        if taken > 1:
            whole = _joined(pieces[:taken])
            complaints.append(_complaint(value, whole, f'put it in quotation marks, `{key}: "{whole}"`'))
            value = whole
            while taken > 1:
                position += 1
                taken -= len(_texts(pairs[position][0]) + _texts(pairs[position][1]))
        mended.append((key, value))
        position += 1
    return mended, complaints


def _loose(value: Node, pairs: Sequence[Pair]) -> int:
    """How many pieces `value` has if texts without a value of their own follow it (`title: A truce, too late`)."""
    count = 1
    for key, after in pairs:
        loose = isinstance(after, Scalar) and after.is_empty and isinstance(key, Scalar) and " " in key.text
        if not (loose and _texts(value)):
            break
        count += 1
    return count


def _pieces(items: Sequence[Node], start: int) -> int:
    """How many items from `start` on are one text that was cut; 0 if that one is whole."""
    texts: list[Scalar] = []
    for count, item in enumerate(items[start:], 1):
        pieces = _texts(item)
        if not pieces:
            return 0
        texts += pieces
        closing = _closing(texts)
        if closing:
            return count if 1 < closing == len(texts) else 0
    return 0


def _texts(node: Node) -> list[Scalar]:
    """The pieces of text that a cut may have left in a node: itself, or the key and the value of `a: b`."""
    if isinstance(node, Scalar):
        return [node] if node.plain and node.text else []
    if isinstance(node, Entries) and len(node.keys) == 1:
        (key,), (value,) = node.keys.values(), node.values.values()
        return [key, *_texts(value)] if key.plain else []
    return []


def _closing(pieces: Sequence[Scalar]) -> int:
    """How many pieces it takes until every bracket that was opened is closed; 0 if that never comes."""
    opened = 0
    for count, piece in enumerate(pieces, 1):
        for character in piece.text:
            opened += (character in "([{") - (character in ")]}")
            if opened < 0:
                return 0
        if opened == 0:
            return count
    return 0


def _joined(pieces: Sequence[Scalar]) -> Scalar:
    """The text from the first piece to the last as the file writes it."""
    first, last = pieces[0], pieces[-1]
    if first.place.line == last.place.line:
        width = last.place.column + last.place.width - first.place.column
        start = first.place.column - 1
        return Scalar(first.place.text[start : start + width], replace(first.place, width=width))
    return replace(first, text=", ".join(piece.text for piece in pieces))


def _complaint(first: Node, whole: Scalar, hint: str) -> Complaint:
    colon = isinstance(first, Entries)
    head = _texts(first)[0].text
    where = "colon" if colon else "comma"
    message = f"YAML cuts `{whole}` at the {where}, and reads `{head}` alone"
    return Complaint(whole.place, "cut", message, hint)
