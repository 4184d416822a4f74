"""A document held against its shape: every misspelt, missing or misplaced key is told, and the sound rest goes on.

pydantic tells what is wrong by a path; the path leads to the place in the file. What is wrong is then cut out and the
rest judged again, so that one slip does not hide what is wrong elsewhere.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import ValidationError

from sim.errors import Complaint, nearest
from sim.language.nodes import Entries, Items, Node, Scalar
from sim.language.shapes import Shape, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from sim.errors import Place

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=Shape)

MOST_ROUNDS = 100


class Shaped(NamedTuple):
    """What could be made of a document: the model of its sound part, complaints, and the names that were cut out."""

    model: Any
    complaints: list[Complaint]
    broken: set[str]


def shaped(root: Node, model: type[Model], stand_ins: Mapping[str, str]) -> Shaped:
    """The model that `root` fits, after what does not fit is complained about and cut out.

    `stand_ins` gives a text for each key that every file must have, so that the rest of a file without it is judged.
    """
    first = root
    complaints: list[Complaint] = []
    gone: set[tuple[Place, str | int]] = set()
    for _ in range(MOST_ROUNDS):
        if not isinstance(root, Entries):
            what = model.__doc__.split(".")[0].lower() if model.__doc__ else "a file"
            message = f"{what} is a mapping of keys such as {', '.join(f'`{key}`' for key in stand_ins)}"
            complaints.append(Complaint(root.place, "shape", message))
            break
        try:
            made = model.model_validate(plain(root))
        except ValidationError as error:
            root = _pruned(root, model, error, complaints, gone, stand_ins)
        else:
            return Shaped(made, complaints, declared(first) - declared(root))
    return Shaped(None, complaints, declared(first))


def declared(root: Node) -> set[str]:
    """Every name that the sections of a file declare: `front`, `russia`, `russia.posture`, `posture`."""
    names: set[str] = set()
    sections = root.values.values() if isinstance(root, Entries) else ()
    for section in sections:
        if not isinstance(section, Entries):
            continue
        for name, entry in section.values.items():
            names.add(name)
            for part in entry.values.values() if isinstance(entry, Entries) else ():
                names |= _inner_names(name, part)
    return names


def _inner_names(owner: str, part: Node) -> set[str]:
    """What an entry declares in turn: the levels of a variable, the state and triggers of an actor."""
    if isinstance(part, Items):
        return {item.text for item in part.items if isinstance(item, Scalar)}
    if not isinstance(part, Entries):
        return set()
    names = set(part.values) | {f"{owner}.{key}" for key in part.values}
    for entry in part.values.values():
        for inner in entry.values.values() if isinstance(entry, Entries) else ():
            names |= _inner_names(owner, inner) if isinstance(inner, Items) else set()
    return names


def _pruned(
    root: Entries,
    model: type[Shape],
    error: ValidationError,
    complaints: list[Complaint],
    gone: set[tuple[Place, str | int]],
    stand_ins: Mapping[str, str],
) -> Node:
    """The root without what `error` names; each complaint is noted, unless it follows from an earlier one."""
    doomed: set[Path] = set()
    added: dict[str, Scalar] = {}
    found = [(real_path(root, details["loc"]), details) for details in error.errors(include_url=False)]
    unknown = [path for path, details in found if details["type"] == "extra_forbidden"]
    for path, details in found:
        misspelt = details["type"] == "missing" and is_misspelt(path, unknown)
        if not misspelt and not follows(root, path, details["type"], gone):
            complaints.append(complaint_about(root, model, path, details))
        if details["type"] != "missing":
            doomed.add(path)
        elif len(path) > 1:
            doomed.add(path[:-1])
        elif path:
            key = str(path[0])
            added[key] = Scalar(stand_ins.get(key, "1"), root.place)
    gone.update((node_at(root, path[:-1]).place, path[-1]) for path in doomed if path)
    kept = without(root, doomed)
    if not isinstance(kept, Entries):
        return kept
    keys = {key: Scalar(key, root.place) for key in added}
    return Entries(kept.values | added, kept.keys | keys, kept.place)


def is_misspelt(path: Path, unknown: list[Path]) -> bool:
    """Whether a missing key stands in its mapping after all, misspelt."""
    return any(other[:-1] == path[:-1] and nearest(str(other[-1]), [str(path[-1])]) for other in unknown)


def follows(root: Node, path: Path, kind: str, gone: set[tuple[Place, str | int]]) -> bool:
    """Whether an error is only what cutting out an earlier one, or refusing a value, has left behind."""
    node, holder = node_at(root, path), node_at(root, path[:-1])
    if isinstance(node, Scalar) and node.refused:
        return True
    if kind == "missing":
        return any(place == holder.place for place, _ in gone)
    return kind == "one-of" and any(place == node.place for place, _ in gone)


def real_path(root: Node, location: tuple[str | int, ...]) -> Path:
    """The path that pydantic tells without the tags of unions, down to the first part that is not in the document."""
    path: list[str | int] = []
    node: Node | None = root
    for part in location:
        if isinstance(node, Entries) and isinstance(part, str) and part in node.values:
            node = node.values[part]
        elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        elif isinstance(part, str) and (part == "[key]" or (part.startswith("<") and part.endswith(">"))):
            continue
        else:
            return (*path, part)
        path.append(part)
    return tuple(path)


def node_at(root: Node, path: Path) -> Node:
    """The node at the end of a path, or the deepest one on the way to it."""
    node = root
    for part in path:
        if isinstance(node, Entries) and part in node.values:
            node = node.values[str(part)]
        elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
    return node


def without(node: Node, doomed: set[Path], path: Path = ()) -> Node:
    """A copy of the node without what stands at the doomed paths."""
    if not any(other[: len(path)] == path for other in doomed):
        return node
    if isinstance(node, Entries):
        kept = {
            key: without(value, doomed, (*path, key))
            for key, value in node.values.items()
            if (*path, key) not in doomed
        }
        return Entries(kept, node.keys, node.place)
    if isinstance(node, Items):
        items = [without(item, doomed, (*path, i)) for i, item in enumerate(node.items) if (*path, i) not in doomed]
        return Items(tuple(items), node.place)
    return node


# -- the words ---------------------------------------------------------------------------------------------------------


WANTED = {"list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping", "one-of": "a mapping"}


def complaint_about(root: Node, model: type[Shape], path: Path, details: ErrorDetails) -> Complaint:
    """What pydantic found wrong at `path`, told to a person."""
    kind, context = details["type"], details.get("ctx", {})
    place, name, holder = place_at(root, path), named(path), named(path[:-1])
    key_place = key_place_at(root, path)
    there = standing(node_at(root, path))
    if kind == "extra_forbidden":
        known = known_keys(model, path[:-1])
        hint = nearest(str(path[-1]), known) or f"known here: {', '.join(known)}"
        if there == "nothing":
            hint = f"{hint}; if it belongs to the text before it, put the whole text in quotation marks"
        if path[-1] in known:
            return Complaint(key_place, "excluded-key", f"`{path[-1]}` does not go with the other keys of {holder}")
        return Complaint(key_place, "unknown-key", f"`{path[-1]}` is no key of {holder}", hint)
    if kind == "missing":
        return Complaint(place_at(root, path[:-1]), "missing-key", f"{holder} lacks the key `{path[-1]}`")
    if kind == "string_pattern_mismatch":
        message = f"`{path[-1]}` cannot be a name: a name has letters, digits and `_`, and does not begin with a digit"
        return Complaint(key_place, "name", message)
    if kind == "choice":
        choices = [str(choice) for choice in context["choices"]]
        message = f"{name} is one of {', '.join(choices)}, not `{context['text']}`"
        return Complaint(place, "choice", message, nearest(str(context["text"]), choices))
    given = node_at(root, path)
    if kind == "one-of" and isinstance(given, Entries):
        keys = details["msg"].split()
        hints = [nearest(key, keys) for key in given.values]
        return Complaint(
            place,
            "missing-key",
            f"{name} needs one of the keys {', '.join(f'`{key}`' for key in keys)}",
            "".join(hints[:1]),
        )
    if kind in ("too_short", "too_long"):
        least, most, actual = context.get("min_length"), context.get("max_length"), context["actual_length"]
        wanted = f"at least {least}" if least is not None else f"at most {most}"
        return Complaint(place, "shape", f"{name} needs {wanted} entries, and has {actual}")
    wanted = WANTED.get(kind, details["msg"])
    if there == "nothing":
        return Complaint(place, "empty", f"{name} is empty; {wanted} was expected", "write it, or leave the key out")
    hint = ""
    if there == "one value":
        ways = {"list_type": "`[{}]`", "model_type": "`{{value: {}}}`" if "value" in known_keys(model, path) else ""}
        hint = ways.get(kind, "").format(node_at(root, path))
    return Complaint(place, "shape", f"{name} should be {wanted}, and {there} stands here", hint)


def place_at(root: Node, path: Path) -> Place:
    """Where what a path leads to stands: the key, where the path ends in one; else the value."""
    holder = node_at(root, path[:-1])
    if path and isinstance(holder, Entries) and path[-1] in holder.keys:
        key, value = holder.keys[str(path[-1])], holder.values[str(path[-1])]
        return value.place if isinstance(value, Scalar) and value.text else key.place
    if path and isinstance(holder, Items) and isinstance(path[-1], int) and path[-1] < len(holder.items):
        return holder.items[path[-1]].place
    return holder.place


def key_place_at(root: Node, path: Path) -> Place:
    """Where the key at the end of a path stands; the place of what the path leads to, if that is no key."""
    holder = node_at(root, path[:-1])
    if path and isinstance(holder, Entries) and path[-1] in holder.keys:
        return holder.keys[str(path[-1])].place
    return place_at(root, path)


def named(path: Path) -> str:
    """What a path leads to, in words."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {named(path[:-1])}"
    return f"`{path[-1]}`"


def standing(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, Scalar):
        return "nothing" if node.is_empty else "one value"
    return "a list" if isinstance(node, Items) else "a mapping"


@cache
def json_schema(model: type[Shape]) -> dict[str, Any]:
    """The JSON Schema of a model."""
    return model.model_json_schema(by_alias=True)


def known_keys(model: type[Shape], path: Path) -> list[str]:
    """The keys that a mapping at `path` may have."""
    schema = json_schema(model)
    at = _alternatives(schema, schema)
    for part in path:
        below = [inner for one in at for inner in _below(one, part)]
        at = [deeper for inner in below for deeper in _alternatives(schema, inner)]
    return list(dict.fromkeys(key for one in at for key in one.get("properties", {})))


def _below(schema: dict[str, Any], part: str | int) -> list[dict[str, Any]]:
    if isinstance(part, int):
        return [schema["items"]] if isinstance(schema.get("items"), dict) else []
    found = [schema["properties"][part]] if part in schema.get("properties", {}) else []
    found += schema.get("patternProperties", {}).values() if not found else []
    other = schema.get("additionalProperties")
    return found or ([other] if isinstance(other, dict) else [])


def _alternatives(root: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What a schema may be, references followed and unions taken apart."""
    if "$ref" in schema:
        return _alternatives(root, root["$defs"][schema["$ref"].rpartition("/")[2]])
    parts = schema.get("anyOf", []) + schema.get("oneOf", [])
    return [inner for part in parts for inner in _alternatives(root, part)] or [schema]
