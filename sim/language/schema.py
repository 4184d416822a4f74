"""The shape of the files: scenarios, saved variants, cases. The JSON Schema for editors comes from here."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, Tag

from sim.language.nodes import Scalar
from sim.language.shapes import NAME, STRING, Date, Formula, Key, Leaf, Name, Names, Shape, Text, Whole, one_of_kinds
from sim.language.shapes_of_entries import (
    ActorEntry,
    AssertionEntry,
    BaseRateEntry,
    Cited,
    Correlation,
    Effects,
    OutcomeEntry,
    ParameterEntry,
    RungEntry,
    SetEntries,
    SourceEntry,
    StateEntry,
    TriggerEntry,
    Value,
    VariantEntry,
)

VERSION = "1"
"""The version of the format that this program reads."""

VersionNumber = Annotated[Scalar, Leaf("the version of the format", {"const": int(VERSION)})]


class FactEntry(Cited):
    """Effects forced at an instant, as a trigger of the highest priority would."""

    then: Effects = Field(description="What happened, from top to bottom.")
    confidence: Annotated[str, Leaf("a word", choices=("official", "reported", "claimed"))] | None = Field(
        None, description="How sure it is that this happened."
    )
    title: Text = Field("", description="The fact in words.")


Uniform = Annotated[Scalar, Leaf("a share between 0% and 100%, or `drawn`", {"type": ["string", "number"]})]
Uniforms = Annotated[
    Annotated[Uniform, Tag("<plain>")] | Annotated[list[Uniform], Tag("<list>")],
    one_of_kinds("a share between 0% and 100%, or a list of them by turn"),
]


class LuckEntry(Shape):
    """Uniforms that replace the draws of one trigger, turn by turn; `drawn` leaves a turn to its own draw."""

    delay: Uniforms | None = Field(None, description="For its delay or hazard.")
    chance: Uniforms | None = Field(None, description="For its chance or options.")
    amounts: list[Uniforms] = Field(
        default_factory=list, description="For its random amounts, in the order of the text."
    )


WINDOW = "a date, `day 12`, or two of them with `..` between"


class Dated(Shape):
    """What is expected within a time."""

    fires: Annotated[Scalar, Leaf(WINDOW, STRING)] | None = Field(None, description="It fires within this time.")
    rises: Annotated[Scalar, Leaf(WINDOW, STRING)] | None = Field(None, description="It rises within this time.")
    lapses: Annotated[Scalar, Leaf(WINDOW, STRING)] | None = Field(None, description="It stands down within this time.")
    refuses: Annotated[Scalar, Leaf(WINDOW, STRING)] | None = Field(None, description="It refuses within this time.")
    violates: Annotated[Scalar, Leaf(WINDOW, STRING)] | None = Field(
        None, description="It is violated within this time."
    )


Expected = Annotated[
    Annotated[Formula, Tag("<plain>")]
    | Annotated[Dated, Tag("<mapping>")]
    | Annotated[
        list[
            Annotated[Annotated[Formula, Tag("<plain>")] | Annotated[Dated, Tag("<mapping>")], one_of_kinds("a value")]
        ],
        Tag("<list>"),
    ],
    one_of_kinds("what is expected"),
]


class CaseEntry(Cited):
    """Dated facts, forced luck and expectations about one rollout."""

    case: Name = Field(description="A short name.")
    title: Text = Field("", description="The case in words.")
    given: dict[str, FactEntry] = Field(default_factory=dict, description="Facts by date.")
    without: Names | None = Field(None, description="What is switched off: a trigger, an actor, or `events`.")
    luck: dict[str, LuckEntry] = Field(default_factory=dict, description="Forced luck by trigger.")
    expect: dict[str, Expected] = Field(default_factory=dict, description="What is expected.")
    seed: Whole | None = Field(None, description="The seed; 1 if left out.")
    rollout: Whole | None = Field(None, description="The rollout; 0 if left out.")


class ScenarioKeys(Shape):
    """A scenario."""

    scenario: Name = Field(description="A short name in small letters and hyphens; names the folder of results.")
    title: Text = Field("", description="The title for people.")
    starts: Date = Field(description="The calendar instant of time 0; its offset holds for all dates of the file.")
    horizon: Formula = Field(description="How far the story is told, as a duration.")
    sources: dict[Key, SourceEntry] = Field(default_factory=dict, description="What the assumptions rest on.")
    parameters: dict[Key, ParameterEntry] = Field(default_factory=dict, description="The numbers people argue about.")
    correlated: list[Correlation] = Field(default_factory=list, description="Uncertain parameters that go together.")
    state: dict[Key, StateEntry] = Field(default_factory=dict, description="What the world is in.")
    define: dict[Key, Value] = Field(default_factory=dict, description="Names for expressions.")
    ladder: list[RungEntry] = Field(default_factory=list, description="The rungs, lowest first.")
    events: dict[Key, TriggerEntry] = Field(default_factory=dict, description="What nobody decides.")
    actors: dict[Key, ActorEntry] = Field(default_factory=dict, description="Who decides what.")
    outcomes: dict[Key, OutcomeEntry] = Field(
        default_factory=dict, description="The ends of the story; the first that holds."
    )
    assertions: dict[Key, AssertionEntry] = Field(default_factory=dict, description="What must hold in every rollout.")
    variants: dict[Key, VariantEntry] = Field(default_factory=dict, description="Changes to compare.")
    base_rates: dict[Key, BaseRateEntry] = Field(
        default_factory=dict, description="Published shares to hold results against."
    )
    max_decisions: Whole | None = Field(None, description="More decisions in one rollout than this are an error.")
    cases: list[CaseEntry] = Field(default_factory=list, description="Dated facts, forced luck, expectations.")


class ScenarioFile(ScenarioKeys):
    """A scenario."""

    flashpoint: VersionNumber = Field(description="The version of this format.")


class ScenarioInPlace(ScenarioKeys):
    """A whole scenario inside a case."""

    flashpoint: VersionNumber | None = Field(None, description="The version of this format.")


class CaseFile(CaseEntry):
    """A case."""

    flashpoint: VersionNumber = Field(description="The version of this format.")
    scenario: Annotated[
        Annotated[Name, Tag("<plain>")] | Annotated[ScenarioInPlace, Tag("<mapping>")],
        one_of_kinds("the path of a scenario file, or a scenario"),
    ] = Field(description="The scenario file by its path from here, or a whole scenario.")


class ExtensionFile(Shape):
    """A saved variant of another scenario file."""

    flashpoint: VersionNumber = Field(description="The version of this format.")
    extends: Name = Field(description="The scenario file that this one changes, by its path from here.")
    scenario: Name | None = Field(None, description="A short name of its own; the other's if left out.")
    title: Text = Field("", description="A title of its own; the other's if left out.")
    horizon: Formula | None = Field(None, description="A horizon of its own.")
    set: SetEntries = Field(default_factory=dict, description="New values for parameters and initial states.")
    disable: Names | None = Field(None, description="What is switched off: a trigger, an actor, or `events`.")
    cases: list[CaseEntry] = Field(default_factory=list, description="Dated facts, forced luck, expectations.")


# -- for editors -------------------------------------------------------------------------------------------------------

DRAFT = "http://json-schema.org/draft-07/schema#"
"""What yaml-language-server knows best."""

EDITOR_NAME = "^(?![0-9])[\\w\\u00C0-\\uFFFF]+$"
"""What a name looks like, for editors, whose `\\w` knows no letters but those of English."""

Schema = dict[str, Any]


def schema() -> Schema:
    """The JSON Schema (draft 7) of scenario files, saved variants and cases, with a description of every key."""
    definitions: Schema = {}
    for model in (ScenarioFile, ExtensionFile, CaseFile):
        made = model.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
        definitions |= {name: _tidy(part) for name, part in made.pop("$defs", {}).items()}
        definitions[model.__name__] = _tidy(made)
    scenario, extension, case = (
        {"$ref": f"#/definitions/{model.__name__}"} for model in (ScenarioFile, ExtensionFile, CaseFile)
    )
    saved = {"if": {"required": ["extends"]}, "then": extension, "else": scenario}
    return {
        "$schema": DRAFT,
        "title": "flashpoint",
        "description": "A scenario, a saved variant of one (`extends`), or a case about one (`case`).",
        "type": "object",
        "if": {"required": ["case"]},
        "then": case,
        "else": saved,
        "definitions": dict(sorted(definitions.items())),
    }


def _tidy(part: Any) -> Any:
    """A part of a schema without what only Python needs: made-up titles, null for what is left out, its patterns."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidy(value) for key, value in part.items() if key != "default" and not _is_made_up_title(key, value)}
    if "patternProperties" in kept:
        kept["patternProperties"] = {
            EDITOR_NAME if NAME.pattern in pattern else pattern: inner
            for pattern, inner in kept["patternProperties"].items()
        }
        kept["additionalProperties"] = False
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept


def _is_made_up_title(key: str, value: Any) -> bool:
    """Whether this is a title that pydantic made from a name, rather than a property called `title`."""
    return key == "title" and isinstance(value, str)
